// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>

#include "engine/expression/condition.h"
#include "engine/item/value.h"

namespace pumice {

// What an explanation takes at most, also one of several conditions.
inline constexpr size_t kMaxExplanationBytes = 1024;

// Why a condition is true or false for an item, which is empty where there is none: the operands
// that decided, each with the values that it saw.
//
//   n > :x: 5 > 9 is false
//   attribute_not_exists(pk): pk is there
//   a = :a: a is not there; NOT begins_with(b, :b): begins_with("text", "te") is true
//
// One line of printable ASCII, at most kMaxExplanationBytes: what is longer ends with "...". Names
// are those of the attributes, also where the expression has placeholders for them. Takes time for
// what it tells, besides evaluating each operand once a level.
std::string Explain(const BoundCondition& condition, ItemView item);

}  // namespace pumice
