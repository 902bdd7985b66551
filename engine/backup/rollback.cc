// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/rollback.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "engine/storage/counters.h"
#include "engine/storage/keyspace.h"
#include "engine/storage/undo_log.h"

namespace pumice {
namespace {

// Notes what a record is that is held in memory too.
void Note(const Catalog& catalog, const UndoEntry& entry, Rollback* rollback) {
  std::optional<std::string_view> stored;
  if (entry.existed) stored = entry.value;
  const std::string_view name = entry.key.substr(1);
  switch (entry.key[0]) {
    case keyspace::kCatalog:
      rollback->tables.push_back(catalog.MakeRestored(std::string(name), stored));
      return;
    case keyspace::kStreams: {
      Streams::Restored restored = {keyspace::RowId(entry.key), std::nullopt};
      if (stored) restored.description = DecodeStream(*stored);
      rollback->streams.push_back(std::move(restored));
      return;
    }
    case keyspace::kBackups: {
      std::shared_ptr<const Backup> backup;
      if (stored) backup = std::make_shared<const Backup>(DecodeBackup(*stored));
      rollback->backups.push_back({std::string(name), std::move(backup)});
      return;
    }
    default:
      return;
  }
}

// The stored counters as they were. In memory nobody ever reads those.
void UndoCounters(const Store& store, const Catalog& catalog, const SavedState& state,
                  WriteBatch* batch) {
  if (!store.persistent()) return;
  const Catalog::CountersById now = catalog.FindCounters();
  for (const auto& [id, counters] : state.counters) {
    const auto found = now.find(id);
    const bool same = found != now.end() && found->second.items == counters.items &&
                      found->second.bytes == counters.bytes;
    if (!same) batch->Put(keyspace::CounterKey(id), EncodeCounters(counters));
  }
  for (const auto& [id, counters] : now) {
    if (!state.counters.contains(id)) batch->Delete(keyspace::CounterKey(id));
  }
}

}  // namespace

Rollback PlanRollback(const Store& store, const Catalog& catalog, const SavedState& state) {
  Rollback rollback;
  std::unordered_set<std::string> seen;
  const auto cursor = store.UndoFrom(state.undo_from);
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    const UndoEntry entry = DecodeUndo(cursor->key(), cursor->value());
    // What came later goes as a whole.
    if (keyspace::LeadsWithId(entry.key) && !state.Has(keyspace::RowId(entry.key))) continue;
    if (!seen.emplace(entry.key).second) continue;
    if (entry.existed) {
      rollback.batch.Put(entry.key, entry.value);
    } else {
      rollback.batch.Delete(entry.key);
    }
    Note(catalog, entry, &rollback);
  }
  cursor->CheckStatus();
  UndoCounters(store, catalog, state, &rollback.batch);
  return rollback;
}

}  // namespace pumice
