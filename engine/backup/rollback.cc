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

// Whether an entry's record is to be undone. Ids that the snapshot has not belong to other spaces,
// or came later: those go as a whole.
bool IsUndone(std::string_view key, std::string_view space, const SavedState& state) {
  if (keyspace::LeadsWithId(key)) return state.Has(keyspace::RowId(key));
  return keyspace::SpaceOf(key) == space;
}

// Notes what a record is that is held in memory too.
void Note(const Catalog& catalog, const UndoEntry& entry, Rollback* rollback) {
  std::optional<std::string_view> stored;
  if (entry.existed) stored = entry.value;
  if (!keyspace::LeadsWithSpace(entry.key)) return;
  const std::string_view name = keyspace::NameInSpace(entry.key);
  switch (entry.key[0]) {
    case keyspace::kCatalog:
      rollback->tables.push_back(catalog.MakeRestored(std::string(name), stored));
      return;
    case keyspace::kStreams: {
      Streams::Restored restored = {keyspace::IdOfStreamKey(entry.key), std::nullopt};
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

Rollback PlanRollback(const Store& store, std::string_view space, const Catalog& catalog,
                      const SavedState& state) {
  Rollback rollback;
  std::unordered_set<std::string> seen;
  const auto cursor = store.UndoFrom(state.undo_from);
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    const UndoEntry entry = DecodeUndo(cursor->key(), cursor->value());
    if (!IsUndone(entry.key, space, state)) continue;
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
