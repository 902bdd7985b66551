// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "conformance/runner/transport.h"

namespace pumice::conformance {

// Where two services answer one request differently.
struct AnswerDifference {
  // A member, "Items[0].Artist.S"; "message", of two errors of one type; "answer", where one
  // succeeds or the errors' types differ; "status", if that is all. "Items#order": the same
  // elements in another order.
  std::string path;
  std::string first;  // in one line, shortened
  std::string second;
};

// Compares as JSON: maps and sets in any order, numbers by value. What every service makes for
// itself is equal to any other of its kind: ids, tokens, times, an ARN's partition, region and
// account. At most kMaxDifferences (compare.h).
std::vector<AnswerDifference> CompareAnswers(const Answer& first, const Answer& second);

// What came, in one line: "success: {…}" or "ValidationException: …".
std::string DescribeAnswer(const Answer& answer);

}  // namespace pumice::conformance
