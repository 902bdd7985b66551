#include "engine/expression/expression_kind.h"

#include <string>

#include "engine/error/api_error.h"

namespace pumice {

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
  }
  return "";
}

void ThrowInvalidExpression(ExpressionKind kind, std::string_view fault) {
  std::string message = "Invalid ";
  message.append(ExpressionKindName(kind)).append(": ").append(fault);
  ThrowValidation(std::move(message));
}

}  // namespace pumice
