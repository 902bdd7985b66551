// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/database.h"
#include "tests/support/item_builder.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {

// A stream record that owns what it holds. Compared and printed without its number and id.
struct Record {
  ChangeEvent event = ChangeEvent::kInsert;
  Item keys;
  std::optional<Item> new_image;
  std::optional<Item> old_image;
  bool by_ttl = false;
  SequenceNumber number = 0;
  std::string event_id;

  friend bool operator==(const Record& a, const Record& b);
  friend std::ostream& operator<<(std::ostream& out, const Record& record);
};

Record Inserted(const Item& keys, std::optional<Item> new_image = {});
Record Modified(const Item& keys, std::optional<Item> new_image = {},
                std::optional<Item> old_image = {});
Record Removed(const Item& keys, std::optional<Item> old_image = {});

// The item of a key in the table, and what it holds.
Item KeyItem(std::string_view key);
Item ValueItem(std::string_view key, int64_t value);

// A database on a clock that stands still, with one table "T" (partition key pk, S) that has a
// stream.
class StreamClient {
 public:
  static constexpr int64_t kStart = 1431379293291;  // 2015-05-11T21:21:33.291Z

  explicit StreamClient(StreamView view = StreamView::kNewAndOldImages, uint16_t shards = 1,
                        bool on_disk = false);

  Database* operator->() { return database_.get(); }
  ManualClock& clock() { return clock_; }
  const std::string& arn() const { return arn_; }
  void Reopen();

  void CreateTable(StreamView view);
  void EnableStream(StreamView view);  // arn() is the new one's then
  void DisableStream();

  void Put(const Item& item);
  void Delete(std::string_view key);

  std::vector<ShardInfo> Shards() { return Shards(arn_); }
  std::vector<ShardInfo> Shards(const std::string& arn);
  ShardIterator Iterator(const std::string& shard, IteratorType type = IteratorType::kTrimHorizon,
                         std::optional<SequenceNumber> number = {});
  // One page; moves the iterator, or leaves nothing of it at the end of a closed shard.
  std::vector<Record> Page(std::optional<ShardIterator>* iterator, size_t limit = 1000);
  // Everything from an iterator on.
  std::vector<Record> Rest(std::optional<ShardIterator> iterator);
  // Everything that the stream holds, shard by shard, parents first.
  std::vector<Record> All() { return All(arn_); }
  std::vector<Record> All(const std::string& arn);

 private:
  ManualClock clock_{kStart};
  TemporaryDirectory directory_;
  DatabaseOptions options_;
  std::shared_ptr<Database> database_;
  std::string arn_;
};

}  // namespace pumice::test
