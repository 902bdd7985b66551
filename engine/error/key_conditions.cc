// SPDX-License-Identifier: Apache-2.0

#include "engine/error/key_conditions.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

template <typename... Parts>
[[noreturn]] void ThrowInvalidCondition(const Parts&... what) {
  ThrowValidation(Text("Invalid condition in KeyConditionExpression: ", what...));
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

void ThrowHashNeedsEquality(std::string_view attribute) {
  ThrowValidation(
      Text("HASH key attributes of the index must have equality conditions specified in "
           "the query: ",
           attribute));
}

void ThrowRangeNeedsEquality(std::string_view attribute) {
  ThrowValidation(
      Text("RANGE key attributes of the index before the last one used must have "
           "equality conditions specified in the query: ",
           attribute));
}

void ThrowKeyConditionType() {
  ThrowInvalidParameters("Condition parameter type does not match schema type");
}

void ThrowKeyConditionNotIndexable() {
  ThrowValidation("Attempted conditional constraint is not an indexable operation");
}

void ThrowKeyConditionCount() { ThrowValidation("Conditions can be of length 1 or 2 only"); }

}  // namespace pumice
