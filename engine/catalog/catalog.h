// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/catalog/table.h"
#include "engine/schema/table_schema.h"
#include "engine/schema/table_update.h"
#include "engine/storage/store.h"
#include "engine/stream/streams.h"
#include "pumice/clock.h"

namespace pumice {

// A table's description with its counters at one moment.
struct TableInfo {
  TableDescription description;  // `status` as it is now
  ItemCounters counters;
  std::vector<ItemCounters> index_counters;  // of description.indexes
};

// Which table: its name may come to be another one's, its id never does. What goes on with a table
// after it has let go of it keeps this, not the name.
struct TableIdentity {
  std::string name;
  uint32_t id = 0;
};
TableIdentity IdentityOf(const TableDescription& table);

// Which tables a space has and in what state; persisted. Thread-safe.
//
// A change is one commit. What it does to memory is made ready before, done after, and cannot fail:
// where the commit throws, memory and disk are as they were.
class Catalog {
 public:
  struct Parts {
    Store* store;
    Streams* streams;  // where tables' streams are made and closed
    History* history;  // of tables that keep what rows were; null: none does
    const Clock* clock;
    // Told of tables that are asked for and not there; must not change any. May be empty.
    std::function<void(std::string_view name)> missing;
  };
  // Loads the tables that the store holds of a space, and holds their ids. Transitions (CREATING to
  // ACTIVE, DELETING to gone) take `transition_millis` of the clock; zero: they are over at the
  // next call. The parts must outlive the catalog. Throws std::runtime_error if a description is
  // damaged.
  Catalog(const Parts& parts, std::string space, int64_t transition_millis);

  // Takes a description without ids, UUID, times and status, and returns it as DescribeTable would
  // in the same moment: CREATING. Throws ApiError: ResourceInUseException.
  TableInfo Create(TableDescription description);

  // Throws ApiError: ResourceNotFoundException, which names the table.
  TableInfo Describe(std::string_view name);

  bool Contains(std::string_view name) const { return Find(name) != nullptr; }

  // Up to `limit` names in ascending order of bytes, behind `start` (empty: from the first).
  std::vector<std::string> List(std::string_view start, size_t limit);

  // Returns the description with status DELETING. Takes the same time for every size of table.
  // Throws ApiError: ResourceNotFoundException, ResourceInUseException, ValidationException
  // (deletion protection).
  TableInfo Delete(std::string_view name);

  // Changes a table's description while nobody reads or writes its items, and persists it. `change`
  // may throw; then nothing is changed. Throws ApiError: ResourceNotFoundException,
  // ResourceInUseException.
  TableInfo Update(std::string_view name, const std::function<void(TableDescription*)>& change);

  // Carries out UpdateTable. Returns the table as it is told of in that moment: UPDATING, deleted
  // indexes DELETING. `new_index`: the id of the index that is to be filled now; zero: none. Throws
  // as Update, and what ApplyTableUpdate throws.
  TableInfo UpdateTable(std::string_view name, const TableUpdate& update, uint32_t* new_index);

  // As Update, of this very table, and where `change` returns true. Nothing happens if it is gone,
  // or on its way.
  void UpdateSame(const TableIdentity& table, const std::function<bool(TableDescription*)>& change);

  // Enables or disables TTL. Throws as Update, and ValidationException if it is so already.
  void UpdateTimeToLive(std::string_view name, const std::string& attribute, bool enabled);

  // Calls with a table and its status, while nobody reads, writes or changes it. Returns whether
  // there is one. What `use` throws passes through.
  using UseAlone = std::function<void(Table*, Status)>;
  bool WithTableAlone(std::string_view name, const UseAlone& use);
  // As WithTableAlone, of this very table.
  bool WithSameAlone(const TableIdentity& table, const UseAlone& use);

  // Ends a restore: commits what the table's rows and those of its indexes come to, and that it is
  // there. Nothing happens if it was ended before.
  void FinishRestore(const TableIdentity& table, const ItemCounters& counters,
                     const std::vector<ItemCounters>& index_counters);

  // What others have to say about deletions.
  struct DeletionHooks {
    // May throw: the table stays.
    std::function<void(const TableDescription&)> check;
    // Called where a table goes, with the batch that removes it. Returns what is to be done when
    // that is committed; the table's rows and their id then stay. Empty: they go too.
    std::function<std::function<void()>(const Table&, WriteBatch*)> keep_rows;
  };
  // Call before any table is deleted.
  void SetDeletionHooks(DeletionHooks hooks) { deletion_hooks_ = std::move(hooks); }

  // Does something while no table and no stream comes, goes or changes.
  void BetweenChanges(const std::function<void()>& action);

  // Shows the descriptions of all tables, one after the other, each held meanwhile.
  void ForEach(const std::function<void(const TableDescription&)>& visit) const;
  void ForEachTable(const std::function<void(const Table&)>& visit) const;

  // The counters of all tables and indexes by their ids. Requires that nobody writes, as do those
  // below.
  using CountersById = std::map<uint32_t, ItemCounters>;
  CountersById FindCounters() const;
  // A table as a rollback stores it.
  struct Restored {
    std::string name;
    std::shared_ptr<Table> table;  // null: there is none
  };
  // From its description as stored; nothing: there is none.
  Restored MakeRestored(std::string name, const std::optional<std::string_view>& stored) const;
  // After a rollback is committed, and streams are reloaded: these tables are as they are stored
  // again, and all have these counters.
  void Reload(const std::vector<Restored>& tables, const CountersById& counters) noexcept;
  // After all tables were removed: there are none. Returns the ids that they had, which are still
  // held.
  std::vector<uint32_t> Clear();
  // The ids of all tables and their indexes, and of the rows that some are restored from.
  std::vector<uint32_t> FindIds() const;

  // A table of another space, as it was at one moment, on its way into this one: with all its
  // settings but a Kinesis destination, and a stream of the same label that has no records.
  struct Copy {
    TableDescription description;  // first with the ids of the source
    ItemCounters counters;
    std::vector<ItemCounters> index_counters;
    int64_t stream_millis = 0;  // when its stream was created; of tables with one
  };
  // Copies of all tables. Requires that nobody writes. Throws ApiError (ResourceInUseException) if
  // one is not ACTIVE.
  std::vector<Copy> DescribeCopies() const;
  // Gives copies ids of their own, under which their rows are to be put before AddCopies.
  std::vector<Copy> Renumber(const std::vector<Copy>& copies);
  // Adds the tables, in one commit with what `add_to_batch` adds. Requires that there is no table.
  void AddCopies(const std::vector<Copy>& copies,
                 const std::function<void(WriteBatch*)>& add_to_batch);

  // The table, for reading or writing its items. Throws ApiError: ResourceNotFoundException if it
  // is not there or not yet ACTIVE.
  TableHandle Open(std::string_view name);
  // This very table; nothing if it is gone, or on its way.
  std::optional<TableHandle> OpenSame(const TableIdentity& table);

 private:
  using Tables = std::map<std::string, std::shared_ptr<Table>, std::less<>>;
  // A change that is being put together.
  struct Draft;
  // What a change does to the table's stream, or to its change log.
  struct StreamChange {
    std::optional<StreamEnd> end;  // of the one that it had
    Streams::Prepared begun;       // empty: none
  };

  // Finds the stream and the change log that the description names. Whether they are there.
  bool AttachStreams(Table* table) const;
  // Puts another table, or none (null), in the place of the one of that name.
  void Replace(const std::string& name, const std::shared_ptr<Table>& table)
      REQUIRES(change_mutex_);
  std::vector<std::shared_ptr<Table>> AllTables() const;
  std::shared_ptr<Table> Find(std::string_view name) const;
  std::shared_ptr<Table> FindOrThrow(std::string_view name) const;
  void TellMissing(std::string_view name) const;
  bool IsInUse(const Table& table) const;
  TableInfo InfoOf(const Table& table) const;
  // TellState; indexes that are told of and are not there hold nothing.
  void Tell(Status status, TableInfo* info) const;
  void AssignIdentity(Draft* draft) const;
  // Makes the stream that a description asks for, and names it there. Empty if it asks for none.
  Streams::Prepared CreateStream(int64_t created_millis, Draft* draft) const;
  void AddCounters(const Copy& copy, Table* table, WriteBatch* batch) const;
  // Ends the stream that a table had, or makes the one that it gets.
  StreamChange ChangeStream(Table* table, Draft* draft) const;
  // The same of the log of changes that its Kinesis destination is told of.
  StreamChange ChangeLog(Table* table, Draft* draft) const;

  // Those with a table require its mutex alone.
  //
  // Commits a changed description with what the draft's batch holds already, and with it the stream
  // that it enables or disables.
  void Commit(Table* table, Draft* draft) REQUIRES(change_mutex_);
  // Commits that a table is DELETING.
  void CommitDeleting(Table* table) REQUIRES(change_mutex_);
  // Removes a table.
  void Drop(Table* table) REQUIRES(change_mutex_);
  // Tells the store of ids that are not in use any more. What cannot be told now is told the next
  // time.
  void DropUnusedIds() noexcept REQUIRES(change_mutex_);
  void DropDueTables() REQUIRES(change_mutex_);

  TableInfo UpdateDraft(std::string_view name, const std::function<void(Draft*)>& change);
  // Removes what was DELETING and is due. TryFinishDeletions: for reads, which must not fail
  // because of it.
  void FinishDeletions();
  void TryFinishDeletions() noexcept;

  Store* store_;
  Streams* streams_;
  History* history_;
  const Clock* clock_;
  const std::string space_;
  int64_t transition_millis_;
  const std::function<void(std::string_view name)> missing_;
  DeletionHooks deletion_hooks_;

  // Orders creations and deletions.
  Mutex change_mutex_;
  std::vector<uint32_t> unused_ids_ GUARDED_BY(change_mutex_);
  mutable SharedMutex tables_mutex_;
  Tables tables_ GUARDED_BY(tables_mutex_);
  std::atomic<int> deleting_{0};
};

}  // namespace pumice
