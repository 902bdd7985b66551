// SPDX-License-Identifier: Apache-2.0

#include "engine/access/key_counting.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/access/key.h"
#include "engine/item/value_writer.h"

namespace pumice {
namespace {

// What a unit of each kind counts: the service graphs three times the write units and once the read
// units ("CloudWatch Contributor Insights for DynamoDB: How it works", Developer Guide).
constexpr double kWriteWeight = 3;
constexpr double kReadWeight = 1;

bool IsOneOf(const std::vector<KeyAttribute>& attributes, std::string_view name) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const KeyAttribute& attribute) { return attribute.name == name; });
}

// The attributes of an item that make up a key, or its partition key, as an item.
std::string KeyItem(const KeySchema& key, ItemView item, bool with_sort) {
  std::string bytes;
  ValueWriter writer(&bytes);
  for (auto attribute = item.begin(); attribute != item.end(); ++attribute) {
    if (IsOneOf(key.partition, attribute->name) ||
        (with_sort && IsOneOf(key.sort, attribute->name))) {
      writer.CopyAttribute(attribute.encoded());
    }
  }
  return bytes;
}

void CountItem(const KeySchema& key, ItemView item, double weight, int64_t now_millis,
               KeyInsights* insights) {
  if (weight == 0 || insights->throttled_only()) return;
  insights->CountAccess(
      KeyItem(key, item, /*with_sort=*/false),
      insights->has_sort_key() ? KeyItem(key, item, /*with_sort=*/true) : std::string(), weight,
      now_millis);
}

// An entry that moved is written at both of its keys.
void CountIndexWrite(const IndexSchema& index, const IndexDelta& delta, const WriteOutcome& outcome,
                     double weight, int64_t now_millis, KeyInsights* insights) {
  if (!delta.changed) return;
  if (delta.new_size > 0) {
    const size_t size = delta.moved ? delta.new_size : std::max(delta.old_size, delta.new_size);
    CountItem(index.key, *outcome.new_item, weight * WriteUnits(size), now_millis, insights);
  }
  if (delta.old_size > 0 && (delta.moved || delta.new_size == 0)) {
    CountItem(index.key, *outcome.old_item, weight * WriteUnits(delta.old_size), now_millis,
              insights);
  }
}

// The partition of a query, as an item: its attributes in ascending order of names.
std::string PartitionItem(const KeySchema& key, const QueryRequest& request) {
  const KeyRange range = request.key_condition->RangeOf({key.partition, key.sort});
  std::vector<std::pair<std::string_view, ValueView>> values;
  for (size_t i = 0; i < range.partition.size(); ++i) {
    values.emplace_back(key.partition[i].name, range.partition[i]);
  }
  std::sort(values.begin(), values.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string bytes;
  ValueWriter writer(&bytes);
  for (const auto& [name, value] : values) {
    writer.Name(name);
    writer.Copy(value);
  }
  return bytes;
}

}  // namespace

void CountWrite(const Table& table, const WriteOutcome& outcome, double price, int64_t now_millis) {
  if (!outcome.old_item && !outcome.new_item) return;  // nothing was there, nothing is
  const TableDescription& description = table.description();
  const TableInsights& insights = *table.insights();
  const double weight = kWriteWeight * price;
  if (insights.table != nullptr) {
    const ItemView item = outcome.new_item ? *outcome.new_item : *outcome.old_item;
    CountItem(description.key, item,
              weight * WriteUnits(std::max(outcome.old_size, outcome.new_size)), now_millis,
              insights.table.get());
  }
  for (size_t i = 0; i < outcome.indexes.size(); ++i) {
    if (insights.indexes[i] == nullptr) continue;
    CountIndexWrite(description.indexes[i], outcome.indexes[i], outcome, kWriteWeight, now_millis,
                    insights.indexes[i].get());
  }
}

void CountGet(const Table& table, ItemView key, double units, int64_t now_millis) {
  if (table.insights()->table == nullptr) return;
  CountItem(table.description().key, key, kReadWeight * units, now_millis,
            table.insights()->table.get());
}

void CountQuery(const Table& table, const QueryRequest& request, const PageResult& page,
                int64_t now_millis) {
  const TableDescription& description = table.description();
  const TableInsights& insights = *table.insights();
  const IndexSchema* const index = description.FindIndex(request.index);
  // Local indexes belong to their table's partitions.
  const bool of_index = index != nullptr && index->global;
  KeyInsights* const counts =
      of_index ? insights.indexes[static_cast<size_t>(index - description.indexes.data())].get()
               : insights.table.get();
  if (counts == nullptr || counts->throttled_only()) return;
  const KeySchema& key = index != nullptr ? index->key : description.key;
  counts->CountAccess(PartitionItem(key, request), {},
                      kReadWeight * ReadUnits(page.read_bytes, request.consistent), now_millis);
}

}  // namespace pumice
