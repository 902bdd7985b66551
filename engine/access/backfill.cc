#include "engine/access/backfill.h"

#include <functional>
#include <string_view>
#include <utility>

#include "engine/item/api_error.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// Rows between two looks at whether to go on; the table's description is held still for as long.
constexpr size_t kChunkRows = 256;
constexpr int64_t kLogEveryRows = 100000;

// Does something with a row; false ends the walk.
using Visit = std::function<bool(Table* table, const std::string& row_key)>;

// Walks all rows of a table in chunks.
class RowWalk {
 public:
  RowWalk(const BackfillContext& context, const std::string& table_name, std::string_view what,
          Visit visit)
      : context_(context), table_name_(table_name), what_(what), visit_(std::move(visit)) {}

  // Whether it came to the end.
  bool Run(const std::stop_token& stop) {
    while (WalkChunk()) {
      if (stop.stop_requested()) return false;
    }
    if (rows_ >= kLogEveryRows) Say("done, " + std::to_string(rows_) + " items read");
    return !ended_;
  }

 private:
  bool WalkChunk() {
    const TableHandle table = context_.catalog->Open(table_name_);
    std::string lower;
    keyspace::AppendRowPrefix(table.description().id, &lower);
    std::string upper = lower;
    keyspace::MakeSuccessor(&upper);
    if (!position_.empty()) lower = position_;
    const auto cursor = context_.store->NewCursor(std::move(lower), std::move(upper));
    cursor->SeekToFirst();
    if (cursor->Valid() && cursor->key() == position_) cursor->Next();
    for (size_t i = 0; i < kChunkRows && cursor->Valid(); ++i, cursor->Next()) {
      position_ = cursor->key();
      ended_ = !visit_(&*table, position_);
      if (ended_) return false;
      ++rows_;
    }
    cursor->CheckStatus();
    SayProgress(table->counters().Load().items);
    return cursor->Valid();
  }

  void SayProgress(int64_t total) {
    if (rows_ < next_log_) return;
    next_log_ += kLogEveryRows;
    Say(std::to_string(rows_) + " of " + std::to_string(total) + " items");
  }

  void Say(std::string_view progress) const {
    if (!context_.log) return;
    context_.log(LogLevel::kInfo, "table " + table_name_ + ": filling " + std::string(what_) +
                                      ": " + std::string(progress));
  }

  const BackfillContext& context_;
  const std::string& table_name_;
  std::string_view what_;
  Visit visit_;
  std::string position_;  // the last row that was visited
  int64_t rows_ = 0;
  int64_t next_log_ = kLogEveryRows;
  bool ended_ = false;
};

// The place of the index in its table, or nothing if it is gone.
std::optional<size_t> PlaceOf(const TableDescription& table, uint32_t index_id) {
  for (size_t i = 0; i < table.indexes.size(); ++i) {
    if (table.indexes[i].id == index_id) return i;
  }
  return std::nullopt;
}

// Runs `fill`; a table that is deleted meanwhile is no fault.
void UnlessDeleted(const std::function<void()>& fill) {
  try {
    fill();
  } catch (const ApiError& error) {
    if (error.code() != ErrorCode::kResourceNotFound) throw;
  }
}

}  // namespace

void FillIndex(const BackfillContext& context, const std::string& table_name, uint32_t index_id,
               std::stop_token stop) {
  UnlessDeleted([&] {
    RowWalk walk(context, table_name, "a new index",
                 [&](Table* table, const std::string& row_key) {
                   const auto place = PlaceOf(table->description(), index_id);
                   if (place) context.writer->IndexRow(table, *place, row_key);
                   return place.has_value();
                 });
    if (!walk.Run(stop)) return;
    context.catalog->Update(table_name, [&](TableDescription* table) {
      const auto place = PlaceOf(*table, index_id);
      if (!place) return;
      table->indexes[*place].backfilling = false;
      table->indexes[*place].status = Status::kActive;
    });
  });
}

void FillExpiryIndex(const BackfillContext& context, const std::string& table_name,
                     std::stop_token stop) {
  UnlessDeleted([&] {
    RowWalk walk(context, table_name, "the index of expiries",
                 [&](Table* table, const std::string& row_key) {
                   context.writer->IndexExpiry(table, row_key);
                   return table->description().ttl.filling;
                 });
    if (!walk.Run(stop)) return;
    context.catalog->Update(table_name, [](TableDescription* table) { table->ttl.filling = false; });
  });
}

}  // namespace pumice
