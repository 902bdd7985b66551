// SPDX-License-Identifier: Apache-2.0

#include "engine/error/kinesis.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

template <typename... Parts>
[[noreturn]] void ThrowInvalidState(const Parts&... what) {
  ThrowValidation(
      Text("Table is not in a valid state to enable Kinesis Streaming Destination: ", what...));
}

}  // namespace

void ThrowDestinationNotIdle() {
  ThrowInvalidState(
      "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE "
      "operation.");
}

void ThrowDestinationNotActive() {
  ThrowInvalidState("KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
}

void ThrowDisablingConfigured() {
  ThrowValidation("Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters");
}

void ThrowDestinationNotFound(std::string_view stream_arn, std::string_view table) {
  ThrowInvalidState("No streaming destination with streamArn: ", stream_arn,
                    " found for table with tableName: ", table);
}

void ThrowDestinationNotUpdatable(std::string_view table) {
  ThrowInvalidState(
      "Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. "
      "TableName: ",
      table);
}

void ThrowNoDestinationUpdate() {
  ThrowValidation(
      "Streaming destination cannot be updated with given parameters: "
      "UpdateKinesisStreamingConfiguration cannot be null or contain only null values");
}

void ThrowPrecisionUnchanged(std::string_view precision, std::string_view table_id,
                             std::string_view stream_arn) {
  ThrowValidation(Text("Invalid Request: Precision is already set to the desired value of ",
                       precision, " for tableId: ", table_id, ", kdsArn: ", stream_arn));
}

}  // namespace pumice
