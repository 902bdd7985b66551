// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "engine/backup/backup_list.h"
#include "engine/backup/saved_state.h"
#include "engine/catalog/catalog.h"
#include "engine/storage/store.h"
#include "engine/stream/streams.h"

namespace pumice {

// What leads back to a snapshot: one batch, and what the batch changes of what is held in memory.
struct Rollback {
  WriteBatch batch;
  std::vector<Streams::Restored> streams;
  std::vector<Catalog::Restored> tables;
  std::vector<BackupList::Restored> backups;
};

// Undoes what the undo log has of a space since the snapshot: of each record, the first entry is
// what it was then. Takes time and memory for what was changed since, a look at each table's
// counters, and one at each entry of other spaces. Nobody may commit from here until the batch is
// committed.
Rollback PlanRollback(const Store& store, std::string_view space, const Catalog& catalog,
                      const SavedState& state);

}  // namespace pumice
