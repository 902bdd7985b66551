// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "conformance/runner/variables.h"
#include "protocol/json.h"

namespace pumice::conformance {

// Where an answer is not what a step expects, in words for the report.
struct Difference {
  std::string path;  // "Items[0].Artist.S"; empty: the whole answer
  std::string expected;
  std::string got;
};

// How many differences of one answer are told.
inline constexpr size_t kMaxDifferences = 20;

// Compares as JSON: maps in any order, lists in theirs, numbers by value. `expected` may hold
// captured variables and the helpers that conformance/README.md describes. Throws StepError where a
// variable is not there.
std::vector<Difference> CompareWhole(const JsonValue& expected, const JsonValue& got,
                                     const Variables& variables);

// The same, but the maps of `got` may have more members; lists are compared whole.
std::vector<Difference> CompareContained(const JsonValue& expected, const JsonValue& got,
                                         const Variables& variables);

// Why `expected` uses a helper wrongly; empty if it does not.
std::string FindHelperFault(const JsonValue& expected);

}  // namespace pumice::conformance
