// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>

namespace pumice {

// Limits of expressions: "Constraints in Amazon DynamoDB", Expression parameters (Developer Guide).
inline constexpr size_t kMaxExpressionBytes = 4096;
inline constexpr size_t kMaxOperators = 300;
inline constexpr size_t kMaxInOperands = 100;
inline constexpr size_t kMaxPathElements = 32;

}  // namespace pumice
