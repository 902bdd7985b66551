#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

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

// Which tables exist and in what state; persisted. Thread-safe.
class Catalog {
 public:
  // Loads the tables that `store` holds. Transitions (CREATING to ACTIVE, DELETING to gone) take `transition_millis` of
  // `clock`; zero: they are over at the next call. Tables' streams are made and closed in `streams`. All must outlive the
  // catalog.
  Catalog(Store* store, Streams* streams, const Clock* clock, int64_t transition_millis);

  // Takes a description without ids, UUID, times and status, and returns it as DescribeTable would in the same moment:
  // CREATING. Throws ApiError: ResourceInUseException.
  TableInfo Create(TableDescription description);

  // Throws ApiError: ResourceNotFoundException, which names the table.
  TableInfo Describe(std::string_view name);

  // Up to `limit` names in ascending order of bytes, behind `start` (empty: from the first).
  std::vector<std::string> List(std::string_view start, size_t limit);

  // Returns the description with status DELETING. Takes the same time for every size of table. Throws ApiError:
  // ResourceNotFoundException, ResourceInUseException, ValidationException (deletion protection).
  TableInfo Delete(std::string_view name);

  // Changes a table's description while nobody reads or writes its items, and persists it. `change` may throw; then
  // nothing is changed. Throws ApiError: ResourceNotFoundException, ResourceInUseException.
  TableInfo Update(std::string_view name, const std::function<void(TableDescription*)>& change);

  // Carries out UpdateTable. Returns the table as it is told of in that moment: UPDATING, deleted indexes DELETING.
  // `new_index`: the id of the index that is to be filled now; zero: none. Throws as Update, and what ApplyTableUpdate
  // throws.
  TableInfo UpdateTable(std::string_view name, const TableUpdate& update, uint32_t* new_index);

  // Enables or disables TTL. Throws as Update, and ValidationException if it is so already.
  void UpdateTimeToLive(std::string_view name, const std::string& attribute, bool enabled);

  // Tables whose items expire; tables whose expiry index is not filled yet.
  std::vector<std::string> TablesWithTtl() const;
  std::vector<std::string> FillingTtl() const;

  // Indexes that are not filled yet, by table name and index id.
  std::vector<std::pair<std::string, uint32_t>> Backfilling() const;

  // The table, for reading or writing its items. Throws ApiError: ResourceNotFoundException if it is not there or not
  // yet ACTIVE.
  TableHandle Open(std::string_view name);

 private:
  using Tables = std::map<std::string, std::shared_ptr<Table>, std::less<>>;

  std::vector<std::string> Where(const std::function<bool(const TableDescription&)>& holds) const;
  std::shared_ptr<Table> Find(std::string_view name);
  std::shared_ptr<Table> FindOrThrow(std::string_view name);
  Status StatusNow(const TableDescription& description) const;
  TableInfo InfoOf(const Table& table) const;
  void AssignIdentity(TableDescription* description);
  // Makes the stream that a description asks for, and names it there. Null if it asks for none.
  std::shared_ptr<Stream> CreateStream(TableDescription* description, WriteBatch* batch) const;
  // Commits a changed description, and with it the stream that it enables or disables.
  void PersistChange(Table* table, TableDescription* description);
  // Commits the description with what `batch` holds already.
  void Persist(const TableDescription& description, WriteBatch* batch);
  // Removes what was DELETING and is due.
  void SettleDeletions();
  void Drop(Table* table);

  Store* store_;
  Streams* streams_;
  const Clock* clock_;
  int64_t transition_millis_;

  // Orders creations and deletions.
  std::mutex change_mutex_;
  mutable std::shared_mutex tables_mutex_;
  Tables tables_;
  std::atomic<int> deleting_{0};
};

}  // namespace pumice
