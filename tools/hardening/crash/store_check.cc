// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/store_check.h"

#include <map>
#include <optional>
#include <set>

#include "engine/access/expiry_index.h"
#include "engine/access/index_maintenance.h"
#include "engine/access/key.h"
#include "engine/access/row.h"
#include "engine/catalog/description_codec.h"
#include "engine/storage/counters.h"
#include "engine/storage/keyspace.h"
#include "engine/stream/stream_description.h"

namespace pumice::hardening::crash {
namespace {

constexpr size_t kMaxFindings = 20;

std::string Hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto bits = static_cast<unsigned char>(byte);
    const bool plain = byte > ' ' && byte <= '~' && byte != '\\';
    if (plain) {
      text += byte;
    } else {
      text += {'\\', kHex[bits >> 4], kHex[bits & 15]};
    }
  }
  return text;
}

std::string ToText(const ItemCounters& counters) {
  return std::to_string(counters.items) + " items of " + std::to_string(counters.bytes) + " bytes";
}

bool operator!=(const ItemCounters& a, const ItemCounters& b) {
  return a.items != b.items || a.bytes != b.bytes;
}

class Check {
 public:
  explicit Check(const Store& store) : store_(store) {}

  std::vector<std::string> Run() {
    ForEach(std::string(1, keyspace::kStreams), [&](std::string_view key, std::string_view value) {
      const StreamDescription stream = DecodeStream(value);
      live_.insert(stream.id);
      streams_.emplace(InSpace(keyspace::SpaceOf(key), stream.arn), stream);
    });
    ForEach(std::string(1, keyspace::kCatalog), [&](std::string_view key, std::string_view value) {
      CheckTable(keyspace::SpaceOf(key), DecodeDescription(value));
    });
    CheckStreams();
    CheckCounters();
    CheckTokens();
    CheckIds();
    return std::move(findings_);
  }

 private:
  template <typename Visit>
  void ForEach(const std::string& prefix, const Visit& visit) {
    std::string end = prefix;
    keyspace::MakeSuccessor(&end);
    const auto cursor = store_.NewCursor(prefix, end);
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next())
      visit(cursor->key(), cursor->value());
    cursor->CheckStatus();
  }

  void Find(const std::string& what) {
    if (findings_.size() < kMaxFindings) findings_.push_back(what);
  }

  // Spaces have streams of one ARN, and tokens of one name.
  static std::string InSpace(std::string_view space, std::string_view name) {
    return std::string(space).append(" ").append(name);
  }

  void CheckTable(std::string_view space, const TableDescription& table) {
    live_.insert(table.id);
    for (const IndexSchema& index : table.indexes) live_.insert(index.id);
    ItemCounters counted;
    std::vector<ItemCounters> in_index(table.indexes.size());
    int64_t expiries = 0;
    std::string prefix;
    keyspace::AppendRowPrefix(table.id, &prefix);
    ForEach(prefix, [&](std::string_view key, std::string_view value) {
      const Row row = DecodeRow(value);
      ++counted.items;
      counted.bytes += row.size;
      CheckRow(table, key, row);
      const KeyValues table_key = KeyOfItem(table.key, row.item);
      for (size_t i = 0; i < table.indexes.size(); ++i) {
        CheckIndexRow(table, table.indexes[i], table_key, row, &in_index[i]);
      }
      expiries += CheckExpiry(table, key, row) ? 1 : 0;
    });
    Compare("table " + table.name, store_.ReadCounters(table.id), counted);
    for (size_t i = 0; i < table.indexes.size(); ++i)
      CheckIndex(table, table.indexes[i], in_index[i]);
    CheckExpiries(table, expiries);
    if (!table.stream) return;
    const std::string stream = InSpace(space, table.StreamArn(table.stream->label));
    if (!streams_.contains(stream)) {
      Find("table " + table.name + " has stream " + stream + ", which there is not");
    }
    used_streams_.insert(stream);
  }

  void CheckRow(const TableDescription& table, std::string_view key, const Row& row) {
    if (row.size != ItemSize(row.item)) {
      Find("table " + table.name + ": the size of row " + Hex(key) + " is wrong");
    }
    if (TableRowKey(table.id, KeyOfItem(table.key, row.item)) != key) {
      Find("table " + table.name + ": row " + Hex(key) + " holds an item of another key");
    }
  }

  void CheckIndexRow(const TableDescription& table, const IndexSchema& index,
                     const KeyValues& table_key, const Row& row, ItemCounters* counted) {
    const auto index_key = KeyInIndex(index.key, row.item);
    if (!index_key) return;
    const std::string key = IndexRowKey(index.id, *index_key, table_key);
    std::string projected;
    AppendProjection(table, index, row.item, &projected);
    PinnedValue value;
    if (!store_.Get(key, &value)) {
      if (!index.backfilling)
        Find("index " + index.name + " of " + table.name + " lacks " + Hex(key));
      return;
    }
    const Row entry = DecodeRow(value.view());
    ++counted->items;
    counted->bytes += entry.size;
    if (entry.item.payload() != projected || entry.size != ItemSize(entry.item)) {
      Find("index " + index.name + " of " + table.name + " holds something else than the item at " +
           Hex(key));
    }
  }

  void CheckIndex(const TableDescription& table, const IndexSchema& index,
                  const ItemCounters& counted) {
    const std::string what = "index " + index.name + " of " + table.name;
    ItemCounters entries;
    std::string prefix;
    keyspace::AppendRowPrefix(index.id, &prefix);
    ForEach(prefix, [&](std::string_view, std::string_view value) {
      ++entries.items;
      entries.bytes += DecodeRow(value).size;
    });
    if (entries != counted) {
      Find(what + " has " + ToText(entries) + ", of which its table has " + ToText(counted));
    }
    Compare(what, store_.ReadCounters(index.id), counted);
  }

  void Compare(const std::string& what, const ItemCounters& stored, const ItemCounters& counted) {
    if (stored != counted) {
      Find("the counters of " + what + " say " + ToText(stored) + ", there are " + ToText(counted));
    }
  }

  // Whether there is an entry for the row.
  bool CheckExpiry(const TableDescription& table, std::string_view key, const Row& row) {
    const auto expiry = ExpiryOf(table, row.item);
    if (!expiry) return false;
    if (store_.Contains(keyspace::ExpiryKey(*expiry, key))) return true;
    if (!table.ttl.filling) Find("table " + table.name + ": no expiry entry for row " + Hex(key));
    return false;
  }

  void CheckExpiries(const TableDescription& table, int64_t of_rows) {
    int64_t entries = 0;
    std::string prefix;
    keyspace::AppendRowPrefix(table.id, &prefix);
    prefix[0] = keyspace::kExpiries;
    ForEach(prefix, [&](std::string_view, std::string_view) { ++entries; });
    if (entries != of_rows) {
      Find("table " + table.name + ": " + std::to_string(entries) + " expiry entries for " +
           std::to_string(of_rows) + " items that expire");
    }
  }

  void CheckStreams() {
    for (const auto& [arn, stream] : streams_) {
      if (!stream.end && !used_streams_.contains(arn))
        Find("stream " + arn + " is open and no table's");
      if (stream.end && used_streams_.contains(arn))
        Find("stream " + arn + " of a table has ended");
    }
  }

  void CheckCounters() {
    ForEach(std::string(1, keyspace::kCounters), [&](std::string_view key, std::string_view) {
      uint32_t id = 0;
      for (const char byte : key.substr(1)) id = id << 8 | static_cast<unsigned char>(byte);
      if (keyspace::CounterKey(id) == key && !live_.contains(id)) {
        Find("there are counters for id " + std::to_string(id) + ", which nobody has");
      }
    });
  }

  void CheckTokens() {
    std::map<std::string, int64_t> times;
    ForEach(std::string(1, keyspace::kTokenTimes), [&](std::string_view key, std::string_view) {
      ++times[InSpace(keyspace::SpaceOf(key), keyspace::TokenOfTimeKey(key))];
    });
    ForEach(std::string(1, keyspace::kTokens), [&](std::string_view key, std::string_view) {
      if (!times.contains(InSpace(keyspace::SpaceOf(key), keyspace::NameInSpace(key)))) {
        Find("token " + Hex(key) + " never goes");
      }
    });
  }

  void CheckIds() {
    PinnedValue value;
    const bool found = store_.Get(keyspace::MetaKey("next-id"), &value);
    const uint64_t next = found ? std::stoull(std::string(value.view())) : 1;
    for (const uint32_t id : live_) {
      if (id >= next)
        Find("id " + std::to_string(id) + " will be given again: the next is " +
             std::to_string(next));
    }
  }

  const Store& store_;
  std::map<std::string, StreamDescription> streams_;
  std::set<std::string> used_streams_;
  std::set<uint32_t> live_;
  std::vector<std::string> findings_;
};

}  // namespace

std::vector<std::string> CheckStore(Store* store) {
  store->LoadLayers();
  return Check(*store).Run();
}

}  // namespace pumice::hardening::crash
