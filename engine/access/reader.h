// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/access/key.h"
#include "engine/catalog/table.h"
#include "engine/expression/condition.h"
#include "engine/expression/key_condition.h"
#include "engine/expression/projection.h"
#include "engine/item/value.h"
#include "engine/storage/store.h"

namespace pumice {

// What a Query or Scan answers of each item.
enum class Select : uint8_t {
  kDefault,  // all attributes of a table, all projected ones of an index, or what the projection
             // names
  kAllAttributes,
  kAllProjectedAttributes,
  kSpecificAttributes,
  kCount,  // nothing
};

// Takes the items of a page, one by one. A view lives until the next call.
using ItemSink = std::function<void(ItemView)>;

// What Query and Scan have in common. Borrows everything.
struct PageRequest {
  std::string_view index;  // empty: the table itself
  Select select = Select::kDefault;
  const BoundCondition* filter = nullptr;
  const BoundProjection* projection = nullptr;
  std::optional<int64_t> limit;
  std::optional<ItemView> exclusive_start_key;
  bool consistent = false;
};

struct QueryRequest : PageRequest {
  const BoundKeyCondition* key_condition = nullptr;
  bool forward = true;
  // exclusive_start_key is where an earlier page ended: if nothing can follow, that is no fault.
  bool resumed = false;
};

struct ScanRequest : PageRequest {
  int64_t segment = 0;
  int64_t total_segments = 1;
};

struct PageResult {
  int64_t count = 0;    // items given to the sink, or counted
  int64_t scanned = 0;  // items evaluated
  // An item of key attributes; empty when there is no more.
  std::string last_evaluated_key;
  int64_t read_bytes = 0;    // from the table or index, by DynamoDB's item sizes
  double fetched_units = 0;  // of capacity, for attributes that a local index does not project
};

// Reads items. Every call sees one state of the store. Thread-safe. Throws ApiError
// (ValidationException).
class Reader {
 public:
  explicit Reader(const Store* store) : store_(store) {}

  // The item of that key, if there is one. It lives as long as `row`.
  std::optional<ItemView> Get(const Table& table, ItemView key, bool consistent,
                              PinnedValue* row) const;

  // The item of a row key, as it is at that moment.
  std::optional<ItemView> GetRow(const std::string& row_key, const Snapshot& snapshot,
                                 PinnedValue* row) const;

  // Reads one partition of a table or index in sort-key order. Stops after `limit` items evaluated
  // or after the item that makes it 1 MB read, before the filter applies ("Paginating table query
  // results", Developer Guide).
  PageResult Query(const Table& table, const QueryRequest& request, const ItemSink& sink) const;

  // Reads a table or index, or one segment of it, in the order of its partitions' hashes. Stops as
  // Query does.
  PageResult Scan(const Table& table, const ScanRequest& request, const ItemSink& sink) const;

 private:
  const Store* store_;
};

}  // namespace pumice
