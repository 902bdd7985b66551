// SPDX-License-Identifier: Apache-2.0

#include "protocol/errors.h"

#include "protocol/item_json.h"
#include "protocol/json_writer.h"

namespace pumice {

WireError DescribeError(ErrorCode code) {
  constexpr std::string_view kLower = "message";
  constexpr std::string_view kUpper = "Message";
  switch (code) {
    case ErrorCode::kValidation:
      return {"com.amazon.coral.validate#ValidationException", 400, kLower};
    case ErrorCode::kResourceNotFound:
      return {"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", 400, kLower};
    case ErrorCode::kResourceInUse:
      return {"com.amazonaws.dynamodb.v20120810#ResourceInUseException", 400, kLower};
    case ErrorCode::kTableNotFound:
      return {"com.amazonaws.dynamodb.v20120810#TableNotFoundException", 400, kLower};
    case ErrorCode::kTableInUse:
      return {"com.amazonaws.dynamodb.v20120810#TableInUseException", 400, kLower};
    case ErrorCode::kIndexNotFound:
      return {"com.amazonaws.dynamodb.v20120810#IndexNotFoundException", 400, kLower};
    case ErrorCode::kBackupNotFound:
      return {"com.amazonaws.dynamodb.v20120810#BackupNotFoundException", 400, kLower};
    case ErrorCode::kBackupInUse:
      return {"com.amazonaws.dynamodb.v20120810#BackupInUseException", 400, kLower};
    case ErrorCode::kTableAlreadyExists:
      return {"com.amazonaws.dynamodb.v20120810#TableAlreadyExistsException", 400, kLower};
    case ErrorCode::kContinuousBackupsUnavailable:
      return {"com.amazonaws.dynamodb.v20120810#ContinuousBackupsUnavailableException", 400,
              kLower};
    case ErrorCode::kPointInTimeRecoveryUnavailable:
      return {"com.amazonaws.dynamodb.v20120810#PointInTimeRecoveryUnavailableException", 400,
              kLower};
    case ErrorCode::kInvalidRestoreTime:
      return {"com.amazonaws.dynamodb.v20120810#InvalidRestoreTimeException", 400, kLower};
    case ErrorCode::kLimitExceeded:
      return {"com.amazonaws.dynamodb.v20120810#LimitExceededException", 400, kLower};
    case ErrorCode::kConditionalCheckFailed:
      return {"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", 400, kLower};
    case ErrorCode::kItemCollectionSizeLimitExceeded:
      return {"com.amazonaws.dynamodb.v20120810#ItemCollectionSizeLimitExceededException", 400,
              kLower};
    case ErrorCode::kProvisionedThroughputExceeded:
      return {"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", 400,
              kLower};
    case ErrorCode::kTransactionCanceled:
      return {"com.amazonaws.dynamodb.v20120810#TransactionCanceledException", 400, kUpper};
    case ErrorCode::kTransactionConflict:
      return {"com.amazonaws.dynamodb.v20120810#TransactionConflictException", 400, kLower};
    case ErrorCode::kTransactionInProgress:
      return {"com.amazonaws.dynamodb.v20120810#TransactionInProgressException", 400, kUpper};
    case ErrorCode::kIdempotentParameterMismatch:
      return {"com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException", 400, kUpper};
    case ErrorCode::kDuplicateItem:
      return {"com.amazonaws.dynamodb.v20120810#DuplicateItemException", 400, kLower};
    case ErrorCode::kTrimmedDataAccess:
      return {"com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException", 400, kLower};
    case ErrorCode::kExpiredIterator:
      return {"com.amazonaws.dynamodb.v20120810#ExpiredIteratorException", 400, kLower};
    case ErrorCode::kPolicyNotFound:
      return {"com.amazonaws.dynamodb.v20120810#PolicyNotFoundException", 400, kLower};
    case ErrorCode::kGlobalTableNotFound:
      return {"com.amazonaws.dynamodb.v20120810#GlobalTableNotFoundException", 400, kLower};
    case ErrorCode::kSerialization:
      return {"com.amazon.coral.service#SerializationException", 400, kUpper};
    case ErrorCode::kUnknownOperation:
      return {"com.amazon.coral.service#UnknownOperationException", 400, kLower};
    case ErrorCode::kAccessDenied:
      return {"com.amazon.coral.service#AccessDeniedException", 400, kUpper};
    case ErrorCode::kMissingAuthenticationToken:
      return {"com.amazon.coral.service#MissingAuthenticationTokenException", 400, kLower};
    case ErrorCode::kIncompleteSignature:
      return {"com.amazon.coral.service#IncompleteSignatureException", 400, kLower};
    case ErrorCode::kInvalidSignature:
      return {"com.amazon.coral.service#InvalidSignatureException", 400, kLower};
    case ErrorCode::kUnrecognizedClient:
      return {"com.amazon.coral.service#UnrecognizedClientException", 400, kLower};
    case ErrorCode::kRequestEntityTooLarge:
      return {"com.amazon.coral.service#RequestEntityTooLargeException", 413, kLower};
    case ErrorCode::kServiceUnavailable:
      return {"com.amazon.coral.service#ServiceUnavailableException", 503, kLower};
    case ErrorCode::kInternal:
      break;
  }
  return {"com.amazonaws.dynamodb.v20120810#InternalServerError", 500, kLower};
}

std::string_view ErrorName(ErrorCode code) {
  const std::string_view type = DescribeError(code).type;
  return type.substr(type.find('#') + 1);
}

namespace {

void AppendReason(const CancellationReason& reason, JsonWriter* json) {
  json->BeginObject();
  json->StringMember("Code", reason.code);
  if (!reason.item.empty()) {
    json->Key("Item");
    AppendItemJson(ItemView(reason.item), json->Raw());
  }
  if (!reason.message.empty()) json->StringMember("Message", reason.message);
  json->EndObject();
}

}  // namespace

void AppendErrorJson(const ApiError& error, std::string* out) {
  const WireError wire = DescribeError(error.code());
  JsonWriter json(out);
  json.BeginObject();
  json.StringMember("__type", wire.type);
  if (!error.cancellation_reasons.empty()) {
    json.Key("CancellationReasons");
    json.BeginArray();
    for (const CancellationReason& reason : error.cancellation_reasons) {
      AppendReason(reason, &json);
    }
    json.EndArray();
  }
  if (!error.item.empty()) {
    json.Key("Item");
    AppendItemJson(ItemView(error.item), json.Raw());
  }
  if (!error.message().empty()) json.StringMember(wire.message_key, error.message());
  json.EndObject();
}

}  // namespace pumice
