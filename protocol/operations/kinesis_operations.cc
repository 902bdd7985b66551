// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string_view>

#include "engine/database.h"
#include "engine/error/kinesis.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/table_arn.h"

// The operations on Kinesis destinations look for faults in this order: the configuration; the
// name; the table; its state, where it is changed; the destination's state; what would not change.
namespace pumice {
namespace {

constexpr std::string_view kPrecision = "ApproximateCreationDateTimePrecision";
constexpr std::string_view kEnableConfiguration = "EnableKinesisStreamingConfiguration";
constexpr std::string_view kUpdateConfiguration = "UpdateKinesisStreamingConfiguration";

std::string_view StatusName(DestinationStatus status) {
  switch (status) {
    case DestinationStatus::kEnabling:
      return "ENABLING";
    case DestinationStatus::kActive:
      return "ACTIVE";
    case DestinationStatus::kUpdating:
      return "UPDATING";
    case DestinationStatus::kDisabling:
      return "DISABLING";
    case DestinationStatus::kDisabled:
      return "DISABLED";
    case DestinationStatus::kEnableFailed:
      return "ENABLE_FAILED";
  }
  return "";
}

std::string_view PrecisionName(TimePrecision precision) {
  return precision == TimePrecision::kMicrosecond ? "MICROSECOND" : "MILLISECOND";
}

// The precision that a request's configuration states; nothing where it states none.
std::optional<TimePrecision> ReadPrecision(const JsonValue& input, std::string_view member) {
  const JsonValue* const configuration = FindMember(input, member);
  if (configuration == nullptr) return std::nullopt;
  const auto name = FindString(*configuration, kPrecision);
  if (!name) return std::nullopt;
  return *name == PrecisionName(TimePrecision::kMicrosecond) ? TimePrecision::kMicrosecond
                                                             : TimePrecision::kMillisecond;
}

std::string_view ReadTable(const OperationContext& context) {
  return ParseTableName(*FindString(context.input, "TableName"));
}

// The answer of a change: the status under way, and the configuration where the operation has one.
void WriteChange(OperationContext& context, DestinationStatus status,
                 std::string_view configuration, std::optional<TimePrecision> precision) {
  JsonWriter json(context.output);
  json.BeginObject();
  json.StringMember("TableName", ReadTable(context));
  json.StringMember("StreamArn", *FindString(context.input, "StreamArn"));
  json.StringMember("DestinationStatus", StatusName(status));
  if (!configuration.empty()) {
    json.Key(configuration);
    json.BeginObject();
    if (precision) json.StringMember(kPrecision, PrecisionName(*precision));
    json.EndObject();
  }
  json.EndObject();
}

void WriteDestination(const KinesisDestination& destination, int64_t now_millis, JsonWriter* json) {
  const DestinationStatus status = destination.StatusAt(now_millis);
  json->BeginObject();
  json->StringMember("StreamArn", destination.stream_arn);
  json->StringMember("DestinationStatus", StatusName(status));
  if (status == DestinationStatus::kEnableFailed) {
    json->StringMember("DestinationStatusDescription", kNoKinesisEndpoint);
  }
  if (destination.precision) {
    json->StringMember(kPrecision, PrecisionName(*destination.precision));
  }
  json->EndObject();
}

}  // namespace

void EnableKinesisStreamingDestination(OperationContext& context) {
  const std::optional<TimePrecision> precision = ReadPrecision(context.input, kEnableConfiguration);
  context.database.EnableKinesis(ReadTable(context), *FindString(context.input, "StreamArn"),
                                 precision);
  WriteChange(context, DestinationStatus::kEnabling, kEnableConfiguration, precision);
}

void DisableKinesisStreamingDestination(OperationContext& context) {
  if (ReadPrecision(context.input, kEnableConfiguration)) ThrowDisablingConfigured();
  context.database.DisableKinesis(ReadTable(context), *FindString(context.input, "StreamArn"));
  WriteChange(context, DestinationStatus::kDisabling, {}, std::nullopt);
}

void UpdateKinesisStreamingDestination(OperationContext& context) {
  const std::optional<TimePrecision> precision = ReadPrecision(context.input, kUpdateConfiguration);
  if (!precision) ThrowNoDestinationUpdate();
  context.database.UpdateKinesis(ReadTable(context), *FindString(context.input, "StreamArn"),
                                 *precision);
  WriteChange(context, DestinationStatus::kUpdating, kUpdateConfiguration, precision);
}

void DescribeKinesisStreamingDestination(OperationContext& context) {
  const TableDescription table = context.database.DescribeTable(ReadTable(context)).description;
  const int64_t now = context.database.clock().NowMillis();
  JsonWriter json(context.output);
  json.BeginObject();
  json.StringMember("TableName", table.name);
  json.Key("KinesisDataStreamDestinations");
  json.BeginArray();
  for (const KinesisDestination& destination : table.kinesis) {
    WriteDestination(destination, now, &json);
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace pumice
