// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pumice::deploy::terraform {

// A regular expression of Terraform's, in the part of RE2's syntax that schemas use: literals, ".",
// classes ([a-z], \d \w \s, [:alpha:]), groups (capturing, named, (?:…)), the flags i, m and s at
// the beginning, alternation, quantifiers (lazy too), anchors (^ $ \A \z \b \B). Matching takes
// time in proportion to pattern times text. Bytes are what it looks at: "." takes one character of
// UTF-8, classes hold ASCII only.
//
// Immutable; safe to use from any thread.
class Pattern {
 public:
  static constexpr size_t kMaxStates = 5'000;

  // Nothing, and why not in `fault`, for what is not supported or no regular expression.
  static std::optional<Pattern> Parse(std::string_view text, std::string* fault);

  // Where the groups matched, the whole first: begin and end, npos for one that took no part.
  using Groups = std::vector<std::pair<size_t, size_t>>;
  // The leftmost match that begins at `from` or later. Adds what it took to `steps`.
  std::optional<Groups> Find(std::string_view text, size_t from, size_t* steps) const;

  // Of the groups but the whole; empty: none.
  const std::vector<std::string>& names() const { return names_; }

 private:
  friend class PatternParser;
  friend class PatternRun;

  struct State {
    enum class Kind : uint8_t {
      kBytes,  // takes a byte of `set`
      kSplit,  // goes on with `next`, or if that fails, with `other`
      kSave,   // notes the position in slot `slot`
      kBegin,
      kEnd,
      kLineBegin,
      kLineEnd,
      kWord,
      kNoWord,
      kMatch
    };
    Kind kind = Kind::kMatch;
    int next = -1;
    int other = -1;
    int slot = 0;
  };

  std::vector<State> states_;
  std::vector<std::bitset<256>> sets_;  // by `slot` of kBytes
  std::vector<std::string> names_;
  int start_ = 0;
};

}  // namespace pumice::deploy::terraform
