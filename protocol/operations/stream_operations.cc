// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <string_view>

#include "engine/database.h"
#include "engine/error/streams.h"
#include "protocol/constraint_faults.h"
#include "protocol/item_json.h"
#include "protocol/json_writer.h"
#include "protocol/kinesis_record.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/shard_iterator_text.h"
#include "protocol/operations/stream_json.h"
#include "protocol/operations/table_json.h"
#include "protocol/request_notes.h"
#include "protocol/table_arn.h"

// Each looks for faults in this order.
// ListStreams: the start; the Limit. DescribeStream: the ARN; the Limit; the filter; the stream;
// the filter's shard. GetShardIterator: the ARN; whether a number is given that the type needs or
// may not have; the stream; the shard; the number. GetRecords: the Limit; the iterator; its stream
// and shard; its age; whether its records are trimmed.
namespace pumice {
namespace {

constexpr int64_t kMaxStreams = 100;
constexpr int64_t kMaxShards = 100;
constexpr int64_t kMaxRecords = 1000;

// The model states only the smallest Limit; the service's documentation names the largest of each
// operation.
size_t ReadLimit(const JsonValue& input, int64_t most) {
  const int64_t limit = FindInteger(input, "Limit").value_or(most);
  if (limit > most) {
    ConstraintFaults faults;
    faults.Add(std::to_string(limit), "limit", MaxConstraint("value", most));
    faults.ThrowIfAny();
  }
  return static_cast<size_t>(limit);
}

std::string_view ReadStreamArn(const JsonValue& input) {
  const std::string_view arn = *FindString(input, "StreamArn");
  CheckStreamArn(arn);
  return arn;
}

// Of a ShardFilter, which asks for the children of a shard: its only type. The model requires
// neither of its members.
std::string_view ReadParent(const JsonValue& filter) {
  ConstraintFaults faults;
  const auto require = [&](std::string_view member, std::string_view path) {
    if (FindMember(filter, member) == nullptr) faults.Add(std::nullopt, path, NotNullConstraint());
  };
  require("Type", "shardFilter.type");
  require("ShardId", "shardFilter.shardId");
  faults.ThrowIfAny();
  return *FindString(filter, "ShardId");
}

std::string_view StatusName(StreamStatus status) {
  switch (status) {
    case StreamStatus::kEnabling:
      return "ENABLING";
    case StreamStatus::kEnabled:
      return "ENABLED";
    case StreamStatus::kDisabling:
      return "DISABLING";
    case StreamStatus::kDisabled:
      return "DISABLED";
  }
  return "";
}

IteratorType ReadIteratorType(std::string_view type) {
  if (type == "TRIM_HORIZON") return IteratorType::kTrimHorizon;
  if (type == "AT_SEQUENCE_NUMBER") return IteratorType::kAtSequenceNumber;
  if (type == "AFTER_SEQUENCE_NUMBER") return IteratorType::kAfterSequenceNumber;
  return IteratorType::kLatest;
}

void WriteShard(const ShardInfo& shard, JsonWriter* json) {
  json->BeginObject();
  json->StringMember("ShardId", shard.id);
  json->Key("SequenceNumberRange");
  json->BeginObject();
  json->StringMember("StartingSequenceNumber", SequenceText(shard.first));
  if (shard.last) json->StringMember("EndingSequenceNumber", SequenceText(*shard.last));
  json->EndObject();
  if (!shard.parent_id.empty()) json->StringMember("ParentShardId", shard.parent_id);
  json->EndObject();
}

void WriteStream(const StreamInfo& info, JsonWriter* json) {
  const StreamDescription& stream = info.description;
  json->BeginObject();
  json->StringMember("StreamArn", stream.arn);
  json->StringMember("StreamLabel", stream.label);
  json->StringMember("StreamStatus", StatusName(info.status));
  json->StringMember("StreamViewType", StreamViewName(stream.view));
  json->TimestampMember("CreationRequestDateTime", stream.created_millis);
  json->StringMember("TableName", stream.table_name);
  WriteKeySchema(stream.key, json);
  json->Key("Shards");
  json->BeginArray();
  for (const ShardInfo& shard : info.shards) WriteShard(shard, json);
  json->EndArray();
  if (info.more) json->StringMember("LastEvaluatedShardId", info.shards.back().id);
  json->EndObject();
}

// A member whose text needs no escapes: the service's own words, and digits. Records have many of
// them.
void WriteWord(std::string_view member, std::string_view word, JsonWriter* json) {
  json->Key(member);
  json->Raw()->append(1, '"').append(word).append(1, '"');
}

void WriteItem(std::string_view member, ItemView item, JsonWriter* json) {
  json->Key(member);
  AppendItemJson(item, json->Raw());
}

void WriteChange(const StreamRecord& record, JsonWriter* json) {
  const ChangeRecord& change = record.change;
  json->BeginObject();
  // "rounded down to the closest second" in earlier times, and whole seconds still (StreamRecord,
  // API reference).
  json->Key("ApproximateCreationDateTime");
  json->TimestampSeconds(MillisOfSequence(record.number) / 1000);
  WriteItem("Keys", change.keys, json);
  if (change.new_image) WriteItem("NewImage", *change.new_image, json);
  if (change.old_image) WriteItem("OldImage", *change.old_image, json);
  WriteWord("SequenceNumber", SequenceText(record.number), json);
  json->IntegerMember("SizeBytes", static_cast<int64_t>(change.Size()));
  WriteWord("StreamViewType", StreamViewName(record.stream.view), json);
  json->EndObject();
}

void WriteRecord(const StreamRecord& record, JsonWriter* json) {
  json->BeginObject();
  WriteWord("eventID", record.event_id, json);
  WriteWord("eventName", EventName(record.change.event), json);
  WriteWord("eventVersion", "1.1", json);
  WriteWord("eventSource", "aws:dynamodb", json);
  json->StringMember("awsRegion", record.stream.region);
  json->Key("dynamodb");
  WriteChange(record, json);
  if (record.change.by_ttl) {
    json->Key("userIdentity");
    json->BeginObject();
    json->StringMember("PrincipalId", "dynamodb.amazonaws.com");
    json->StringMember("Type", "Service");
    json->EndObject();
  }
  json->EndObject();
}

}  // namespace

void AppendRecordJson(const StreamRecord& record, std::string* out) {
  JsonWriter json(out);
  WriteRecord(record, &json);
}

void ListStreams(OperationContext& context) {
  const auto start = FindString(context.input, "ExclusiveStartStreamArn");
  if (start) CheckStreamArn(*start);
  const StreamPage page =
      context.database.ListStreams(FindString(context.input, "TableName").value_or(""),
                                   start.value_or(""), ReadLimit(context.input, kMaxStreams));
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Streams");
  json.BeginArray();
  for (const auto& stream : page.streams) {
    const StreamDescription& description = stream->origin();
    json.BeginObject();
    json.StringMember("StreamArn", description.arn);
    json.StringMember("TableName", description.table_name);
    json.StringMember("StreamLabel", description.label);
    json.EndObject();
  }
  json.EndArray();
  if (page.more) json.StringMember("LastEvaluatedStreamArn", page.streams.back()->origin().arn);
  json.EndObject();
}

void DescribeStream(OperationContext& context) {
  DescribeStreamRequest request;
  request.arn = ReadStreamArn(context.input);
  request.limit = ReadLimit(context.input, kMaxShards);
  request.start_shard = FindString(context.input, "ExclusiveStartShardId").value_or("");
  if (const JsonValue* const filter = FindMember(context.input, "ShardFilter")) {
    request.parent = ReadParent(*filter);
  }
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("StreamDescription");
  WriteStream(context.database.DescribeStream(request), &json);
  json.EndObject();
}

void GetShardIterator(OperationContext& context) {
  const std::string_view arn = ReadStreamArn(context.input);
  const std::string_view type = *FindString(context.input, "ShardIteratorType");
  const auto text = FindString(context.input, "SequenceNumber");
  const bool needs_number = type.ends_with("_SEQUENCE_NUMBER");
  if (!text && needs_number) ThrowNoSequenceNumber(type);
  if (text && !needs_number) ThrowSequenceNumberGiven(type);
  const ShardIterator iterator = context.database.GetShardIterator(
      arn, *FindString(context.input, "ShardId"), ReadIteratorType(type),
      text ? ParseSequence(*text) : std::nullopt);
  JsonWriter json(context.output);
  json.BeginObject();
  json.StringMember("ShardIterator", ShardIteratorText(iterator, context.database.token_seal()));
  json.EndObject();
}

void GetRecords(OperationContext& context) {
  const size_t limit = ReadLimit(context.input, kMaxRecords);
  const TokenSeal& seal = context.database.token_seal();
  const ShardIterator iterator =
      ParseShardIterator(*FindString(context.input, "ShardIterator"), seal);
  if (context.record != nullptr) NoteTable(iterator.stream_arn, context.record);
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Records");
  json.BeginArray();
  int64_t count = 0;
  const std::optional<ShardIterator> next =
      context.database.GetRecords(iterator, limit, [&](const StreamRecord& record) {
        ++count;
        WriteRecord(record, &json);
      });
  json.EndArray();
  NoteItems(context, count, count);
  if (next) json.StringMember("NextShardIterator", ShardIteratorText(*next, seal));
  json.EndObject();
}

}  // namespace pumice
