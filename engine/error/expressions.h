// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/error/api_error.h"
#include "engine/error/noted_fault.h"

// The service's errors about expressions, their placeholders, and updates of items.
namespace pumice {

// DynamoDB's kinds of expressions. The kind decides the grammar and begins every error message.
enum class ExpressionKind : uint8_t {
  kCondition,
  kFilter,
  kLegacyFilter,  // QueryFilter and ScanFilter, built by code
  kKeyCondition,
  kProjection,
  kUpdate,
  kStatement,  // a part of a PartiQL statement; its messages have no beginning of their own
};

// "ConditionExpression", "FilterExpression", …
std::string_view ExpressionKindName(ExpressionKind kind);

// Rethrows the error that is being handled, its message as that of kStatement.
[[noreturn]] void RethrowAsStatementFault(ExpressionKind kind, const ApiError& error);

// The text is empty.
[[noreturn]] void ThrowEmptyExpression(ExpressionKind kind);
// The text is longer than 4 KB ("Constraints in Amazon DynamoDB", Expression parameters).
[[noreturn]] void ThrowExpressionTooLong(ExpressionKind kind, size_t size);
// `near` is what the service shows around the token.
[[noreturn]] void ThrowExpressionSyntax(ExpressionKind kind, std::string_view token,
                                        std::string_view near);
// Two pairs of parentheses around one operand or condition.
[[noreturn]] void ThrowRedundantParentheses(ExpressionKind kind);
// SET, REMOVE, ADD or DELETE twice in one UpdateExpression.
[[noreturn]] void ThrowRepeatedSection(std::string_view section);

// Faults of meaning, which the service tells after those of syntax.

// A reserved word as a name.
NotedFault ReservedKeyword(ExpressionKind kind, std::string_view word);
// A list's index that is no 32-bit number.
NotedFault ListIndexOutOfRange(ExpressionKind kind, std::string_view index);
// A function that no expression has.
NotedFault UnknownFunction(ExpressionKind kind, std::string_view function);
// A function of updates in a condition, or the reverse.
NotedFault FunctionNotAllowed(bool in_update, ExpressionKind kind, std::string_view function);
// A function where its result cannot stand.
NotedFault FunctionMisused(ExpressionKind kind, std::string_view function);

// Operands.

// An operand of a type that the operator or function does not take.
[[noreturn]] void ThrowOperandType(ExpressionKind kind, std::string_view op, std::string_view type);
// A function with more or fewer operands than it takes.
[[noreturn]] void ThrowOperandCount(ExpressionKind kind, std::string_view op, size_t count);
// A function whose first operand must be a path, and is none.
[[noreturn]] void ThrowOperandNotPath(ExpressionKind kind, std::string_view op);
// A comparison of a path with itself.
[[noreturn]] void ThrowOperandsNotDistinct(ExpressionKind kind, std::string_view op,
                                           std::string_view first);
// IN with more than 100 operands ("Constraints in Amazon DynamoDB").
[[noreturn]] void ThrowTooManyInOperands(ExpressionKind kind, size_t count);
// attribute_type with a name that no type has.
[[noreturn]] void ThrowUnknownTypeName(ExpressionKind kind, std::string_view name);
// BETWEEN with bounds of two types.
[[noreturn]] void ThrowBetweenTypes(ExpressionKind kind, std::string_view lower,
                                    std::string_view upper);
// BETWEEN with an upper bound below the lower one.
[[noreturn]] void ThrowBetweenOrder(ExpressionKind kind, std::string_view lower,
                                    std::string_view upper);
// An operand of ADD or DELETE, which is `clause`.
[[noreturn]] void ThrowClauseOperandType(std::string_view clause, std::string_view type);

// More than 300 operators ("Constraints in Amazon DynamoDB").
[[noreturn]] void ThrowTooManyOperators(ExpressionKind kind, size_t count);
// A path of more than 32 elements ("Constraints in Amazon DynamoDB").
[[noreturn]] void ThrowPathTooDeep(ExpressionKind kind, size_t levels);
// Two paths of which one contains the other.
[[noreturn]] void ThrowPathsOverlap(ExpressionKind kind, std::string_view one,
                                    std::string_view two);
// Two paths that take one attribute for a list and for a map.
[[noreturn]] void ThrowPathsConflict(ExpressionKind kind, std::string_view one,
                                     std::string_view two);

// ExpressionAttributeNames and ExpressionAttributeValues.
inline constexpr std::string_view kExpressionNames = "ExpressionAttributeNames";
inline constexpr std::string_view kExpressionValues = "ExpressionAttributeValues";
// A placeholder that ExpressionAttributeNames lacks.
[[noreturn]] void ThrowUndefinedName(ExpressionKind kind, std::string_view placeholder);
// A placeholder that ExpressionAttributeValues lacks.
[[noreturn]] void ThrowUndefinedValue(ExpressionKind kind, std::string_view placeholder);
// `map` is kExpressionNames or kExpressionValues.
[[noreturn]] void ThrowPlaceholderTooLong(std::string_view map, size_t size);
// A placeholder without its '#' or ':', or with other characters than a name's.
[[noreturn]] void ThrowPlaceholderSyntax(std::string_view map, std::string_view placeholder);
// A map without entries.
[[noreturn]] void ThrowNoPlaceholders(std::string_view map);
// A placeholder that stands for an empty name.
[[noreturn]] void ThrowEmptyNameOf(std::string_view placeholder);
// A placeholder that stands for a name of more than 64 KB.
[[noreturn]] void ThrowNameTooLongOf(std::string_view placeholder);
// A value that is faulty in itself, as `fault` tells.
[[noreturn]] void ThrowInvalidValueOf(std::string_view placeholder, std::string_view fault);
// A value that nests deeper than 32 levels, where that is an action's reason.
ApiError ValueNestingTooDeep(std::string_view placeholder);
// Names and values of more than 2 MB ("Constraints", Expression parameters).
[[noreturn]] void ThrowPlaceholdersTooLarge(std::string_view map);
// Placeholders, with commas, that no expression uses.
[[noreturn]] void ThrowUnusedPlaceholders(std::string_view map, std::string_view placeholders);

// What an update finds in the item.
// A path's parent is not there or of another type.
[[noreturn]] void ThrowInvalidUpdatePath();
// An operand's attribute is not there.
[[noreturn]] void ThrowMissingOperand();
// An operand, or the attribute that it changes, is of a type that the operator does not take.
[[noreturn]] void ThrowUpdateOperandType();
// AttributeUpdates with ADD or DELETE of a value of another type than the attribute.
[[noreturn]] void ThrowAttributeUpdateType();

}  // namespace pumice
