// SPDX-License-Identifier: Apache-2.0

#include "engine/expiry/sweeper.h"

#include <cassert>
#include <exception>
#include <utility>

#include "engine/access/derived_rows.h"
#include "engine/access/expiry_index.h"
#include "engine/access/first_fault.h"
#include "engine/storage/keyspace.h"

namespace pumice {

Sweeper::Sweeper(Store* store, ForEachCatalog for_each_catalog, Writer* writer, const Clock* clock,
                 LogSink log, std::chrono::milliseconds interval, WalkOptions walk)
    : store_(store),
      for_each_catalog_(std::move(for_each_catalog)),
      writer_(writer),
      clock_(clock),
      log_(std::move(log)),
      interval_(interval),
      walk_(std::move(walk)) {}

Sweeper::~Sweeper() {
  stop_.request_stop();
  thread_.request_stop();
}

void Sweeper::Start() {
  const MutexLock lock(mutex_);
  if (thread_.joinable()) return;
  thread_ = StoppableThread([this](const StopToken& stop) { Run(stop); });
}

void Sweeper::Run(const StopToken& stop) {
  std::string last_fault;
  while (!stop.stop_requested()) {
    std::string fault;
    try {
      Sweep();
    } catch (const std::exception& error) {
      // Of a full device the store tells itself, once.
      if (store_->suspension() == 0) fault = error.what();
    }
    // Once, not at every interval.
    if (log_ && !fault.empty() && fault != last_fault) {
      log_(LogLevel::kError, "sweeping expired items failed: " + fault);
    }
    last_fault = std::move(fault);
    const MutexLock lock(mutex_);
    wake_.wait_for(mutex_, stop, interval_, [] { return false; });
  }
}

SweepResult Sweeper::Sweep() {
  const MutexLock sweep(sweep_mutex_);
  SweepResult result;
  FirstFault fault;
  for_each_catalog_([&](Catalog* catalog) {
    for (const ExpiringTable& table : FindExpiringTables(*catalog)) {
      fault.Try([&] { SweepTable(catalog, table, &result); });
    }
  });
  fault.Rethrow();
  return result;
}

void Sweeper::WhilePaused(const std::function<void()>& action) {
  const MutexLock sweep(sweep_mutex_);
  action();
}

std::vector<Sweeper::ExpiringTable> Sweeper::FindExpiringTables(const Catalog& catalog) {
  std::vector<ExpiringTable> tables;
  catalog.ForEach([&](const TableDescription& table) {
    if (table.ttl.enabled) tables.push_back({IdentityOf(table), table.ttl});
  });
  return tables;
}

void Sweeper::SweepTable(Catalog* catalog, const ExpiringTable& expiring, SweepResult* result) {
  const int64_t now = clock_->NowMillis();
  const uint32_t id = expiring.table.id;
  const WalkRange due = {expiring.table, keyspace::ExpiryStart(id, FirstDue(now)),
                         keyspace::ExpiryStart(id, FirstNotDue(now))};
  const TableWalk walk(store_, catalog, &walk_);
  const DerivedRows rows(store_, writer_);
  walk.Run(
      due, [&](const TableDescription& table) { return IsSamePeriod(table.ttl, expiring.ttl); },
      [&](Table* table, const std::string& expiry_key) {
        ++result->visited;
        if (rows.Expire(table, expiry_key)) ++result->deleted;
      },
      stop_.get_token());
}

}  // namespace pumice
