// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pumice::fuzzing {

// A sequence of requests as text, one a line:
//
//   PutItem {"TableName":"T","Item":{"id":{"S":"a"}}}
//   @clock {"advance":"PT1H"}           moves the clock
//   @header Accept-Encoding: gzip       goes with the next request
//   @gzip                               compresses the next request's body
//
// A string that begins with a dollar stands for something: "$ShardIterator" for the last value of
// that name in an answer (Answers), "$ShardIterator~12A" for the same with its byte 12 changed to
// A, "$ab*70000" for that many bytes of ab.
struct ScriptLine {
  std::string word;  // "PutItem", "@clock"
  std::string rest;
};

std::vector<ScriptLine> ParseScript(std::string_view text);
std::string FormatScript(const std::vector<ScriptLine>& lines);

// What answers have told that later requests need.
class Answers {
 public:
  // Remembers what an answer's body says of the names that Name lists.
  void Remember(std::string_view body);
  // `rest` with what begins with a dollar filled in; at most 4 MiB.
  std::string FillIn(std::string_view rest) const;

  // The name under which a value of this text was ever remembered, or empty.
  std::string_view NameOf(std::string_view json) const;

 private:
  struct Known {
    std::string_view name;
    std::string json;
  };
  bool Stand(std::string_view written, std::string* out) const;
  const Known* Last(std::string_view name) const;

  std::vector<Known> known_;
};

}  // namespace pumice::fuzzing
