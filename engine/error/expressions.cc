// SPDX-License-Identifier: Apache-2.0

#include "engine/error/expressions.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

constexpr std::string_view kOperandType = "Incorrect operand type for operator or function; ";

// What all messages of a kind begin with.
std::string Beginning(ExpressionKind kind) {
  if (kind == ExpressionKind::kStatement) return "";
  return Text("Invalid ", ExpressionKindName(kind), ": ");
}

template <typename... Parts>
NotedFault Invalid(ExpressionKind kind, const Parts&... fault) {
  return NotedFault(Text(Beginning(kind), fault...));
}

template <typename... Parts>
[[noreturn]] void ThrowInvalid(ExpressionKind kind, const Parts&... fault) {
  Invalid(kind, fault...).Throw();
}

[[noreturn]] void ThrowBetween(ExpressionKind kind, std::string_view rule, std::string_view lower,
                               std::string_view upper) {
  ThrowInvalid(kind, "The BETWEEN operator requires ", rule, "; lower bound operand: ", lower,
               ", upper bound operand: ", upper);
}

[[noreturn]] void ThrowPaths(ExpressionKind kind, std::string_view clash, std::string_view one,
                             std::string_view two) {
  ThrowInvalid(kind, "Two document paths ", clash,
               " with each other; must remove or rewrite one of these paths; path one: ", one,
               ", path two: ", two);
}

template <typename... Parts>
[[noreturn]] void ThrowInvalidKeyOf(std::string_view map, const Parts&... fault) {
  ThrowValidation(Text(map, " contains invalid key: ", fault...));
}

std::string InvalidValueIn(std::string_view map, std::string_view placeholder,
                           std::string_view fault) {
  return Text(map, " contains invalid value: ", fault, " for key ", placeholder);
}

[[noreturn]] void ThrowInvalidValueIn(std::string_view map, std::string_view placeholder,
                                      std::string_view fault) {
  ThrowValidation(InvalidValueIn(map, placeholder, fault));
}

}  // namespace

std::string_view ExpressionKindName(ExpressionKind kind) {
  switch (kind) {
    case ExpressionKind::kCondition:
      return "ConditionExpression";
    case ExpressionKind::kFilter:
      return "FilterExpression";
    case ExpressionKind::kLegacyFilter:
      return "QueryFilter";
    case ExpressionKind::kKeyCondition:
      return "KeyConditionExpression";
    case ExpressionKind::kProjection:
      return "ProjectionExpression";
    case ExpressionKind::kUpdate:
      return "UpdateExpression";
    case ExpressionKind::kStatement:
      break;
  }
  return "";
}

void RethrowAsStatementFault(ExpressionKind kind, const ApiError& error) {
  const std::string beginning = Beginning(kind);
  if (!error.message().starts_with(beginning)) throw;
  ThrowValidation(error.message().substr(beginning.size()));
}

void ThrowEmptyExpression(ExpressionKind kind) {
  ThrowInvalid(kind, "The expression can not be empty;");
}

// The service tells the size of conditions only.
void ThrowExpressionTooLong(ExpressionKind kind, size_t size) {
  const bool tells_size = kind != ExpressionKind::kUpdate && kind != ExpressionKind::kProjection;
  ThrowInvalid(kind, "Expression size has exceeded the maximum allowed size;",
               tells_size ? " expression size: " + std::to_string(size) : "");
}

void ThrowExpressionSyntax(ExpressionKind kind, std::string_view token, std::string_view near) {
  ThrowInvalid(kind, "Syntax error; token: \"", token, "\", near: \"", near, "\"");
}

void ThrowRedundantParentheses(ExpressionKind kind) {
  ThrowInvalid(kind, "The expression has redundant parentheses;");
}

void ThrowRepeatedSection(std::string_view section) {
  ThrowInvalid(ExpressionKind::kUpdate, "The \"", section,
               "\" section can only be used once in an update expression;");
}

NotedFault ReservedKeyword(ExpressionKind kind, std::string_view word) {
  return Invalid(kind, "Attribute name is a reserved keyword; reserved keyword: ", word);
}

NotedFault ListIndexOutOfRange(ExpressionKind kind, std::string_view index) {
  return Invalid(kind, "List index is not within the allowable range; index: [", index, "]");
}

NotedFault UnknownFunction(ExpressionKind kind, std::string_view function) {
  return Invalid(kind, "Invalid function name; function: ", function);
}

NotedFault FunctionNotAllowed(bool in_update, ExpressionKind kind, std::string_view function) {
  return Invalid(kind, "The function is not allowed in ", in_update ? "an update" : "a condition",
                 " expression; function: ", function);
}

NotedFault FunctionMisused(ExpressionKind kind, std::string_view function) {
  return Invalid(
      kind,
      "The function is not allowed to be used this way in an expression; function: ", function);
}

void ThrowOperandType(ExpressionKind kind, std::string_view op, std::string_view type) {
  ThrowInvalid(kind, kOperandType, "operator or function: ", op, ", operand type: ", type);
}

void ThrowOperandCount(ExpressionKind kind, std::string_view op, size_t count) {
  ThrowInvalid(kind,
               "Incorrect number of operands for operator or function; operator or function: ", op,
               ", number of operands: ", std::to_string(count));
}

void ThrowOperandNotPath(ExpressionKind kind, std::string_view op) {
  ThrowInvalid(kind, "Operator or function requires a document path; operator or function: ", op);
}

void ThrowOperandsNotDistinct(ExpressionKind kind, std::string_view op, std::string_view first) {
  ThrowInvalid(kind,
               "The first operand must be distinct from the remaining operands for this operator "
               "or function; operator: ",
               op, ", first operand: ", first);
}

void ThrowTooManyInOperands(ExpressionKind kind, size_t count) {
  ThrowInvalid(kind, "The IN operator is provided with too many operands; number of operands: ",
               std::to_string(count));
}

void ThrowUnknownTypeName(ExpressionKind kind, std::string_view name) {
  ThrowInvalid(kind, "Invalid attribute type name found; type: ", name,
               ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
}

void ThrowBetweenTypes(ExpressionKind kind, std::string_view lower, std::string_view upper) {
  ThrowBetween(kind, "same data type for lower and upper bounds", lower, upper);
}

void ThrowBetweenOrder(ExpressionKind kind, std::string_view lower, std::string_view upper) {
  ThrowBetween(kind, "upper bound to be greater than or equal to lower bound", lower, upper);
}

void ThrowClauseOperandType(std::string_view clause, std::string_view type) {
  ThrowInvalid(ExpressionKind::kUpdate, kOperandType, "operator: ", clause,
               ", operand type: ", type, ", typeSet: ALLOWED_FOR_", clause, "_OPERAND");
}

void ThrowTooManyOperators(ExpressionKind kind, size_t count) {
  ThrowInvalid(
      kind, "The expression contains too many operators; operator count: ", std::to_string(count));
}

void ThrowPathTooDeep(ExpressionKind kind, size_t levels) {
  ThrowInvalid(kind, "The document path has too many nesting levels; nesting levels: ",
               std::to_string(levels));
}

void ThrowPathsOverlap(ExpressionKind kind, std::string_view one, std::string_view two) {
  ThrowPaths(kind, "overlap", one, two);
}

void ThrowPathsConflict(ExpressionKind kind, std::string_view one, std::string_view two) {
  ThrowPaths(kind, "conflict", one, two);
}

void ThrowUndefinedName(ExpressionKind kind, std::string_view placeholder) {
  ThrowInvalid(kind,
               "An expression attribute name used in the document path is not defined; attribute "
               "name: ",
               placeholder);
}

void ThrowUndefinedValue(ExpressionKind kind, std::string_view placeholder) {
  ThrowInvalid(kind,
               "An expression attribute value used in expression is not defined; attribute value: ",
               placeholder);
}

void ThrowPlaceholderTooLong(std::string_view map, size_t size) {
  ThrowInvalidKeyOf(map,
                    "The expression attribute map contains a key that is too long; size of key: ",
                    std::to_string(size));
}

void ThrowPlaceholderSyntax(std::string_view map, std::string_view placeholder) {
  ThrowInvalidKeyOf(map, "Syntax error; key: \"", placeholder, "\"");
}

void ThrowNoPlaceholders(std::string_view map) { ThrowValidation(Text(map, " must not be empty")); }

void ThrowEmptyNameOf(std::string_view placeholder) {
  ThrowInvalidValueIn(kExpressionNames, placeholder, kEmptyAttributeName);
}

void ThrowNameTooLongOf(std::string_view placeholder) {
  ThrowInvalidValueIn(kExpressionNames, placeholder, kAttributeNameTooLong);
}

void ThrowInvalidValueOf(std::string_view placeholder, std::string_view fault) {
  ThrowInvalidValueIn(kExpressionValues, placeholder, fault);
}

ApiError ValueNestingTooDeep(std::string_view placeholder) {
  return ApiError(ErrorCode::kValidation,
                  InvalidValueIn(kExpressionValues, placeholder, kRequestTooDeep));
}

void ThrowPlaceholdersTooLarge(std::string_view map) {
  ThrowValidation(Text(map, " exceeds max size"));
}

void ThrowUnusedPlaceholders(std::string_view map, std::string_view placeholders) {
  ThrowValidation(
      Text("Value provided in ", map, " unused in expressions: keys: {", placeholders, "}"));
}

void ThrowInvalidUpdatePath() {
  ThrowValidation("The document path provided in the update expression is invalid for update");
}

void ThrowMissingOperand() {
  ThrowValidation("The provided expression refers to an attribute that does not exist in the item");
}

void ThrowUpdateOperandType() {
  ThrowValidation("An operand in the update expression has an incorrect data type");
}

void ThrowAttributeUpdateType() { ThrowValidation("Type mismatch for attribute to update"); }

}  // namespace pumice
