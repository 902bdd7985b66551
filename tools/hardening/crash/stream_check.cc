// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/stream_check.h"

#include <cstring>
#include <optional>
#include <stdexcept>

#include "protocol/item_json.h"
#include "tools/hardening/crash/history.h"

namespace pumice::hardening::crash {
namespace {

[[noreturn]] void Fail(const std::string& what) { throw std::runtime_error(what); }

void Parse(const std::string& body, JsonDocument* document) {
  if (!document->Parse(body)) Fail("this is not JSON: " + body.substr(0, 500));
}

std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string NewestStream(Instance* instance, const std::string& table) {
  JsonDocument document;
  Parse(Get(instance, "DescribeTable", R"({"TableName":")" + table + R"("})"), &document);
  const auto arn = FindString(*FindMember(document.root(), "Table"), "LatestStreamArn");
  if (!arn) Fail("table " + table + " has no stream");
  return std::string(*arn);
}

// Sequence numbers have all the same length: they order as texts.
class StreamWalk {
 public:
  StreamWalk(Instance* instance, std::string arn, std::string after,
             const std::function<void(const JsonValue&)>& visit)
      : instance_(instance), arn_(std::move(arn)), last_(std::move(after)), visit_(visit) {}

  void Run() {
    std::string start;
    do {
      JsonDocument document;
      Parse(Get(instance_, "DescribeStream", R"({"StreamArn":)" + Quoted(arn_) + start + '}'),
            &document);
      const JsonValue& stream = *FindMember(document.root(), "StreamDescription");
      for (const JsonValue& shard : FindMember(stream, "Shards")->GetArray()) ReadShard(shard);
      const auto last_shard = FindString(stream, "LastEvaluatedShardId");
      start = last_shard ? R"(,"ExclusiveStartShardId":)" + Quoted(*last_shard) : "";
    } while (!start.empty());
  }

 private:
  void ReadShard(const JsonValue& shard) {
    const auto end = FindString(*FindMember(shard, "SequenceNumberRange"), "EndingSequenceNumber");
    if (end && *end <= last_) return;
    std::optional<std::string> iterator = Member(
        Get(instance_, "GetShardIterator",
            R"({"StreamArn":)" + Quoted(arn_) + R"(,"ShardId":)" +
                Quoted(*FindString(shard, "ShardId")) + R"(,"ShardIteratorType":"TRIM_HORIZON"})"),
        "ShardIterator");
    while (iterator) {
      JsonDocument document;
      Parse(Get(instance_, "GetRecords", R"({"ShardIterator":)" + Quoted(*iterator) + '}'),
            &document);
      const JsonValue& records = *FindMember(document.root(), "Records");
      for (const JsonValue& record : records.GetArray()) Visit(record);
      const auto next = FindString(document.root(), "NextShardIterator");
      // Nobody writes: an open shard ends with an empty page.
      if (!next || records.Empty()) return;
      iterator = std::string(*next);
    }
  }

  static std::optional<std::string> Member(const std::string& body, std::string_view name) {
    JsonDocument document;
    Parse(body, &document);
    const auto value = FindString(document.root(), name);
    if (!value) return std::nullopt;
    return std::string(*value);
  }

  void Visit(const JsonValue& record) {
    const std::string number(*FindString(*FindMember(record, "dynamodb"), "SequenceNumber"));
    if (number == before_) Fail("stream " + arn_ + " has two records of number " + number);
    if (number < before_)
      Fail("stream " + arn_ + ": number " + number + " comes behind " + before_);
    before_ = number;
    if (number <= last_) return;
    visit_(record);
  }

  Instance* instance_;
  std::string arn_;
  std::string last_;  // read at an earlier time
  std::string before_;
  const std::function<void(const JsonValue&)>& visit_;
};

// The items of a table as its stream tells of them.
class Chain {
 public:
  Chain(int table, const SharedState& state)
      : table_(table), cells_(state.cells), clock_millis_(state.clock_millis) {}

  void Apply(const JsonValue& record) {
    const JsonValue& change = *FindMember(record, "dynamodb");
    std::string key;
    EncodeItem(*FindMember(change, "Keys"), &key);
    const int cell = CellOfItem(table_, key);
    const uint64_t before = Image(cell, change, "OldImage");
    const uint64_t after = Image(cell, change, "NewImage");
    uint64_t& now = cells_[static_cast<size_t>(cell)];
    if (before != now) {
      Fail("a stream tells of a change of " + DescribeCell(cell, before) + " where there was " +
           DescribeCell(cell, now) + ": a record is missing or one too many");
    }
    const std::string_view event = *FindString(record, "eventName");
    const std::string_view wanted = before == 0 ? "INSERT" : after == 0 ? "REMOVE" : "MODIFY";
    if (before == after || event != wanted) {
      Fail("a stream tells of " + std::string(event) + " where " + DescribeCell(cell, before) +
           " became " + DescribeCell(cell, after));
    }
    if (FindMember(record, "userIdentity") != nullptr &&
        Visible(cell, before, clock_millis_) != 0) {
      Fail("expired too early: " + DescribeCell(cell, before));
    }
    now = after;
  }

  void CompareWith(const Cells& now) const {
    for (int cell = 0; cell < kItemCells; ++cell) {
      const auto index = static_cast<size_t>(cell);
      if (PlaceOf(cell).table != table_ || cells_[index] == now[index]) continue;
      Fail("by its stream there would be " + DescribeCell(cell, cells_[index]) + ", there is " +
           DescribeCell(cell, now[index]));
    }
  }

 private:
  static uint64_t Image(int cell, const JsonValue& change, std::string_view name) {
    const JsonValue* const image = FindMember(change, name);
    if (image == nullptr) return 0;
    std::string encoded;
    EncodeItem(*image, &encoded);
    return ValueOfItem(cell, encoded);
  }

  int table_;
  Cells cells_;
  int64_t clock_millis_;
};

}  // namespace

void ReadStream(Instance* instance, const std::string& table, const std::string& after,
                const std::function<void(const JsonValue& record)>& visit) {
  StreamWalk(instance, NewestStream(instance, table), after, visit).Run();
}

uint64_t CheckStreams(Instance* instance, const Cells& now, SharedState* state) {
  uint64_t records = 0;
  for (int table = 0; table < kFixedTables; ++table) {
    auto& read = state->streams_read[static_cast<size_t>(table)];
    Chain chain(table, *state);
    std::string last(read.data());
    ReadStream(instance, std::string(kTableNames[table]), last, [&](const JsonValue& record) {
      chain.Apply(record);
      last = *FindString(*FindMember(record, "dynamodb"), "SequenceNumber");
      ++records;
    });
    chain.CompareWith(now);
    read.fill(0);
    std::memcpy(read.data(), last.data(), std::min(last.size(), read.size() - 1));
  }
  return records;
}

int CountInserts(Instance* instance, const std::string& table) {
  int inserts = 0;
  ReadStream(instance, table, "", [&](const JsonValue& record) {
    if (*FindString(record, "eventName") != "INSERT")
      Fail("table " + table + " has a record of no insert");
    ++inserts;
  });
  return inserts;
}

}  // namespace pumice::hardening::crash
