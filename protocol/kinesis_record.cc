// SPDX-License-Identifier: Apache-2.0

#include "protocol/kinesis_record.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstdio>

#include "protocol/item_json.h"
#include "protocol/json_writer.h"

namespace pumice {
namespace {

// An event's id with the dashes of a UUID.
std::string UuidOf(std::string_view digits) {
  std::string uuid;
  for (const size_t length : {8, 4, 4, 4, 12}) {
    if (!uuid.empty()) uuid += '-';
    uuid.append(digits.substr(0, length));
    digits.remove_prefix(std::min(length, digits.size()));
  }
  return uuid;
}

// Records of one millisecond differ in their microseconds as far as there are enough.
int64_t CreationTime(const StreamRecord& record) {
  const int64_t millis = MillisOfSequence(record.number);
  if (record.stream.precision == TimePrecision::kMillisecond) return millis;
  const SequenceNumber count = record.number - SequenceAt(millis);
  return millis * 1000 + static_cast<int64_t>(std::min<SequenceNumber>(count, 999));
}

void WriteItem(std::string_view member, ItemView item, JsonWriter* json) {
  json->Key(member);
  AppendItemJson(item, json->Raw());
}

void WriteIdentity(bool by_ttl, JsonWriter* json) {
  json->Key("userIdentity");
  if (!by_ttl) {
    json->Raw()->append("null");
    return;
  }
  json->BeginObject();
  json->StringMember("principalId", "dynamodb.amazonaws.com");
  json->StringMember("type", "Service");
  json->EndObject();
}

void WriteChange(const StreamRecord& record, JsonWriter* json) {
  const ChangeRecord& change = record.change;
  json->Key("dynamodb");
  json->BeginObject();
  json->IntegerMember("ApproximateCreationDateTime", CreationTime(record));
  WriteItem("Keys", change.keys, json);
  if (change.new_image) WriteItem("NewImage", *change.new_image, json);
  if (change.old_image) WriteItem("OldImage", *change.old_image, json);
  json->IntegerMember("SizeBytes", static_cast<int64_t>(change.Size()));
  if (record.stream.precision == TimePrecision::kMicrosecond) {
    json->StringMember("ApproximateCreationDateTimePrecision", "MICROSECOND");
  }
  json->EndObject();
}

}  // namespace

std::string_view EventName(ChangeEvent event) {
  switch (event) {
    case ChangeEvent::kInsert:
      return "INSERT";
    case ChangeEvent::kModify:
      return "MODIFY";
    case ChangeEvent::kRemove:
      return "REMOVE";
  }
  return "";
}

void AppendKinesisRecord(const StreamRecord& record, std::string* out) {
  JsonWriter json(out);
  json.BeginObject();
  json.StringMember("awsRegion", record.stream.region);
  json.StringMember("eventID", UuidOf(record.event_id));
  json.StringMember("eventName", EventName(record.change.event));
  WriteIdentity(record.change.by_ttl, &json);
  json.StringMember("recordFormat", "application/json");
  json.StringMember("tableName", record.stream.table_name);
  WriteChange(record, &json);
  json.StringMember("eventSource", "aws:dynamodb");
  json.EndObject();
}

std::string KinesisPartitionKey(const StreamRecord& record) {
  const std::string_view keys = record.change.keys.payload();
  const XXH128_hash_t hash = XXH3_128bits(keys.data(), keys.size());
  char digits[33];
  std::snprintf(digits, sizeof(digits), "%016llX%016llX",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return digits;
}

}  // namespace pumice
