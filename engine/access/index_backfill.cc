#include "engine/access/index_backfill.h"

#include <utility>
#include <vector>

#include "engine/item/api_error.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// Rows between two looks at whether to go on; the table's description is held still for as long.
constexpr size_t kChunkRows = 256;
constexpr int64_t kLogEveryRows = 100000;

// The place of the index in its table, or -1 if it is gone.
int PlaceOf(const TableDescription& table, uint32_t index_id) {
  for (size_t i = 0; i < table.indexes.size(); ++i) {
    if (table.indexes[i].id == index_id) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

IndexBackfill::IndexBackfill(Store* store, Catalog* catalog, Writer* writer, LogSink log,
                             std::string table_name, uint32_t index_id)
    : store_(store),
      catalog_(catalog),
      writer_(writer),
      log_(std::move(log)),
      table_name_(std::move(table_name)),
      index_id_(index_id),
      next_log_(kLogEveryRows) {}

void IndexBackfill::Run(std::stop_token stop) {
  try {
    while (FillChunk()) {
      if (stop.stop_requested()) return;
    }
    Finish();
  } catch (const ApiError& error) {
    if (error.code() != ErrorCode::kResourceNotFound) throw;
  }
}

bool IndexBackfill::FillChunk() {
  const TableHandle table = catalog_->Open(table_name_);
  const int place = PlaceOf(table.description(), index_id_);
  if (place < 0) return false;

  std::string lower;
  keyspace::AppendRowPrefix(table.description().id, &lower);
  std::string upper = lower;
  keyspace::MakeSuccessor(&upper);
  const auto cursor = store_->NewCursor(std::move(lower), std::move(upper));
  if (position_.empty()) {
    cursor->SeekToFirst();
  } else {
    cursor->Seek(position_);
    if (cursor->Valid() && cursor->key() == position_) cursor->Next();
  }
  for (size_t i = 0; i < kChunkRows && cursor->Valid(); ++i, cursor->Next()) {
    position_ = cursor->key();
    writer_->IndexRow(&*table, static_cast<size_t>(place), position_);
    ++rows_;
  }
  cursor->CheckStatus();
  if (rows_ >= next_log_) {
    next_log_ += kLogEveryRows;
    const int64_t total = table->counters().Load().items;
    Say("filling a new index, " + std::to_string(rows_) + " of " + std::to_string(total) + " items");
  }
  return cursor->Valid();
}

void IndexBackfill::Finish() {
  catalog_->Update(table_name_, [&](TableDescription* table) {
    const int place = PlaceOf(*table, index_id_);
    if (place < 0) return;
    IndexSchema& index = table->indexes[static_cast<size_t>(place)];
    index.backfilling = false;
    index.status = Status::kActive;
  });
  if (rows_ >= kLogEveryRows) Say("new index filled, " + std::to_string(rows_) + " items read");
}

void IndexBackfill::Say(std::string_view message) const {
  if (log_) log_(LogLevel::kInfo, "table " + table_name_ + ": " + std::string(message));
}

}  // namespace pumice
