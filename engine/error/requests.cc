// SPDX-License-Identifier: Apache-2.0

#include "engine/error/requests.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

template <typename... Parts>
[[noreturn]] void ThrowExpected(std::string_view attribute, const Parts&... fault) {
  ThrowInvalidParameters(fault..., " for Attribute: ", attribute);
}

[[noreturn]] void ThrowUpdateType(std::string_view action, std::string_view type) {
  ThrowInvalidParameters(action, " is not supported for the type ", type);
}

}  // namespace

void ThrowReturnValues() { ThrowValidation("ReturnValues can only be ALL_OLD or NONE"); }

void ThrowMixedParameters(std::string_view legacy, std::string_view expressions) {
  ThrowValidation(
      Text("Can not use both expression and non-expression parameters in the same request: "
           "Non-expression parameters: {",
           legacy, "} Expression parameters: {", expressions, "}"));
}

void ThrowNamesWithoutExpression() {
  ThrowValidation("ExpressionAttributeNames can only be specified when using expressions");
}

void ThrowValuesWithoutExpression(std::string_view expressions) {
  ThrowValidation(Text("ExpressionAttributeValues can only be specified when using expressions: ",
                       expressions));
}

void ThrowConditionalOperatorAlone() {
  ThrowValidation("ConditionalOperator cannot be used without Filter or Expected");
}

void ThrowConditionalOperatorOfOne() {
  ThrowValidation(
      "ConditionalOperator can only be used when Filter or Expected has two or more elements");
}

void ThrowComparisonCount(std::string_view op) {
  ThrowInvalidParameters("Invalid number of argument(s) for the ", op, " ComparisonOperator");
}

void ThrowComparisonType(std::string_view op, std::string_view type) {
  ThrowInvalidParameters("ComparisonOperator ", op, " is not valid for ", type,
                         " AttributeValue type");
}

void ThrowComparisonTypesDiffer() {
  ThrowInvalidParameters("AttributeValues inside AttributeValueList must be of same type");
}

void ThrowBetweenRange() {
  ThrowValidation(
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper "
      "bound");
}

void ThrowExistsAndOperator(std::string_view attribute) {
  ThrowExpected(attribute, "Exists and ComparisonOperator cannot be used together");
}

void ThrowValueAndList(std::string_view attribute) {
  ThrowExpected(attribute, "Value and AttributeValueList cannot be used together");
}

void ThrowOperatorWithoutValues(std::string_view op, std::string_view attribute) {
  ThrowExpected(attribute,
                "Value or AttributeValueList must be used with ComparisonOperator: ", op);
}

void ThrowListWithoutOperator(std::string_view attribute) {
  ThrowExpected(attribute, "AttributeValueList can only be used with a ComparisonOperator");
}

void ThrowExistsWithoutValue(bool exists_given, std::string_view attribute) {
  ThrowExpected(attribute, "Value must be provided when Exists is ",
                exists_given ? "true" : "null");
}

void ThrowNotExistsWithValue(std::string_view attribute) {
  ThrowExpected(attribute, "Value cannot be used when Exists is false");
}

void ThrowUpdateWithoutValue() {
  ThrowInvalidParameters("Only DELETE action is allowed when no attribute value is specified");
}

void ThrowAddType(std::string_view type) { ThrowUpdateType("ADD action", type); }

void ThrowDeleteType(std::string_view type) { ThrowUpdateType("DELETE action with value", type); }

void ThrowRepeatedAttributeToGet(std::string_view attribute) {
  ThrowInvalidParameters("Duplicate value in attribute name: ", attribute);
}

}  // namespace pumice
