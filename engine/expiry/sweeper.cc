#include "engine/expiry/sweeper.h"

#include <exception>
#include <utility>
#include <vector>

#include "engine/access/expiry_index.h"
#include "engine/item/api_error.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// Entries read at a time; the table's description is held still for as long.
constexpr size_t kChunkEntries = 256;

}  // namespace

Sweeper::Sweeper(Store* store, Catalog* catalog, Writer* writer, const Clock* clock, LogSink log,
                 std::chrono::milliseconds interval)
    : store_(store),
      catalog_(catalog),
      writer_(writer),
      clock_(clock),
      log_(std::move(log)),
      interval_(interval) {}

Sweeper::~Sweeper() {
  stop_.request_stop();
  thread_.request_stop();
}

void Sweeper::Start() {
  const std::lock_guard lock(mutex_);
  if (thread_.joinable()) return;
  thread_ = std::jthread([this](std::stop_token stop) { Run(std::move(stop)); });
}

void Sweeper::Run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    try {
      Sweep();
    } catch (const std::exception& error) {
      // Of a full device the store tells itself, once.
      if (log_ && store_->suspension() == 0) log_(LogLevel::kError, std::string("sweeping expired items failed: ") + error.what());
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, interval_, [] { return false; });
  }
}

SweepResult Sweeper::Sweep() {
  const std::lock_guard sweep(sweep_mutex_);
  SweepResult result;
  for (const std::string& name : catalog_->TablesWithTtl()) {
    SweepTable(name, stop_.get_token(), &result);
  }
  return result;
}

void Sweeper::SweepTable(const std::string& name, std::stop_token stop, SweepResult* result) {
  const int64_t now = clock_->NowMillis();
  std::string position;
  try {
    while (!stop.stop_requested()) {
      const TableHandle table = catalog_->Open(name);
      const uint32_t id = table.description().id;
      std::string lower = position.empty() ? keyspace::ExpiryStart(id, FirstDue(now)) : position;
      const auto cursor = store_->NewCursor(std::move(lower), keyspace::ExpiryStart(id, FirstNotDue(now)));
      cursor->SeekToFirst();
      if (cursor->Valid() && cursor->key() == position) cursor->Next();
      if (!cursor->Valid()) return;
      for (size_t i = 0; i < kChunkEntries && cursor->Valid(); ++i, cursor->Next()) {
        position = cursor->key();
        ++result->visited;
        if (writer_->Expire(&*table, position)) ++result->deleted;
      }
      cursor->CheckStatus();
    }
  } catch (const ApiError& error) {
    if (error.code() != ErrorCode::kResourceNotFound) throw;
  }
}

}  // namespace pumice
