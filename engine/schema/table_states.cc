// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/table_states.h"

#include <algorithm>
#include <utility>

namespace pumice {
namespace {

void TellUnitsBefore(Throughput* throughput) {
  if (!throughput->before) return;
  throughput->read = throughput->before->read;
  throughput->write = throughput->before->write;
}

void TellUpdating(TableDescription* table) {
  TellUnitsBefore(&table->throughput);
  for (IndexSchema& index : table->indexes) {
    if (!index.throughput.before) continue;
    TellUnitsBefore(&index.throughput);
    if (index.status == Status::kActive) index.status = Status::kUpdating;
  }
  for (IndexSchema& index : table->deleted_indexes) {
    index.status = Status::kDeleting;
    table->indexes.push_back(std::move(index));
  }
  table->deleted_indexes.clear();
}

// Takes the decreases of other days out of what is told.
void TellDecreasesOfToday(int64_t now_millis, TableDescription* table) {
  const auto tell = [&](Throughput* throughput) {
    throughput->decreases_today = DecreasesToday(*throughput, now_millis);
  };
  tell(&table->throughput);
  for (IndexSchema& index : table->indexes) tell(&index.throughput);
}

}  // namespace

Status StatusNow(const TableDescription& table, const Clock& clock) {
  if (table.restore && table.restore->in_progress) return Status::kCreating;
  if (table.status == Status::kActive || table.status == Status::kDeleting) return table.status;
  return clock.NowMillis() < table.transition_millis ? table.status : Status::kActive;
}

bool FillsIndex(const TableDescription& table) {
  return std::any_of(table.indexes.begin(), table.indexes.end(),
                     [](const IndexSchema& index) { return index.backfilling; });
}

void TellState(Status status, int64_t now_millis, TableDescription* table) {
  table->status = status;
  TellDecreasesOfToday(now_millis, table);
  if (status == Status::kUpdating) TellUpdating(table);
  if (status != Status::kCreating) return;
  for (IndexSchema& index : table->indexes) index.status = Status::kCreating;
}

}  // namespace pumice
