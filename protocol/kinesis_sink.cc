// SPDX-License-Identifier: Apache-2.0

#include "protocol/kinesis_sink.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "protocol/base64.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "protocol/kinesis_record.h"

namespace pumice {
namespace {

// "PutRecords", Kinesis Data Streams API reference: 500 records and 5 MiB a request, 1 MiB a
// record, before base64. "If a record is larger than 1 MB, it is not delivered" (Developer Guide).
constexpr size_t kMaxRecordBytes = 1024 * 1024;
constexpr size_t kMaxRequestRecords = 500;
constexpr size_t kMaxRequestBase64 = 5 * 1024 * 1024;
// How often records are sent that Kinesis throttles, before the delivery waits.
constexpr int kTries = 3;
constexpr std::string_view kContentType = "application/x-amz-json-1.1";
constexpr std::string_view kTarget = "Kinesis_20131202.PutRecords";

// arn:aws:kinesis:REGION:ACCOUNT:stream/NAME.
std::string_view RegionOf(std::string_view arn) {
  for (int colon = 0; colon < 3; ++colon) {
    const size_t at = arn.find(':');
    if (at == std::string_view::npos) return "us-east-1";
    arn.remove_prefix(at + 1);
  }
  return arn.substr(0, arn.find(':'));
}

std::string_view NameOf(std::string_view arn) { return arn.substr(arn.find('/') + 1); }

// Kinesis's error is {"__type": ..., "message": ...}.
[[noreturn]] void ThrowRefused(const KinesisAnswer& answer, std::string_view stream_arn) {
  constexpr size_t kShown = 200;
  std::string what = "Kinesis answers " + std::to_string(answer.status) + " for ";
  what.append(stream_arn).append(": ").append(answer.body.substr(0, kShown));
  throw std::runtime_error(what);
}

}  // namespace

KinesisSink::KinesisSink(std::string host, Credentials credentials, KinesisSender sender,
                         LogSink log)
    : host_(std::move(host)),
      credentials_(std::move(credentials)),
      sender_(std::move(sender)),
      log_(std::move(log)) {}

void KinesisSink::Add(const StreamRecord& record) {
  stream_arn_ = record.stream.kinesis_arn;
  std::string data;
  AppendKinesisRecord(record, &data);
  if (data.size() > kMaxRecordBytes) {
    if (log_) {
      log_(LogLevel::kWarning, "a change of table " + record.stream.table_name +
                                   " is not delivered: its record is larger than 1 MB");
    }
    return;
  }
  Entry entry;
  AppendBase64(data, &entry.data);
  entry.partition_key = KinesisPartitionKey(record);
  entries_.push_back(std::move(entry));
}

void KinesisSink::Deliver() {
  std::vector<Entry> entries;
  entries.swap(entries_);
  for (size_t begin = 0; begin < entries.size();) begin += Send(&entries, begin);
}

size_t KinesisSink::Send(std::vector<Entry>* entries, size_t begin) {
  std::vector<Entry> some;
  size_t bytes = 0;
  size_t end = begin;
  for (; end < entries->size() && some.size() < kMaxRequestRecords; ++end) {
    Entry& entry = (*entries)[end];
    bytes += entry.data.size() + entry.partition_key.size();
    if (!some.empty() && bytes > kMaxRequestBase64) break;
    some.push_back(std::move(entry));
  }
  for (int tries = 0; tries < kTries; ++tries) {
    if (TryPut(&some)) return end - begin;
  }
  throw std::runtime_error("Kinesis does not take all records for " + stream_arn_);
}

bool KinesisSink::TryPut(std::vector<Entry>* entries) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject();
  json.StringMember("StreamARN", stream_arn_);
  json.StringMember("StreamName", NameOf(stream_arn_));
  json.Key("Records");
  json.BeginArray();
  for (const Entry& entry : *entries) {
    json.BeginObject();
    json.StringMember("Data", entry.data);
    json.StringMember("PartitionKey", entry.partition_key);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();

  const KinesisAnswer answer = sender_(MakeRequest(std::move(body)));
  JsonDocument document;
  if (answer.status != 200 || !document.Parse(answer.body) || !document.root().IsObject()) {
    ThrowRefused(answer, stream_arn_);
  }
  const JsonValue* const results = FindMember(document.root(), "Records");
  if (results == nullptr || !results->IsArray() || results->Size() != entries->size()) return true;
  // A result with an error code is of a record that was not taken.
  std::vector<Entry> left;
  for (size_t i = 0; i < entries->size(); ++i) {
    const JsonValue& result = (*results)[static_cast<rapidjson::SizeType>(i)];
    if (!result.IsObject() || FindMember(result, "ErrorCode") == nullptr) continue;
    left.push_back(std::move((*entries)[i]));
  }
  entries->swap(left);
  return entries->empty();
}

KinesisRequest KinesisSink::MakeRequest(std::string body) const {
  KinesisRequest request;
  request.headers = SignedHeaders({host_, kContentType, kTarget, body}, credentials_,
                                  RegionOf(stream_arn_), "kinesis");
  request.body = std::move(body);
  return request;
}

}  // namespace pumice
