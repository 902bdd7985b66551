// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/stream_reader.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/item/number.h"
#include "tests/engine/stream/stream_client.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"

// DynamoDB Streams over a database: what is recorded, and what readers see of it (Developer Guide,
// "Change data capture for DynamoDB Streams"; API Reference, Amazon DynamoDB Streams).
namespace pumice::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using Records = std::vector<Record>;

const std::string kTrimmed =
    ErrorText(ErrorCode::kTrimmedDataAccess, "The data you are trying to access has been trimmed");
const std::string kNoShard = NotFound("Requested resource not found: Shard does not exist");

// One more update of an item, which counts its own.
void Count(Database* database, const Item& key) {
  const Item one({{":one", N(1)}});
  const std::vector<Placeholders::Value> values = {{":one", one.at(":one")}};
  Placeholders placeholders({}, values);
  const BoundUpdate update(ParseUpdate("ADD n :one"), placeholders);
  WriteResult result;
  database->WriteItem(
      "T", {.kind = ItemWrite::Kind::kUpdate, .table = nullptr, .item = key, .update = &update}, {},
      &result);
}

TEST_CASE("Each change of an item is recorded", "[stream_reader]") {
  StreamClient client;
  client.Put(ValueItem("a", 1));
  client.Put(ValueItem("a", 2));
  client.Delete("a");
  const Item key = KeyItem("a");
  CHECK(client.All() == Records{Inserted(key, ValueItem("a", 1)),
                                Modified(key, ValueItem("a", 2), ValueItem("a", 1)),
                                Removed(key, ValueItem("a", 2))});
}

TEST_CASE("Records have the images of the stream's view", "[stream_reader]") {
  const Item key = KeyItem("a");
  const auto records = [](StreamView view) {
    StreamClient client(view);
    client.Put(ValueItem("a", 1));
    client.Put(ValueItem("a", 2));
    client.Delete("a");
    return client.All();
  };
  CHECK(records(StreamView::kKeysOnly) == Records{Inserted(key), Modified(key), Removed(key)});
  CHECK(records(StreamView::kNewImage) ==
        Records{Inserted(key, ValueItem("a", 1)), Modified(key, ValueItem("a", 2)), Removed(key)});
  CHECK(records(StreamView::kOldImage) == Records{Inserted(key),
                                                  Modified(key, {}, ValueItem("a", 1)),
                                                  Removed(key, ValueItem("a", 2))});
}

TEST_CASE("A write that changes nothing makes no record", "[stream_reader]") {
  StreamClient client;
  client.Put(ValueItem("a", 1));
  client.Put(ValueItem("a", 1));
  client.Delete("b");
  CHECK(client.All() == Records{Inserted(KeyItem("a"), ValueItem("a", 1))});
}

TEST_CASE("All writes of a transaction are recorded, and none of one that fails",
          "[stream_reader]") {
  StreamClient client;
  client.Put(ValueItem("a", 1));
  const Item a = ValueItem("a", 2);
  const Item b = ValueItem("b", 3);
  const Item checked = KeyItem("c");

  const auto write = [&](const std::string& condition) {
    Placeholders placeholders({}, {});
    const BoundCondition check(ParseCondition(condition, ExpressionKind::kCondition), placeholders);
    std::vector<TableWrite> writes = {
        {"T", {.kind = ItemWrite::Kind::kPut, .table = nullptr, .item = a}},
        {"T", {.kind = ItemWrite::Kind::kPut, .table = nullptr, .item = b}},
        {"T",
         {.kind = ItemWrite::Kind::kConditionCheck,
          .table = nullptr,
          .item = checked,
          .condition = &check}}};
    BatchWriteResult result;
    return ErrorOf([&] { client->TransactWrite(writes, nullptr, {}, &result); });
  };
  CHECK(write("attribute_exists(pk)") ==
        ErrorText(ErrorCode::kTransactionCanceled,
                  "Transaction cancelled, please refer cancellation reasons for specific reasons "
                  "[None, None, ConditionalCheckFailed]"));
  CHECK(client.All() == Records{Inserted(KeyItem("a"), ValueItem("a", 1))});
  CHECK(write("attribute_not_exists(pk)") == "none");
  CHECK(client.All() == Records{Inserted(KeyItem("a"), ValueItem("a", 1)),
                                Modified(KeyItem("a"), a, ValueItem("a", 1)),
                                Inserted(KeyItem("b"), b)});
}

TEST_CASE("All writes of a batch are recorded", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly, 3);
  client.Put(ValueItem("a", 1));
  const Item a = KeyItem("a");
  const Item b = ValueItem("b", 3);
  std::vector<TableWrite> writes = {
      {"T", {.kind = ItemWrite::Kind::kDelete, .table = nullptr, .item = a}},
      {"T", {.kind = ItemWrite::Kind::kPut, .table = nullptr, .item = b}}};
  BatchWriteResult result;
  client->WriteItems(writes, {}, &result);
  std::map<std::string, Records> by_key;
  for (const Record& record : client.All()) {
    by_key[record.keys.at("pk").scalar()].push_back(record);
  }
  CHECK(by_key["a"] == Records{Inserted(a), Removed(a)});
  CHECK(by_key["b"] == Records{Inserted(KeyItem("b"))});
}

TEST_CASE("Items that expire are recorded as the service's deletions", "[stream_reader]") {
  StreamClient client;
  client->UpdateTimeToLive("T", "v", true);
  const Item item = ValueItem("a", StreamClient::kStart / 1000 + 60);
  client.Put(item);
  client.clock().Advance(minutes(5));
  client->RunDueWork();
  Record removed = Removed(KeyItem("a"), item);
  removed.by_ttl = true;
  CHECK(client.All() == Records{Inserted(KeyItem("a"), item), removed});
}

TEST_CASE("Iterators begin where they are asked to", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  for (const char* key : {"a", "b", "c"}) client.Put(KeyItem(key));
  const Records all = client.All();
  REQUIRE(all.size() == 3);
  const std::string shard = client.Shards()[0].id;
  CHECK(client.Rest(client.Iterator(shard, IteratorType::kTrimHorizon)) == all);
  CHECK(client.Rest(client.Iterator(shard, IteratorType::kLatest)) == Records{});
  CHECK(client.Rest(client.Iterator(shard, IteratorType::kAtSequenceNumber, all[1].number)) ==
        Records{all[1], all[2]});
  CHECK(client.Rest(client.Iterator(shard, IteratorType::kAfterSequenceNumber, all[1].number)) ==
        Records{all[2]});
  CHECK(client.Rest(client.Iterator(shard, IteratorType::kAtSequenceNumber,
                                    client.Shards()[0].first)) == all);

  std::optional<ShardIterator> latest = client.Iterator(shard, IteratorType::kLatest);
  CHECK(client.Page(&latest).empty());
  client.Put(KeyItem("d"));
  CHECK(client.Page(&latest) == Records{Inserted(KeyItem("d"))});
  CHECK(client.Page(&latest).empty());
  CHECK(latest.has_value());
}

TEST_CASE("A shard has no sequence numbers but its own", "[stream_reader]") {
  StreamClient client;
  const ShardInfo shard = client.Shards()[0];
  const auto error = [&](IteratorType type, std::optional<SequenceNumber> number) {
    return ErrorOf([&] { client.Iterator(shard.id, type, number); });
  };
  const std::string invalid = Validation("Invalid SequenceNumber");
  CHECK(error(IteratorType::kAtSequenceNumber, std::nullopt) == invalid);
  CHECK(error(IteratorType::kAtSequenceNumber, shard.first - 1) == invalid);
  CHECK(error(IteratorType::kAfterSequenceNumber,
              SequenceAt(StreamClient::kStart + kShardMillis)) == invalid);
  CHECK(error(IteratorType::kAtSequenceNumber, shard.first) == "none");
}

TEST_CASE("An iterator whose fields cannot be is refused", "[stream_reader]") {
  StreamClient client;
  client.Put(ValueItem("a", 1));
  const ShardIterator good = client.Iterator(client.Shards()[0].id);
  const auto error = [&](const ShardIterator& iterator) {
    return ErrorOf([&] { client->GetRecords(iterator, 10, [](const StreamRecord&) {}); });
  };
  CHECK(error(good) == "none");

  ShardIterator other = good;
  other.stream_arn += "x";
  CHECK(error(other).starts_with("not found: "));
  for (const ShardPlace place : {ShardPlace{1, 0}, ShardPlace{65535, 0}, ShardPlace{0, 4294967295},
                                 ShardPlace{0, 1200000}}) {
    other = good;
    other.shard = place;
    CAPTURE(place.lane, place.generation);
    CHECK(error(other) == kNoShard);
  }
  const std::string invalid = Validation("Invalid ShardIterator");
  const SequenceNumber end = SequenceAt(StreamClient::kStart + kShardMillis);
  for (const SequenceNumber position :
       {SequenceNumber{0}, good.position - 1, end + 1, kNoSequenceEnd}) {
    other = good;
    other.position = position;
    CAPTURE(position);
    CHECK(error(other) == invalid);
  }
  other.position = end;
  CHECK(error(other) == "none");
  for (const int64_t created : {std::numeric_limits<int64_t>::min(), int64_t{-1},
                                kLastClockMillis + 1, std::numeric_limits<int64_t>::max()}) {
    other = good;
    other.created_millis = created;
    CAPTURE(created);
    CHECK(error(other) == invalid);
  }
}

TEST_CASE("GetRecords returns pages of at most the limit and at most 1 MB", "[stream_reader]") {
  StreamClient client(StreamView::kNewImage);
  for (int i = 0; i < 7; ++i) {
    client.Put(KeyItem("k" + std::to_string(i)).With("text", S(std::string(300 * 1000, 'x'))));
  }
  std::optional<ShardIterator> iterator = client.Iterator(client.Shards()[0].id);
  CHECK(client.Page(&iterator, 2).size() == 2);
  CHECK(client.Page(&iterator).size() == 3);
  CHECK(client.Page(&iterator).size() == 2);
  CHECK(client.Page(&iterator).empty());
  CHECK(iterator.has_value());
}

TEST_CASE("Event ids are 32 hexadecimal digits, unique and lasting", "[stream_reader]") {
  StreamClient client;
  for (const char* key : {"a", "b", "c"}) client.Put(KeyItem(key));
  std::set<std::string> ids;
  for (const Record& record : client.All()) {
    CHECK(record.event_id.size() == 32);
    CHECK(record.event_id.find_first_not_of("0123456789abcdef") == std::string::npos);
    ids.insert(record.event_id);
  }
  for (const Record& record : client.All()) ids.insert(record.event_id);
  CHECK(ids.size() == 3);
}

TEST_CASE("Shards roll over every four hours and have children", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.Put(KeyItem("a"));
  std::optional<ShardIterator> iterator = client.Iterator(client.Shards()[0].id);
  client.clock().Advance(hours(4));
  client.Put(KeyItem("b"));

  const std::vector<ShardInfo> shards = client.Shards();
  REQUIRE(shards.size() == 2);
  CHECK(shards[0].parent_id.empty());
  CHECK(shards[0].first == SequenceAt(StreamClient::kStart));
  CHECK(shards[0].last == SequenceAt(StreamClient::kStart + kShardMillis) - 1);
  CHECK(shards[1].parent_id == shards[0].id);
  CHECK(shards[1].first == *shards[0].last + 1);
  CHECK(shards[1].last == std::nullopt);

  client.clock().Set(StreamClient::kStart + 1000);  // the iterator is still good
  CHECK(client.Rest(client.Iterator(shards[1].id)) == Records{Inserted(KeyItem("b"))});
  client.clock().Set(StreamClient::kStart + kShardMillis);
  iterator = client.Iterator(shards[0].id);
  CHECK(client.Page(&iterator, 1) == Records{Inserted(KeyItem("a"))});
  // The end of a closed shard has no iterator; it may take a last, empty page to get there.
  if (iterator) CHECK(client.Page(&iterator).empty());
  CHECK_FALSE(iterator.has_value());

  std::optional<ShardIterator> latest = client.Iterator(shards[0].id, IteratorType::kLatest);
  CHECK(client.Page(&latest).empty());
  CHECK_FALSE(latest.has_value());
}

TEST_CASE("An iterator outlasts the closing of its shard", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.clock().Advance(hours(4) - minutes(1));
  client.Put(KeyItem("a"));
  std::optional<ShardIterator> iterator =
      client.Iterator(client.Shards()[0].id, IteratorType::kLatest);
  client.Put(KeyItem("b"));
  client.clock().Advance(minutes(2));
  client.Put(KeyItem("c"));
  CHECK(client.Page(&iterator) == Records{Inserted(KeyItem("b"))});
  CHECK_FALSE(iterator.has_value());
  CHECK(client.Rest(client.Iterator(client.Shards()[1].id)) == Records{Inserted(KeyItem("c"))});
}

TEST_CASE("The filter finds the children of a shard", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly, 2);
  client.clock().Advance(hours(4));
  const std::vector<ShardInfo> shards = client.Shards();
  REQUIRE(shards.size() == 4);
  const auto children = [&](const std::string& parent) {
    DescribeStreamRequest request;
    request.arn = client.arn();
    request.parent = parent;
    std::vector<std::string> ids;
    for (const ShardInfo& shard : client->DescribeStream(request).shards) ids.push_back(shard.id);
    return ids;
  };
  CHECK(children(shards[0].id) == std::vector{shards[2].id});
  CHECK(children(shards[1].id) == std::vector{shards[3].id});
  CHECK(children(shards[2].id) == std::vector<std::string>{});
  CHECK(ErrorOf([&] { children("shardId-00000000000000000000-00000000"); }) == kNoShard);
}

TEST_CASE("An idle stream has no more shards than of a day", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.clock().Advance(hours(24 * 365));
  const std::vector<ShardInfo> shards = client.Shards();
  CHECK(shards.size() == 7);
  CHECK(shards.front().parent_id.empty());
  CHECK(shards.front().last.has_value());
  CHECK_FALSE(shards.back().last.has_value());
}

TEST_CASE("Records are trimmed after 24 hours", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.Put(KeyItem("a"));
  client.clock().Advance(hours(1));
  client.Put(KeyItem("b"));
  const Records all = client.All();
  const std::string shard = client.Shards()[0].id;

  client.clock().Advance(hours(23));
  CHECK(client.All() == all);
  std::optional<ShardIterator> early =
      client.Iterator(shard, IteratorType::kAtSequenceNumber, all[0].number);
  client.clock().Advance(milliseconds(1));
  CHECK(client.All() == Records{all[1]});
  CHECK(ErrorOf([&] { client.Page(&early); }) == kTrimmed);
  CHECK(ErrorOf([&] { client.Iterator(shard, IteratorType::kAtSequenceNumber, all[0].number); }) ==
        kTrimmed);

  // The same when its space was given back.
  client.clock().Advance(hours(3) + minutes(59));
  client->RunDueWork();
  CHECK(client.All() == Records{});
  CHECK(client.Shards()[0].id == shard);
  client.clock().Advance(minutes(1));
  CHECK(client.Shards()[0].id != shard);
  CHECK(ErrorOf([&] { client.Iterator(shard); }) == kNoShard);
}

TEST_CASE("An iterator for the horizon passes what is trimmed meanwhile", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.Put(KeyItem("a"));
  client.clock().Advance(minutes(2));
  client.Put(KeyItem("b"));
  client.clock().Advance(hours(24) - minutes(2));
  const ShardIterator iterator = client.Iterator(client.Shards()[0].id);
  client.clock().Advance(minutes(1));
  CHECK(client.Rest(iterator) == Records{Inserted(KeyItem("b"))});
}

TEST_CASE("Iterators expire after 15 minutes", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.Put(KeyItem("a"));
  const ShardIterator iterator = client.Iterator(client.Shards()[0].id);
  client.clock().Advance(minutes(15) - milliseconds(1));
  CHECK(client.Rest(iterator).size() == 1);
  client.clock().Advance(milliseconds(1));
  CHECK(ErrorOf([&] { client.Rest(iterator); }) ==
        ErrorText(ErrorCode::kExpiredIterator,
                  "The shard iterator has expired and can no longer be used to retrieve stream "
                  "records"));
}

TEST_CASE("A disabled stream can be read for 24 hours", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.Put(KeyItem("a"));
  client.DisableStream();
  client.Put(KeyItem("b"));
  DescribeStreamRequest request;
  request.arn = client.arn();
  CHECK(client->DescribeStream(request).status == StreamStatus::kDisabled);
  CHECK(client.Shards().size() == 1);
  CHECK(client.Shards()[0].last.has_value());
  CHECK(client.All() == Records{Inserted(KeyItem("a"))});
  std::optional<ShardIterator> iterator = client.Iterator(client.Shards()[0].id);
  client.Page(&iterator);
  CHECK_FALSE(iterator.has_value());

  client.clock().Advance(hours(24));
  CHECK(client->ListStreams("T", "", 100).streams.size() == 1);
  client.clock().Advance(milliseconds(1));
  const std::string not_found =
      NotFound("Requested resource not found: Stream: " + client.arn() + " not found");
  for (int i = 0; i < 2; ++i) {
    CHECK(client->ListStreams("T", "", 100).streams.empty());
    CHECK(ErrorOf([&] { client.Shards(); }) == not_found);
    client.clock().Advance(hours(1));
    client->RunDueWork();
  }
}

TEST_CASE("A table may have one stream after the other", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.Put(KeyItem("a"));
  const std::string first = client.arn();
  client.DisableStream();
  client.EnableStream(StreamView::kNewImage);
  client.Put(KeyItem("b"));
  CHECK(first == "arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/2015-05-11T21:21:33.291");
  // In the same millisecond, but it must be told apart.
  CHECK(client.arn() ==
        "arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/2015-05-11T21:21:33.292");
  CHECK(client.All(first) == Records{Inserted(KeyItem("a"))});
  CHECK(client.All() == Records{Inserted(KeyItem("b"), KeyItem("b"))});
}

TEST_CASE("A deleted table's stream can be read for 24 hours", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly);
  client.Put(KeyItem("a"));
  const std::string first = client.arn();
  client->DeleteTable("T");
  client.CreateTable(StreamView::kKeysOnly);
  client.Put(KeyItem("b"));
  CHECK(client.All(first) == Records{Inserted(KeyItem("a"))});
  CHECK(client.All() == Records{Inserted(KeyItem("b"))});
  CHECK(client->ListStreams("T", "", 100).streams.size() == 2);
  client.clock().Advance(hours(25));
  CHECK(client->ListStreams("T", "", 100).streams.size() == 1);
}

TEST_CASE("No record is out of reach when the clock is set back between two runs",
          "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly, 1, /*on_disk=*/true);
  client.Put(ValueItem("a", 1));
  client.clock().Set(StreamClient::kStart + 9 * kShardMillis / 4);
  client.Put(ValueItem("b", 1));
  const Records before = client.All();
  CHECK(before.size() == 2);
  client.Reopen();
  client.clock().Set(StreamClient::kStart);
  CHECK(client.All() == before);
  client.Put(ValueItem("c", 1));
  CHECK(client.All() == Records{before[0], before[1], Inserted(KeyItem("c"))});
  const std::vector<ShardInfo> shards = client.Shards();
  CHECK(shards.size() == 3);
  CHECK_FALSE(shards.back().last);
}

TEST_CASE("Streams survive a restart", "[stream_reader]") {
  StreamClient client(StreamView::kNewImage, 2, /*on_disk=*/true);
  for (int i = 0; i < 10; ++i) client.Put(ValueItem("k" + std::to_string(i), i));
  const std::vector<ShardInfo> shards = client.Shards();
  std::optional<ShardIterator> iterator = client.Iterator(shards[0].id);
  const size_t first_page = client.Page(&iterator, 1).size();
  const Records before = client.All();
  client.Reopen();
  client.clock().Set(StreamClient::kStart - 1000);  // numbers rise all the same
  CHECK(client.All() == before);
  CHECK(client.Shards()[1].id == shards[1].id);
  for (int i = 0; i < 10; ++i) client.Put(ValueItem("k" + std::to_string(i), i + 10));
  std::map<std::string, SequenceNumber> last;
  size_t count = 0;
  for (const Record& record : client.All()) {
    SequenceNumber& number = last[record.keys.at("pk").scalar()];
    CHECK(record.number > number);
    number = record.number;
    ++count;
  }
  CHECK(count == 20);
  CHECK(first_page + client.Rest(iterator).size() ==
        client.Rest(client.Iterator(shards[0].id)).size());

  client.DisableStream();
  const SequenceNumber end = *client.Shards()[0].last;
  client.Reopen();
  CHECK(client.Shards()[0].last == end);
  CHECK(client.All().size() == 20);
}

TEST_CASE("Lists of streams and shards come in pages", "[stream_reader]") {
  StreamClient client(StreamView::kKeysOnly, 3);
  for (const char* name : {"U", "V"}) {
    TableDescription table = MakeTable(name, {{StringKey("pk")}, {}});
    table.stream = StreamSettings{StreamView::kKeysOnly, ""};
    client->CreateTable(std::move(table));
  }
  std::vector<std::string> tables;
  std::string start;
  while (true) {
    const StreamPage page = client->ListStreams("", start, 2);
    for (const auto& stream : page.streams) tables.push_back(stream->origin().table_name);
    if (!page.more) break;
    start = page.streams.back()->origin().arn;
  }
  CHECK(tables == std::vector<std::string>{"T", "U", "V"});
  CHECK(client->ListStreams("U", "", 2).streams.size() == 1);
  CHECK(client->ListStreams("W", "", 2).streams.empty());

  client.clock().Advance(hours(4));
  const std::vector<ShardInfo> shards = client.Shards();
  REQUIRE(shards.size() == 6);
  std::vector<std::string> ids;
  DescribeStreamRequest request;
  request.arn = client.arn();
  request.limit = 4;
  StreamInfo info = client->DescribeStream(request);
  CHECK(info.shards.size() == 4);
  CHECK(info.more);
  request.start_shard = shards[3].id;
  info = client->DescribeStream(request);
  CHECK(info.shards.size() == 2);
  CHECK(info.shards[0].id == shards[4].id);
  CHECK_FALSE(info.more);
  request.start_shard = shards[5].id;
  CHECK(client->DescribeStream(request).shards.empty());
}

TEST_CASE("Concurrent writers: every change exactly once and in order of each item",
          "[stream_reader]") {
  constexpr int kWriters = 8;
  constexpr int kItems = 12;
  constexpr int kWritesEach = 400;
  StreamClient client(StreamView::kNewImage, 4);
  std::vector<std::optional<ShardIterator>> iterators;
  for (const ShardInfo& shard : client.Shards()) {
    iterators.emplace_back(client.Iterator(shard.id, IteratorType::kLatest));
  }

  std::vector<std::thread> writers;
  std::atomic<int> running{kWriters};
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < kWritesEach; ++i) {
        Count(client.operator->(), KeyItem("k" + std::to_string((i + writer) % kItems)));
      }
      --running;
    });
  }

  // Reads while they write, and once more when all are done.
  std::map<std::string, int64_t> seen;
  bool in_order = true;
  for (bool last_round = false; !last_round;) {
    last_round = running.load() == 0;
    for (auto& iterator : iterators) {
      for (const Record& record : client.Rest(iterator)) {
        int64_t count = 0;
        Number::FromBytes(record.new_image->at("n").scalar()).ToInt64(&count);
        in_order = in_order && count == ++seen[record.keys.at("pk").scalar()];
        iterator->position = record.number + 1;
      }
    }
  }
  for (std::thread& writer : writers) writer.join();
  CHECK(in_order);
  int64_t total = 0;
  for (const auto& [key, count] : seen) total += count;
  CHECK(total == kWriters * kWritesEach);
}

}  // namespace
}  // namespace pumice::test
