// SPDX-License-Identifier: Apache-2.0

#include "engine/access/reader.h"

#include <algorithm>
#include <utility>

#include "engine/access/capacity.h"
#include "engine/access/key.h"
#include "engine/access/key_bounds.h"
#include "engine/access/row.h"
#include "engine/access/scalar_keys.h"
#include "engine/error/reads.h"
#include "engine/schema/limits.h"

namespace pumice {
namespace {

// What a Query or Scan reads: the table, or one of its indexes.
struct Source {
  const TableDescription& table;
  const IndexSchema* index;  // null: the table itself

  uint32_t id() const { return index != nullptr ? index->id : table.id; }
  const KeySchema& key() const { return index != nullptr ? index->key : table.key; }
  bool is_global() const { return index != nullptr && index->global; }
  bool holds_all() const {
    return index == nullptr || index->projection.type == ProjectionType::kAll;
  }
};

Source FindSource(const TableDescription& table, std::string_view index_name) {
  if (index_name.empty()) return {table, nullptr};
  const IndexSchema* const index = table.FindIndex(index_name);
  if (index == nullptr) {
    ThrowNoSuchIndex(index_name);
  }
  if (index->backfilling) {
    ThrowIndexBackfilling(index_name);
  }
  return {table, index};
}

// The attributes that are asked for but not in the index's rows.
std::string MissingAttributes(const Source& source, const BoundProjection& projection) {
  std::string missing;
  for (size_t i = 0; i < projection.path_count(); ++i) {
    const std::string_view name = projection.path(i).front().name;
    if (Projects(source.table, *source.index, name)) continue;
    if (!missing.empty()) missing += ", ";
    missing += name;
  }
  return missing;
}

// Whether the items must be read from the table, because a local index's rows lack attributes.
// Throws where a global index would have to.
bool NeedsFetch(const Source& source, const PageRequest& request) {
  if (source.holds_all()) return false;
  if (request.select == Select::kAllAttributes) {
    if (!source.is_global()) return true;
    ThrowAllAttributesNotProjected(source.index->name);
  }
  if (request.projection == nullptr) return false;
  const std::string missing = MissingAttributes(source, *request.projection);
  if (missing.empty()) return false;
  if (!source.is_global()) return true;
  ThrowAttributesNotProjected(source.index->name, missing);
}

void CheckPage(const Source& source, const PageRequest& request) {
  if (request.select == Select::kAllProjectedAttributes && source.index == nullptr) {
    ThrowAllProjectedWithoutIndex();
  }
  if (request.consistent && source.is_global()) {
    ThrowConsistentReadOfGlobalIndex();
  }
  CheckKeysAreScalars(source.table, request.filter);
  CheckKeysAreScalars(source.table, request.projection);
}

// Of a Query: a filter may not look at the key that is queried, nor at attributes that the index
// lacks and that are not fetched.
void CheckQueryFilter(const Source& source, const PageRequest& request) {
  const BoundCondition& filter = *request.filter;
  const bool sees_all = source.holds_all() || NeedsFetch(source, request);
  std::string missing;
  for (size_t i = 0; i < filter.path_count(); ++i) {
    const std::string_view name = filter.path(i).front().name;
    if (source.key().Find(name) != nullptr) {
      ThrowFilterOnKey(filter.kind() == ExpressionKind::kLegacyFilter, name);
    }
    if (sees_all || Projects(source.table, *source.index, name)) continue;
    if (!missing.empty()) missing += ", ";
    missing += name;
  }
  if (missing.empty()) return;
  ThrowFilterAttributesNotProjected(source.index->name, missing);
}

void CheckStartSizes(const KeyValues& key) {
  const KeyTooLong part = FindTooLong(TotalSize(key.partition), TotalSize(key.sort));
  if (part != KeyTooLong::kNone) ThrowStartKeyTooLong(part);
}

// The store's key of the row that an ExclusiveStartKey names.
std::string StartRowKey(const Source& source, ItemView start, PagedOperation operation) {
  const KeyValues table_key = KeyOfStart(source.table.key, start, operation);
  const KeyValues key = KeyOfStart(source.key(), start, operation);
  for (const Attribute& attribute : start) {
    const bool is_key = source.index != nullptr
                            ? IsKeyOf(source.table, *source.index, attribute.name)
                            : source.table.key.Find(attribute.name) != nullptr;
    if (!is_key) ThrowStartKeyMismatch(operation);
  }
  CheckStartSizes(table_key);
  if (source.index == nullptr) return TableRowKey(source.table.id, table_key);
  CheckStartSizes(key);
  return IndexRowKey(source.index->id, key, table_key);
}

// Of a Query's key condition. A range's bounds count with the values before them.
void CheckRangeSizes(const KeyRange& range) {
  const size_t bound = std::max(range.operand.payload().size(), range.upper.payload().size());
  const KeyTooLong part =
      FindTooLong(TotalSize(range.partition), TotalSize(range.sort_equal) + bound);
  if (part != KeyTooLong::kNone) ThrowKeyTooLong(part);
}

bool Contains(const KeyBounds& bounds, std::string_view key) {
  return key >= bounds.lower && key < bounds.upper;
}

// Of a Query whose ExclusiveStartKey lies in another partition, or where its sort key condition
// does not reach.
[[noreturn]] void ThrowOutside(const Source& source, const KeyRange& range,
                               std::string_view start) {
  KeyRange partition;
  partition.partition = range.partition;
  if (Contains(BoundsOfQuery(source.id(), partition), start)) ThrowStartKeyOutsideRange();
  ThrowStartKeyOutsidePartition();
}

// Whether nothing of a table's partition can follow the start key, because it stands at the end of
// the range that the walk goes to. An index may hold other items under the same key.
bool IsAtFarEnd(const KeyRange& range, const KeySchema& table_key, ItemView start, bool forward) {
  const auto value = start.Find(table_key.sort.front().name);
  switch (range.op) {
    case KeyOperator::kLessOrEqual:
      return forward && value == range.operand;
    case KeyOperator::kGreaterOrEqual:
      return !forward && value == range.operand;
    case KeyOperator::kBetween:
      return value == (forward ? range.upper : range.operand);
    default:
      return false;
  }
}

// Of a Query: where its pages may go on. `row_key` is the start key's.
void CheckQueryStart(const Source& source, const QueryRequest& request, const KeyRange& range,
                     const KeyBounds& bounds, std::string_view row_key) {
  const size_t sort_attributes = source.key().sort.size();
  const bool can_follow = request.resumed || source.index != nullptr;
  if (!can_follow && range.sort_equal.size() == sort_attributes) ThrowStartKeyOfOneRow();
  if (!Contains(bounds, row_key)) ThrowOutside(source, range, row_key);
  if (can_follow) return;
  if (IsAtFarEnd(range, source.table.key, *request.exclusive_start_key, request.forward)) {
    ThrowStartKeyOutsideRange();
  }
}

PagedOperation QueryOf(const Source& source) {
  return source.index == nullptr && source.key().sort.empty() ? PagedOperation::kQueryWithoutSortKey
                                                              : PagedOperation::kQuery;
}

// One page: walks rows, evaluates, and gives to the sink what passes.
class PageReader {
 public:
  PageReader(const Store& store, const Source& source, const PageRequest& request,
             const ItemSink& sink)
      : store_(store),
        source_(source),
        request_(request),
        sink_(sink),
        fetch_(NeedsFetch(source, request)) {}

  PageResult Read(KeyBounds bounds, const std::string& start, bool forward) {
    if (!request_.consistent) snapshot_ = store_.EventualSnapshot();
    if (fetch_ && snapshot_ == nullptr) snapshot_ = store_.TakeSnapshot();
    const auto cursor =
        store_.NewCursor(std::move(bounds.lower), std::move(bounds.upper), snapshot_.get());
    Position(cursor.get(), start, forward);
    for (; cursor->Valid(); forward ? cursor->Next() : cursor->Prev()) {
      const Row row = DecodeRow(cursor->value());
      Evaluate(row);
      if (IsFull()) {
        AppendKeyAttributes(source_.table, source_.index, row.item, &result_.last_evaluated_key);
        return std::move(result_);
      }
    }
    cursor->CheckStatus();
    return std::move(result_);
  }

 private:
  static void Position(Cursor* cursor, const std::string& start, bool forward) {
    if (start.empty()) {
      forward ? cursor->SeekToFirst() : cursor->SeekToLast();
      return;
    }
    forward ? cursor->Seek(start) : cursor->SeekForPrev(start);
    if (cursor->Valid() && cursor->key() == start) forward ? cursor->Next() : cursor->Prev();
  }

  void Evaluate(const Row& row) {
    ++result_.scanned;
    result_.read_bytes += row.size;
    const ItemView item = fetch_ ? Fetch(row.item) : row.item;
    if (request_.filter != nullptr && !request_.filter->Matches(item)) return;
    ++result_.count;
    if (request_.select == Select::kCount) return;
    if (request_.projection == nullptr) {
      sink_(item);
      return;
    }
    projected_.clear();
    request_.projection->Apply(item, &projected_);
    sink_(ItemView(projected_));
  }

  // The whole item behind an index's row.
  ItemView Fetch(ItemView index_row) {
    const std::string row_key =
        TableRowKey(source_.table.id, KeyOfRow(source_.table.key, index_row));
    if (!store_.Get(row_key, &fetched_, snapshot_.get())) return index_row;
    const Row row = DecodeRow(fetched_.view());
    result_.fetched_units += ReadUnits(row.size, request_.consistent);
    return row.item;
  }

  bool IsFull() const {
    return (request_.limit && result_.scanned >= *request_.limit) ||
           result_.read_bytes > static_cast<int64_t>(limits::kPageSize);
  }

  const Store& store_;
  const Source& source_;
  const PageRequest& request_;
  const ItemSink& sink_;
  const bool fetch_;
  std::shared_ptr<const Snapshot> snapshot_;
  PinnedValue fetched_;
  std::string projected_;
  PageResult result_;
};

}  // namespace

std::optional<ItemView> Reader::Get(const Table& table, ItemView key, bool consistent,
                                    PinnedValue* row) const {
  const TableDescription& description = table.description();
  const std::string row_key = TableRowKey(description.id, KeyOfRequest(description.key, key));
  const auto snapshot = consistent ? nullptr : store_->EventualSnapshot();
  if (!store_->Get(row_key, row, snapshot.get())) return std::nullopt;
  return DecodeRow(row->view()).item;
}

std::optional<ItemView> Reader::GetRow(const std::string& row_key, const Snapshot& snapshot,
                                       PinnedValue* row) const {
  if (!store_->Get(row_key, row, &snapshot)) return std::nullopt;
  return DecodeRow(row->view()).item;
}

PageResult Reader::Query(const Table& table, const QueryRequest& request,
                         const ItemSink& sink) const {
  const Source source = FindSource(table.description(), request.index);
  CheckPage(source, request);
  std::string start;
  if (request.exclusive_start_key) {
    start = StartRowKey(source, *request.exclusive_start_key, QueryOf(source));
  }
  const KeyRange range =
      request.key_condition->RangeOf({source.key().partition, source.key().sort});
  CheckRangeSizes(range);
  if (request.filter != nullptr) CheckQueryFilter(source, request);

  const KeyBounds bounds = BoundsOfQuery(source.id(), range);
  if (!start.empty()) CheckQueryStart(source, request, range, bounds, start);
  if (bounds.lower >= bounds.upper) return {};
  return PageReader(*store_, source, request, sink).Read(bounds, start, request.forward);
}

PageResult Reader::Scan(const Table& table, const ScanRequest& request,
                        const ItemSink& sink) const {
  const Source source = FindSource(table.description(), request.index);
  CheckPage(source, request);
  const KeyBounds bounds = BoundsOfSegment(source.id(), request.segment, request.total_segments);
  std::string start;
  if (request.exclusive_start_key) {
    start = StartRowKey(source, *request.exclusive_start_key, PagedOperation::kScan);
    if (!Contains(bounds, start)) {
      ThrowStartKeyOutsideSegment(request.total_segments, request.segment);
    }
  }
  return PageReader(*store_, source, request, sink).Read(bounds, start, /*forward=*/true);
}

}  // namespace pumice
