// SPDX-License-Identifier: Apache-2.0

#include "engine/error/key_conditions.h"

#include <string>

#include "engine/error/validation.h"

namespace pumice {
namespace {

template <typename... Parts>
[[noreturn]] void ThrowInvalidCondition(const Parts&... what) {
  ThrowValidation(Text("Invalid condition in KeyConditionExpression: ", what...));
}

std::string Listed(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

}  // namespace

void ThrowKeyConditionOperator(std::string_view op) {
  ThrowValidation(Text("Invalid operator used in KeyConditionExpression: ", op));
}

void ThrowSeveralConditionsPerKey() {
  ThrowValidation("KeyConditionExpressions must only contain one condition per key");
}

void ThrowNestedKeyOperations() {
  ThrowValidation("KeyConditionExpressions cannot contain nested operations");
}

void ThrowKeyNotFirstOperand(std::string_view op) {
  ThrowInvalidCondition(op, " operator must have the key attribute as its first operand");
}

void ThrowSeveralKeysPerCondition() {
  ThrowInvalidCondition("Multiple attribute names used in one condition");
}

void ThrowNoKeyInCondition() { ThrowInvalidCondition("No key attribute specified"); }

void ThrowKeyConditionOnNestedAttribute() {
  ThrowValidation(
      "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested "
      "attributes");
}

void ThrowKeyConditionNotSupported() { ThrowValidation("Query key condition not supported"); }

void ThrowKeyConditionMisses(std::string_view attribute) {
  ThrowValidation(Text("Query condition missed key schema element: ", attribute));
}

void ThrowHashNeedsEquality(std::span<const std::string_view> attributes) {
  ThrowValidation(Text("HASH key attributes ", Listed(attributes),
                       " must have equality conditions specified in the query"));
}

void ThrowRangeNeedsEquality(std::span<const std::string_view> attributes, std::string_view used) {
  ThrowValidation(Text("RANGE key attributes ", Listed(attributes),
                       " must have equality conditions specified in the query because a condition "
                       "is present on key attribute ",
                       used));
}

void ThrowKeyConditionType() {
  ThrowInvalidParameters("Condition parameter type does not match schema type");
}

void ThrowKeyConditionNotIndexable() {
  ThrowValidation("Attempted conditional constraint is not an indexable operation");
}

void ThrowKeyConditionCount() { ThrowValidation("Conditions can be of length 1 or 2 only"); }

}  // namespace pumice
