// SPDX-License-Identifier: Apache-2.0

#include "tests/engine/backup/snapshot_service.h"

#include <chrono>
#include <regex>
#include <thread>

#include "engine/error/api_error.h"
#include "protocol/json.h"
#include "tests/support/index_comparison.h"

namespace pumice::test {
namespace {

// The texts of an answer's list, or of one member of each of its elements.
std::vector<std::string> Texts(const std::string& answer, std::string_view list,
                               std::string_view member = "") {
  std::vector<std::string> texts;
  JsonDocument document;
  if (!document.Parse(answer)) return texts;
  const JsonValue* const elements = FindMember(document.root(), list);
  if (elements == nullptr) return texts;
  for (const JsonValue& element : elements->GetArray()) {
    const JsonValue* const text = member.empty() ? &element : FindMember(element, member);
    texts.emplace_back(JsonText(*text));
  }
  return texts;
}

std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace

SnapshotService::SnapshotService(bool on_disk) : on_disk_(on_disk) { Reopen(); }

void SnapshotService::Reopen() {
  service_.reset();
  DatabaseOptions options;
  if (on_disk_) options.data_dir = (directory_ / "data").string();
  options.clock = &clock_;
  options.recovery_lag = std::chrono::milliseconds(0);
  options.ttl_interval = std::chrono::hours(1);  // sweeps only when they are asked for
  options.stream_shards = 2;
  options.before_commit = [all = fail_all_, others = fail_others_,
                           self = std::this_thread::get_id()] {
    if (*all || (*others && std::this_thread::get_id() != self)) {
      throw ApiError(ErrorCode::kInternal, "no space");
    }
  };
  service_ = std::make_unique<Service>(options);
}

std::string SnapshotService::CreateTable(const std::string& name) {
  return service_->Call("CreateTable", R"({"TableName":)" + Quoted(name) + R"(,
    "BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
      {"AttributeName":"sk","AttributeType":"S"},{"AttributeName":"kind","AttributeType":"S"},
      {"AttributeName":"score","AttributeType":"N"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
    "LocalSecondaryIndexes":[{"IndexName":"ByScore",
      "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
        {"AttributeName":"score","KeyType":"RANGE"}],
      "Projection":{"ProjectionType":"KEYS_ONLY"}}],
    "GlobalSecondaryIndexes":[{"IndexName":"ByKind",
      "KeySchema":[{"AttributeName":"kind","KeyType":"HASH"},
        {"AttributeName":"sk","KeyType":"RANGE"}],
      "Projection":{"ProjectionType":"ALL"}}],
    "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}})");
}

std::string SnapshotService::Put(const std::string& table, const std::string& pk,
                                 const std::string& more) {
  return service_->Call("PutItem", R"({"TableName":)" + Quoted(table) + R"(,"Item":{"pk":{"S":)" +
                                       Quoted(pk) + R"(},"sk":{"S":"s"})" + more + "}}");
}

std::string SnapshotService::Delete(const std::string& table, const std::string& pk) {
  return service_->Call("DeleteItem", R"({"TableName":)" + Quoted(table) + R"(,"Key":{"pk":{"S":)" +
                                          Quoted(pk) + R"(},"sk":{"S":"s"}}})");
}

std::string SnapshotService::Get(const std::string& table, const std::string& pk) {
  return service_->Call("GetItem", R"({"TableName":)" + Quoted(table) + R"(,"Key":{"pk":{"S":)" +
                                       Quoted(pk) + R"(},"sk":{"S":"s"}}})");
}

void SnapshotService::AppendTable(const std::string& name, std::string* out) {
  const std::string table = R"({"TableName":)" + Quoted(name);
  const std::string description = service_->Call("DescribeTable", table + '}');
  *out += description + '\n';
  for (const char* operation :
       {"DescribeTimeToLive", "DescribeContinuousBackups", "DescribeContributorInsights"}) {
    *out += service_->Call(operation, table + '}') + '\n';
  }
  const std::string arn =
      std::regex_replace(description, std::regex(R"re(.*"TableArn":"([^"]*)".*)re"), "$1");
  *out += service_->Call("ListTagsOfResource", R"({"ResourceArn":)" + Quoted(arn) + '}') + '\n';
  *out += service_->Call("Scan", table + '}') + '\n';
  for (const IndexSchema& index : database().DescribeTable(name).description.indexes) {
    const std::string named = table + R"(,"IndexName":)" + Quoted(index.name) + '}';
    *out += service_->Call("Scan", named) + '\n';
    if (index.global) *out += service_->Call("DescribeContributorInsights", named) + '\n';
  }
  *out += CompareIndexes(database(), name) + '\n';
}

void SnapshotService::AppendStreams(std::string* out) {
  const std::string streams = service_->Call("ListStreams", "{}");
  *out += streams + '\n';
  for (const std::string& arn : Texts(streams, "Streams", "StreamArn")) {
    const std::string stream = R"({"StreamArn":)" + Quoted(arn);
    const std::string described = service_->Call("DescribeStream", stream + '}');
    *out += described + '\n';
    const std::regex shard_id(R"re("ShardId":"([^"]*)")re");
    for (std::sregex_iterator shard(described.begin(), described.end(), shard_id), end;
         shard != end; ++shard) {
      const std::string iterator = service_->Call(
          "GetShardIterator", stream + R"(,"ShardIteratorType":"TRIM_HORIZON","ShardId":)" +
                                  Quoted((*shard)[1].str()) + '}');
      std::string records = service_->Call("GetRecords", iterator);
      records.resize(std::min(records.size(), records.find(R"("NextShardIterator")")));
      *out += records + '\n';
    }
  }
}

std::string SnapshotService::Data() {
  std::string everything = std::to_string(clock_.NowMillis()) + '\n';
  const std::string tables = service_->Call("ListTables", "{}");
  everything += tables + '\n';
  for (const std::string& name : Texts(tables, "TableNames")) AppendTable(name, &everything);
  AppendStreams(&everything);
  return everything + service_->Call("ListBackups", "{}") + '\n';
}

std::string SnapshotService::Everything() {
  std::string everything = Data();
  for (const SnapshotInfo& snapshot : database().ListSnapshots()) {
    everything += snapshot.name + ' ' + std::to_string(snapshot.created_millis) + '\n';
  }
  return everything;
}

std::string SnapshotService::WithoutIds(std::string everything) {
  for (const auto& [pattern, replacement] :
       {std::pair(R"re("TableId":"[^"]*")re", R"("TableId":"…")"),
        std::pair(R"re((shardId-[0-9]*)-[0-9a-f]{8})re", "$1-…"),
        std::pair(R"re("eventID":"[^"]*")re", R"("eventID":"…")"),
        std::pair(R"re((backup/[0-9]*)-[0-9a-f]{8})re", "$1-…")}) {
    everything = std::regex_replace(everything, std::regex(pattern), replacement);
  }
  return everything;
}

}  // namespace pumice::test
