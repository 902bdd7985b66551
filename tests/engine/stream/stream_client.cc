// SPDX-License-Identifier: Apache-2.0

#include "tests/engine/stream/stream_client.h"

#include <utility>

#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

std::optional<Item> ItemOf(const std::optional<ItemView>& item) {
  if (!item) return std::nullopt;
  return Item::Of(*item);
}

void Print(std::string_view name, const std::optional<Item>& item, std::ostream& out) {
  if (item) out << ' ' << name << ' ' << *item;
}

}  // namespace

bool operator==(const Record& a, const Record& b) {
  return a.event == b.event && a.keys == b.keys && a.new_image == b.new_image &&
         a.old_image == b.old_image && a.by_ttl == b.by_ttl;
}

std::ostream& operator<<(std::ostream& out, const Record& record) {
  static constexpr const char* kNames[] = {"INSERT", "MODIFY", "REMOVE"};
  out << kNames[static_cast<size_t>(record.event)] << ' ' << record.keys;
  Print("new", record.new_image, out);
  Print("old", record.old_image, out);
  return out << (record.by_ttl ? " by TTL" : "");
}

Record Inserted(const Item& keys, std::optional<Item> new_image) {
  return {ChangeEvent::kInsert, keys, std::move(new_image), {}, false, 0, {}};
}

Record Modified(const Item& keys, std::optional<Item> new_image, std::optional<Item> old_image) {
  return {ChangeEvent::kModify, keys, std::move(new_image), std::move(old_image), false, 0, {}};
}

Record Removed(const Item& keys, std::optional<Item> old_image) {
  return {ChangeEvent::kRemove, keys, {}, std::move(old_image), false, 0, {}};
}

Item KeyItem(std::string_view key) { return Item({{"pk", S(key)}}); }

Item ValueItem(std::string_view key, int64_t value) { return KeyItem(key).With("v", N(value)); }

StreamClient::StreamClient(StreamView view, uint16_t shards, bool on_disk) {
  if (on_disk) options_.data_dir = directory_.string();
  options_.clock = &clock_;
  options_.stream_shards = shards;
  database_ = Database::Open(options_);
  CreateTable(view);
}

void StreamClient::Reopen() {
  database_.reset();
  database_ = Database::Open(options_);
}

void StreamClient::CreateTable(StreamView view) {
  TableDescription table = MakeTable("T", {{StringKey("pk")}, {}});
  table.stream = StreamSettings{view, ""};
  const TableDescription created = database_->CreateTable(std::move(table)).description;
  arn_ = created.StreamArn(created.stream->label);
}

void StreamClient::EnableStream(StreamView view) {
  TableUpdate update;
  update.stream_enabled = true;
  update.stream_view = view;
  const TableDescription updated = database_->UpdateTable("T", update).description;
  arn_ = updated.StreamArn(updated.latest_stream_label);
}

void StreamClient::DisableStream() {
  TableUpdate update;
  update.stream_enabled = false;
  database_->UpdateTable("T", update);
}

void StreamClient::Put(const Item& item) {
  WriteResult result;
  database_->WriteItem("T", {.kind = ItemWrite::Kind::kPut, .table = nullptr, .item = item}, {},
                       &result);
}

void StreamClient::Delete(std::string_view key) {
  const Item item = KeyItem(key);
  WriteResult result;
  database_->WriteItem("T", {.kind = ItemWrite::Kind::kDelete, .table = nullptr, .item = item}, {},
                       &result);
}

std::vector<ShardInfo> StreamClient::Shards(const std::string& arn) {
  std::vector<ShardInfo> shards;
  DescribeStreamRequest request;
  request.arn = arn;
  while (true) {
    const StreamInfo info = database_->DescribeStream(request);
    shards.insert(shards.end(), info.shards.begin(), info.shards.end());
    if (!info.more) return shards;
    request.start_shard = shards.back().id;
  }
}

ShardIterator StreamClient::Iterator(const std::string& shard, IteratorType type,
                                     std::optional<SequenceNumber> number) {
  return database_->GetShardIterator(arn_, shard, type, number);
}

std::vector<Record> StreamClient::Page(std::optional<ShardIterator>* iterator, size_t limit) {
  std::vector<Record> records;
  *iterator = database_->GetRecords(**iterator, limit, [&](const StreamRecord& record) {
    const ChangeRecord& change = record.change;
    records.push_back({change.event, Item::Of(change.keys), ItemOf(change.new_image),
                       ItemOf(change.old_image), change.by_ttl, record.number, record.event_id});
  });
  return records;
}

std::vector<Record> StreamClient::Rest(std::optional<ShardIterator> iterator) {
  std::vector<Record> records;
  while (iterator) {
    std::vector<Record> page = Page(&iterator);
    if (page.empty()) break;
    for (Record& record : page) records.push_back(std::move(record));
  }
  return records;
}

std::vector<Record> StreamClient::All(const std::string& arn) {
  std::vector<Record> records;
  for (const ShardInfo& shard : Shards(arn)) {
    for (Record& record :
         Rest(database_->GetShardIterator(arn, shard.id, IteratorType::kTrimHorizon, {}))) {
      records.push_back(std::move(record));
    }
  }
  return records;
}

}  // namespace pumice::test
