#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pumice {

// DynamoDB's five kinds of expressions. The kind decides the grammar and begins every error
// message.
enum class ExpressionKind : uint8_t {
  kCondition,
  kFilter,
  kLegacyFilter,  // QueryFilter and ScanFilter, built by code
  kKeyCondition,
  kProjection,
  kUpdate,
};

// "ConditionExpression", "FilterExpression", …
std::string_view ExpressionKindName(ExpressionKind kind);

// Throws ApiError, kValidation: "Invalid <kind>: <fault>".
[[noreturn]] void ThrowInvalidExpression(ExpressionKind kind, std::string_view fault);

// Limits of expressions: "Constraints in Amazon DynamoDB", Expression parameters (Developer Guide).
inline constexpr size_t kMaxExpressionBytes = 4096;
inline constexpr size_t kMaxOperators = 300;
inline constexpr size_t kMaxInOperands = 100;
inline constexpr size_t kMaxPathElements = 32;

}  // namespace pumice
