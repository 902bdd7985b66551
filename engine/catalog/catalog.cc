// SPDX-License-Identifier: Apache-2.0

#include "engine/catalog/catalog.h"

#include <algorithm>
#include <cassert>
#include <random>
#include <stdexcept>
#include <utility>

#include "engine/catalog/description_codec.h"
#include "engine/error/spaces.h"
#include "engine/error/tables.h"
#include "engine/schema/table_rules.h"
#include "engine/schema/table_states.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// "Any additional UpdateTimeToLive calls for the same table during this one hour duration result in
// a ValidationException" (UpdateTimeToLive, API Reference).
constexpr int64_t kTtlChangeMillis = 60 * 60 * 1000;

// A version 4 UUID.
std::string NewUuid() {
  std::random_device device;
  static constexpr char kHex[] = "0123456789abcdef";
  std::string uuid = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& c : uuid) {
    const unsigned digit = device() & 15;
    if (c == 'x') c = kHex[digit];
    if (c == 'y') c = kHex[8 | (digit & 3)];
  }
  return uuid;
}

// The ids of indexes that are not there any more.
std::vector<uint32_t> RemovedIndexes(const TableDescription& before,
                                     const TableDescription& after) {
  std::vector<uint32_t> removed;
  for (const IndexSchema& index : before.indexes) {
    const bool stays = std::any_of(after.indexes.begin(), after.indexes.end(),
                                   [&](const IndexSchema& other) { return other.id == index.id; });
    if (!stays) removed.push_back(index.id);
  }
  return removed;
}

// The ids that a table holds: its own, its indexes', and that of the rows that it is restored from.
std::vector<uint32_t> IdsOf(const TableDescription& table) {
  std::vector<uint32_t> ids = {table.id};
  for (const IndexSchema& index : table.indexes) ids.push_back(index.id);
  if (table.restore && table.restore->in_progress) ids.push_back(table.restore->source_id);
  return ids;
}

TableDescription DecodeStored(std::string_view name, std::string_view stored) {
  TableDescription description = DecodeDescription(stored);
  if (!IsWhole(description) || description.name != name) {
    throw std::runtime_error("the data is damaged: the description of table " + std::string(name) +
                             " cannot be read");
  }
  return description;
}

// Whether an update deletes an index that is being filled, which the service allows ("Managing
// global secondary indexes", Developer Guide, "Backfilling").
bool StopsIndex(const TableUpdate& update, const TableDescription& table) {
  if (update.delete_indexes.size() != 1) return false;
  const IndexSchema* const index = table.FindIndex(update.delete_indexes[0]);
  return index != nullptr && index->backfilling;
}

// Whether an update makes or deletes an index, which one that is being filled forbids.
bool ChangesIndexes(const TableUpdate& update) {
  return !update.create_indexes.empty() || !update.delete_indexes.empty();
}

// Whether two destinations are told the same in the same form; null: there is none.
bool IsSameDelivery(const KinesisDestination* a, const KinesisDestination* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->stream_arn == b->stream_arn && a->precision == b->precision;
}

// The end of a table's stream and of its change log, as far as it has them.
class StreamEnds {
 public:
  StreamEnds(const Streams& streams, Table* table, WriteBatch* batch) : table_(table) {
    if (table->stream() != nullptr) stream_ = streams.PutEnd(table->stream(), batch);
    if (table->change_log() != nullptr) log_ = streams.PutEnd(table->change_log(), batch);
  }
  // Once the batch is committed.
  void Apply() const noexcept {
    if (stream_) table_->stream()->Disable(*stream_);
    if (log_) table_->change_log()->Disable(*log_);
  }

 private:
  Table* table_;
  std::optional<StreamEnd> stream_;
  std::optional<StreamEnd> log_;
};

// Ids that a change takes; given back unless it is committed.
class TakenIds {
 public:
  explicit TakenIds(Store* store) : store_(store) {}
  TakenIds(const TakenIds&) = delete;
  TakenIds& operator=(const TakenIds&) = delete;
  ~TakenIds() {
    for (const uint32_t id : ids_) store_->ReturnId(id);
  }

  uint32_t Take() {
    ids_.reserve(ids_.size() + 1);
    ids_.push_back(store_->NewId());
    return ids_.back();
  }
  void Keep() noexcept { ids_.clear(); }

 private:
  Store* store_;
  std::vector<uint32_t> ids_;
};

}  // namespace

struct Catalog::Draft {
  Draft(TableDescription start, Store* store) : description(std::move(start)), ids(store) {}

  TableDescription description;
  WriteBatch batch;
  TakenIds ids;
};

TableIdentity IdentityOf(const TableDescription& table) { return {table.name, table.id}; }

Catalog::Catalog(const Parts& parts, std::string space, int64_t transition_millis)
    : store_(parts.store),
      streams_(parts.streams),
      history_(parts.history),
      clock_(parts.clock),
      space_(std::move(space)),
      transition_millis_(transition_millis),
      missing_(parts.missing) {
  assert(transition_millis_ >= 0);
  const auto cursor = store_->NewCursor(keyspace::SpaceStart(keyspace::kCatalog, space_),
                                        keyspace::SpaceEnd(keyspace::kCatalog, space_));
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    const TableDescription description =
        DecodeStored(keyspace::NameInSpace(cursor->key()), cursor->value());
    for (const uint32_t id : IdsOf(description)) store_->KeepId(id);
    if (description.status == Status::kDeleting) ++deleting_;
    auto table = std::make_shared<Table>(description, *store_, history_);
    if (!AttachStreams(table.get())) {
      throw std::runtime_error("the data is damaged: the stream of table " + description.name +
                               " is missing");
    }
    tables_.emplace(description.name, std::move(table));
  }
  cursor->CheckStatus();
}

TableInfo Catalog::Create(TableDescription description) {
  assert(description.id == 0 && !description.name.empty());
  CheckTable(description, TableChange::kCreate);
  FinishDeletions();
  const MutexLock change(change_mutex_);
  if (Find(description.name) != nullptr) {
    ThrowTableExists(description.name);
  }
  Draft draft(std::move(description), store_);
  AssignIdentity(&draft);
  Streams::Prepared stream = CreateStream(clock_->NowMillis(), &draft);
  draft.batch.Put(keyspace::CatalogKey(space_, draft.description.name),
                  EncodeDescription(draft.description));

  auto table = std::make_shared<Table>(draft.description, *store_, history_);
  if (!stream.empty()) table->SetStream(stream.mapped());
  TableInfo info = InfoOf(*table);
  Tell(Status::kCreating, &info);
  Tables added;
  added.emplace(draft.description.name, std::move(table));

  store_->Commit(&draft.batch);
  draft.ids.Keep();
  if (!stream.empty()) streams_->Add(std::move(stream));
  const WriterLock lock(tables_mutex_);
  tables_.merge(added);
  return info;
}

TableInfo Catalog::Describe(std::string_view name) {
  TryFinishDeletions();
  const std::shared_ptr<Table> table = FindOrThrow(name);
  const std::shared_lock lock(table->mutex());
  if (table->dropped()) ThrowTableNotFound(name);
  return InfoOf(*table);
}

std::vector<std::string> Catalog::List(std::string_view start, size_t limit) {
  TryFinishDeletions();
  std::vector<std::string> names;
  const ReaderLock lock(tables_mutex_);
  for (auto it = tables_.upper_bound(start); it != tables_.end() && names.size() < limit; ++it) {
    names.push_back(it->first);
  }
  return names;
}

TableInfo Catalog::Delete(std::string_view name) {
  FinishDeletions();
  const MutexLock change(change_mutex_);
  const std::shared_ptr<Table> table = FindOrThrow(name);
  TableInfo info;
  {
    const std::unique_lock lock(table->mutex());
    const Status status = StatusNow(table->description(), *clock_);
    if (status == Status::kCreating) ThrowTableBeingCreated(name);
    if (status == Status::kUpdating || FillsIndex(table->description())) {
      ThrowTableBeingUpdated(name);
    }
    if (status == Status::kDeleting) ThrowTableBeingDeleted(name);
    if (table->description().deletion_protection) {
      ThrowDeletionProtected();
    }
    if (deletion_hooks_.check) deletion_hooks_.check(table->description());
    info = InfoOf(*table);
    info.description.status = Status::kDeleting;
    if (transition_millis_ == 0) {
      Drop(table.get());
    } else {
      CommitDeleting(table.get());
    }
  }
  DropUnusedIds();
  return info;
}

TableInfo Catalog::Update(std::string_view name,
                          const std::function<void(TableDescription*)>& change) {
  return UpdateDraft(name, [&](Draft* draft) { change(&draft->description); });
}

TableInfo Catalog::UpdateDraft(std::string_view name, const std::function<void(Draft*)>& change) {
  FinishDeletions();
  const MutexLock change_lock(change_mutex_);
  const std::shared_ptr<Table> table = FindOrThrow(name);
  TableInfo info;
  {
    const std::unique_lock lock(table->mutex());
    const Status status = StatusNow(table->description(), *clock_);
    if (status == Status::kCreating) ThrowTableBeingCreated(name);
    if (status == Status::kDeleting) ThrowTableBeingDeleted(name);
    Draft draft(table->description(), store_);
    change(&draft);
    Commit(table.get(), &draft);
    info = InfoOf(*table);
  }
  DropUnusedIds();
  return info;
}

void Catalog::UpdateSame(const TableIdentity& table,
                         const std::function<bool(TableDescription*)>& change) {
  const MutexLock change_lock(change_mutex_);
  const std::shared_ptr<Table> found = Find(table.name);
  if (found == nullptr) return;
  const std::unique_lock lock(found->mutex());
  if (found->description().id != table.id || !IsInUse(*found)) return;
  Draft draft(found->description(), store_);
  if (change(&draft.description)) Commit(found.get(), &draft);
}

bool Catalog::WithTableAlone(std::string_view name, const UseAlone& use) {
  FinishDeletions();
  const MutexLock change_lock(change_mutex_);
  const std::shared_ptr<Table> table = Find(name);
  if (table == nullptr) return false;
  const std::unique_lock lock(table->mutex());
  use(table.get(), StatusNow(table->description(), *clock_));
  return true;
}

bool Catalog::WithSameAlone(const TableIdentity& table, const UseAlone& use) {
  bool same = false;
  WithTableAlone(table.name, [&](Table* found, Status status) {
    same = found->description().id == table.id;
    if (same) use(found, status);
  });
  return same;
}

void Catalog::FinishRestore(const TableIdentity& table, const ItemCounters& counters,
                            const std::vector<ItemCounters>& index_counters) {
  const MutexLock change_lock(change_mutex_);
  const std::shared_ptr<Table> found = Find(table.name);
  if (found == nullptr || found->description().id != table.id) return;
  const std::unique_lock lock(found->mutex());
  const TableDescription& description = found->description();
  if (!description.restore || !description.restore->in_progress) return;
  assert(index_counters.size() == description.indexes.size());
  Draft draft(description, store_);
  draft.description.restore->in_progress = false;
  if (store_->persistent()) {
    draft.batch.AddToCounters(description.id, counters);
    for (size_t i = 0; i < index_counters.size(); ++i) {
      draft.batch.AddToCounters(description.indexes[i].id, index_counters[i]);
    }
  }
  Commit(found.get(), &draft);
  found->counters().Add(counters);
  for (size_t i = 0; i < index_counters.size(); ++i) {
    found->index_counters(i).Add(index_counters[i]);
  }
}

TableInfo Catalog::UpdateTable(std::string_view name, const TableUpdate& update,
                               uint32_t* new_index) {
  CheckTableUpdate(update);
  *new_index = 0;
  TableInfo info = UpdateDraft(name, [&](Draft* draft) {
    TableDescription& table = draft->description;
    if (StatusNow(table, *clock_) == Status::kUpdating) ThrowTableBeingUpdated(name);
    if (FillsIndex(table) && ChangesIndexes(update) && !StopsIndex(update, table)) {
      ThrowTooManyIndexChanges();
    }
    ApplyTableUpdate(update, clock_->NowMillis(), &table);
    for (IndexSchema& index : table.indexes) {
      if (index.id == 0) *new_index = index.id = draft->ids.Take();
    }
    if (transition_millis_ > 0) {
      table.status = Status::kUpdating;
      table.transition_millis = clock_->NowMillis() + transition_millis_;
    }
  });
  Tell(Status::kUpdating, &info);
  return info;
}

void Catalog::UpdateTimeToLive(std::string_view name, const std::string& attribute, bool enabled) {
  UpdateDraft(name, [&](Draft* draft) {
    const TableDescription& table = draft->description;
    TtlSettings& ttl = draft->description.ttl;
    if (ttl.enabled && enabled) {
      if (ttl.attribute == attribute) ThrowTtlAlreadyEnabled();
      ThrowTtlOnOtherAttribute(ttl.attribute);
    }
    if (!ttl.enabled && !enabled) ThrowTtlAlreadyDisabled();
    if (ttl.enabled && ttl.attribute != attribute) {
      ThrowTtlOnOtherAttribute(ttl.attribute);
    }
    const int64_t now = clock_->NowMillis();
    if (ttl.changed_millis && now < *ttl.changed_millis + kTtlChangeMillis) {
      ThrowTtlChangedTooOften();
    }
    ttl = {enabled, attribute, /*filling=*/enabled, now + transition_millis_, now};
    if (enabled) return;
    draft->batch.DeleteRange(keyspace::ExpiryStart(table.id, 0),
                             keyspace::ExpiryStart(table.id + 1, 0));
  });
}

void Catalog::BetweenChanges(const std::function<void()>& action) {
  const MutexLock change(change_mutex_);
  action();
}

void Catalog::ForEach(const std::function<void(const TableDescription&)>& visit) const {
  ForEachTable([&](const Table& table) { visit(table.description()); });
}

void Catalog::ForEachTable(const std::function<void(const Table&)>& visit) const {
  for (const std::shared_ptr<Table>& table : AllTables()) {
    const std::shared_lock lock(table->mutex());
    if (!table->dropped()) visit(*table);
  }
}

bool Catalog::AttachStreams(Table* table) const {
  const TableDescription& description = table->description();
  if (!description.change_log.empty()) {
    table->SetChangeLog(streams_->Find(description.ChangeLogArn(description.change_log)));
  }
  if (!description.stream) return true;
  table->SetStream(streams_->Find(description.StreamArn(description.stream->label)));
  return table->stream() != nullptr;
}

Catalog::CountersById Catalog::FindCounters() const {
  CountersById counters;
  ForEachTable([&](const Table& table) {
    const TableDescription& description = table.description();
    counters.emplace(description.id, table.counters().Load());
    for (size_t i = 0; i < description.indexes.size(); ++i) {
      counters.emplace(description.indexes[i].id, table.index_counters(i).Load());
    }
  });
  return counters;
}

Catalog::Restored Catalog::MakeRestored(std::string name,
                                        const std::optional<std::string_view>& stored) const {
  std::shared_ptr<Table> table;
  if (stored) table = std::make_shared<Table>(DecodeStored(name, *stored), *store_, history_);
  return {std::move(name), std::move(table)};
}

void Catalog::Reload(const std::vector<Restored>& tables, const CountersById& counters) noexcept {
  const MutexLock change(change_mutex_);
  for (const Restored& restored : tables) Replace(restored.name, restored.table);
  int deleting = 0;
  for (const std::shared_ptr<Table>& table : AllTables()) {
    const TableDescription& description = table->description();
    if (description.status == Status::kDeleting) ++deleting;
    const auto set = [&](uint32_t id, LiveCounters* live) {
      const auto found = counters.find(id);
      if (found != counters.end()) live->Set(found->second);
    };
    set(description.id, &table->counters());
    for (size_t i = 0; i < description.indexes.size(); ++i) {
      set(description.indexes[i].id, &table->index_counters(i));
    }
  }
  deleting_ = deleting;
  DropUnusedIds();
}

void Catalog::Replace(const std::string& name, const std::shared_ptr<Table>& table) {
  // First what is held from now on: ids that both have are never let go of.
  if (table != nullptr) {
    for (const uint32_t id : IdsOf(table->description())) store_->KeepId(id);
    AttachStreams(table.get());
  }
  if (const std::shared_ptr<Table> before = Find(name)) {
    const std::unique_lock lock(before->mutex());
    before->MarkDropped();
    const std::vector<uint32_t> ids = IdsOf(before->description());
    unused_ids_.insert(unused_ids_.end(), ids.begin(), ids.end());
  }
  const WriterLock lock(tables_mutex_);
  if (table != nullptr) {
    tables_.insert_or_assign(name, table);
  } else {
    tables_.erase(name);
  }
}

std::vector<uint32_t> Catalog::Clear() {
  const MutexLock change(change_mutex_);
  std::vector<uint32_t> ids = std::move(unused_ids_);
  for (const std::shared_ptr<Table>& table : AllTables()) {
    const std::unique_lock lock(table->mutex());
    table->MarkDropped();
    const std::vector<uint32_t> held = IdsOf(table->description());
    ids.insert(ids.end(), held.begin(), held.end());
  }
  unused_ids_.clear();
  deleting_ = 0;
  const WriterLock lock(tables_mutex_);
  tables_.clear();
  return ids;
}

std::vector<uint32_t> Catalog::FindIds() const {
  std::vector<uint32_t> ids;
  ForEach([&](const TableDescription& table) {
    const std::vector<uint32_t> held = IdsOf(table);
    ids.insert(ids.end(), held.begin(), held.end());
  });
  return ids;
}

std::vector<Catalog::Copy> Catalog::DescribeCopies() const {
  std::vector<Copy> copies;
  ForEachTable([&](const Table& table) {
    const TableDescription& description = table.description();
    if (StatusNow(description, *clock_) != Status::kActive) {
      ThrowForkOfInactiveTable(description.name);
    }
    Copy copy = {description, table.counters().Load(), {}};
    for (size_t i = 0; i < copy.description.indexes.size(); ++i) {
      copy.index_counters.push_back(table.index_counters(i).Load());
    }
    if (table.stream() != nullptr) copy.stream_millis = table.stream()->origin().created_millis;
    copies.push_back(std::move(copy));
  });
  return copies;
}

std::vector<Catalog::Copy> Catalog::Renumber(const std::vector<Copy>& copies) {
  std::vector<Copy> renumbered = copies;
  TakenIds ids(store_);
  for (Copy& copy : renumbered) {
    TableDescription& description = copy.description;
    description.id = ids.Take();
    for (IndexSchema& index : description.indexes) index.id = ids.Take();
    description.uuid = NewUuid();
    description.kinesis = {};
    description.change_log.clear();
    if (description.recovery.enabled) description.recovery.since_millis = clock_->NowMillis();
  }
  ids.Keep();
  return renumbered;
}

void Catalog::AddCopies(const std::vector<Copy>& copies,
                        const std::function<void(WriteBatch*)>& add_to_batch) {
  const MutexLock change(change_mutex_);
  assert(AllTables().empty());
  Tables added;
  std::vector<Streams::Prepared> streams;
  Draft draft(TableDescription(), store_);
  for (const Copy& copy : copies) {
    draft.description = copy.description;
    Streams::Prepared stream = CreateStream(copy.stream_millis, &draft);
    draft.batch.Put(keyspace::CatalogKey(space_, draft.description.name),
                    EncodeDescription(draft.description));
    auto table = std::make_shared<Table>(draft.description, *store_, history_);
    if (!stream.empty()) {
      table->SetStream(stream.mapped());
      streams.push_back(std::move(stream));
    }
    AddCounters(copy, table.get(), &draft.batch);
    added.emplace(draft.description.name, std::move(table));
  }

  add_to_batch(&draft.batch);

  store_->Commit(&draft.batch);
  draft.ids.Keep();
  for (Streams::Prepared& stream : streams) streams_->Add(std::move(stream));
  const WriterLock lock(tables_mutex_);
  tables_.merge(added);
}

// Nobody finds the table before the batch is committed.
void Catalog::AddCounters(const Copy& copy, Table* table, WriteBatch* batch) const {
  table->counters().Set(copy.counters);
  for (size_t i = 0; i < copy.index_counters.size(); ++i) {
    table->index_counters(i).Set(copy.index_counters[i]);
  }
  if (!store_->persistent()) return;
  batch->AddToCounters(copy.description.id, copy.counters);
  for (size_t i = 0; i < copy.index_counters.size(); ++i) {
    batch->AddToCounters(copy.description.indexes[i].id, copy.index_counters[i]);
  }
}

TableHandle Catalog::Open(std::string_view name) {
  if (std::shared_ptr<Table> table = Find(name)) {
    TableHandle handle(std::move(table));
    if (IsInUse(*handle)) return handle;
  } else {
    TellMissing(name);
  }
  ThrowResourceNotFound();
}

std::optional<TableHandle> Catalog::OpenSame(const TableIdentity& table) {
  if (std::shared_ptr<Table> found = Find(table.name)) {
    TableHandle handle(std::move(found));
    if (handle.description().id == table.id && IsInUse(*handle)) return handle;
  }
  return std::nullopt;
}

// Whoever takes a table's mutex must not hold tables_mutex_: Drop takes them the other way round.
std::vector<std::shared_ptr<Table>> Catalog::AllTables() const {
  std::vector<std::shared_ptr<Table>> tables;
  const ReaderLock lock(tables_mutex_);
  tables.reserve(tables_.size());
  for (const auto& [name, table] : tables_) tables.push_back(table);
  return tables;
}

std::shared_ptr<Table> Catalog::Find(std::string_view name) const {
  const ReaderLock lock(tables_mutex_);
  const auto it = tables_.find(name);
  return it == tables_.end() ? nullptr : it->second;
}

std::shared_ptr<Table> Catalog::FindOrThrow(std::string_view name) const {
  std::shared_ptr<Table> table = Find(name);
  if (table == nullptr) {
    TellMissing(name);
    ThrowTableNotFound(name);
  }
  return table;
}

void Catalog::TellMissing(std::string_view name) const {
  if (missing_) missing_(name);
}

bool Catalog::IsInUse(const Table& table) const {
  const Status status = StatusNow(table.description(), *clock_);
  return !table.dropped() && (status == Status::kActive || status == Status::kUpdating);
}

TableInfo Catalog::InfoOf(const Table& table) const {
  TableInfo info;
  info.description = table.description();
  info.counters = table.counters().Load();
  for (size_t i = 0; i < info.description.indexes.size(); ++i) {
    info.index_counters.push_back(table.index_counters(i).Load());
  }
  Tell(StatusNow(info.description, *clock_), &info);
  return info;
}

void Catalog::Tell(Status status, TableInfo* info) const {
  TellState(status, clock_->NowMillis(), &info->description);
  info->index_counters.resize(info->description.indexes.size());
}

void Catalog::AssignIdentity(Draft* draft) const {
  TableDescription& description = draft->description;
  description.id = draft->ids.Take();
  for (IndexSchema& index : description.indexes) index.id = draft->ids.Take();
  description.uuid = NewUuid();
  description.created_millis = clock_->NowMillis();
  if (!description.policy.document.empty()) {
    description.policy.revision = description.created_millis;
  }
  if (description.on_demand_billing) {
    description.on_demand_since_millis = description.created_millis;
  }
  description.status = transition_millis_ == 0 ? Status::kActive : Status::kCreating;
  description.transition_millis = description.created_millis + transition_millis_;
}

Streams::Prepared Catalog::CreateStream(int64_t created_millis, Draft* draft) const {
  TableDescription& description = draft->description;
  if (!description.stream) return {};
  Streams::Prepared stream = streams_->Create(description, description.stream->view,
                                              draft->ids.Take(), created_millis, &draft->batch);
  description.stream->label = stream.mapped()->origin().label;
  description.latest_stream_label = stream.mapped()->origin().label;
  return stream;
}

Catalog::StreamChange Catalog::ChangeStream(Table* table, Draft* draft) const {
  StreamChange change;
  const bool had_one = table->description().stream.has_value();
  if (had_one == draft->description.stream.has_value()) return change;
  if (had_one && table->stream() != nullptr) {
    change.end = streams_->PutEnd(table->stream(), &draft->batch);
  }
  change.begun = CreateStream(clock_->NowMillis(), draft);
  return change;
}

Catalog::StreamChange Catalog::ChangeLog(Table* table, Draft* draft) const {
  StreamChange change;
  TableDescription& description = draft->description;
  const KinesisDestination* const destination = FindActive(description.kinesis);
  if (IsSameDelivery(FindActive(table->description().kinesis), destination)) return change;
  if (table->change_log() != nullptr) {
    change.end = streams_->PutEnd(table->change_log(), &draft->batch);
  }
  description.change_log.clear();
  if (destination == nullptr) return change;
  change.begun =
      streams_->CreateChangeLog(description, *destination, draft->ids.Take(), &draft->batch);
  description.change_log = change.begun.mapped()->origin().label;
  return change;
}

void Catalog::Commit(Table* table, Draft* draft) {
  StreamChange stream = ChangeStream(table, draft);
  StreamChange log = ChangeLog(table, draft);
  const std::vector<uint32_t> removed = RemovedIndexes(table->description(), draft->description);
  for (const uint32_t id : removed) draft->batch.Delete(keyspace::CounterKey(id));
  draft->batch.Put(keyspace::CatalogKey(space_, draft->description.name),
                   EncodeDescription(draft->description));
  Table::Change change = table->Prepare(std::move(draft->description));
  unused_ids_.reserve(unused_ids_.size() + removed.size());

  store_->Commit(&draft->batch);
  draft->ids.Keep();
  if (stream.end) table->stream()->Disable(*stream.end);
  if (!change.description->stream) table->SetStream(nullptr);
  if (!stream.begun.empty()) {
    table->SetStream(stream.begun.mapped());
    streams_->Add(std::move(stream.begun));
  }
  if (log.end) table->change_log()->Disable(*log.end);
  if (change.description->change_log.empty()) table->SetChangeLog(nullptr);
  if (!log.begun.empty()) {
    table->SetChangeLog(log.begun.mapped());
    streams_->Add(std::move(log.begun));
  }
  table->Apply(std::move(change));
  unused_ids_.insert(unused_ids_.end(), removed.begin(), removed.end());
}

void Catalog::CommitDeleting(Table* table) {
  TableDescription description = table->description();
  description.status = Status::kDeleting;
  description.transition_millis = clock_->NowMillis() + transition_millis_;
  WriteBatch batch;
  const StreamEnds ends(*streams_, table, &batch);
  batch.Put(keyspace::CatalogKey(space_, description.name), EncodeDescription(description));
  Table::Change change = table->Prepare(std::move(description));

  store_->Commit(&batch);
  ends.Apply();
  table->Apply(std::move(change));
  ++deleting_;
}

void Catalog::Drop(Table* table) {
  const TableDescription& description = table->description();
  std::vector<uint32_t> ids = {description.id};
  for (const IndexSchema& index : description.indexes) ids.push_back(index.id);
  WriteBatch batch;
  batch.Delete(keyspace::CatalogKey(space_, description.name));
  for (const uint32_t id : ids) batch.Delete(keyspace::CounterKey(id));
  std::function<void()> rows_kept;
  if (deletion_hooks_.keep_rows) rows_kept = deletion_hooks_.keep_rows(*table, &batch);
  if (rows_kept) ids.erase(ids.begin());
  const StreamEnds ends(*streams_, table, &batch);
  unused_ids_.reserve(unused_ids_.size() + ids.size());

  store_->Commit(&batch);
  ends.Apply();
  if (rows_kept) rows_kept();
  if (description.status == Status::kDeleting) --deleting_;
  table->MarkDropped();
  unused_ids_.insert(unused_ids_.end(), ids.begin(), ids.end());
  const WriterLock lock(tables_mutex_);
  tables_.erase(tables_.find(description.name));
}

void Catalog::DropUnusedIds() noexcept {
  try {
    while (!unused_ids_.empty()) {
      store_->DropId(unused_ids_.back());
      unused_ids_.pop_back();
    }
  } catch (const std::exception&) {
    // Their rows take up space for a little longer, no more.
  }
}

void Catalog::FinishDeletions() {
  if (deleting_.load(std::memory_order_relaxed) == 0) return;
  const MutexLock change(change_mutex_);
  DropDueTables();
  DropUnusedIds();
}

void Catalog::TryFinishDeletions() noexcept {
  try {
    FinishDeletions();
  } catch (const std::exception&) {
    // The table is DELETING for a little longer.
  }
}

void Catalog::DropDueTables() {
  const int64_t now = clock_->NowMillis();
  for (const std::shared_ptr<Table>& table : AllTables()) {
    // Whoever changes a description holds change_mutex_ too.
    const TableDescription& description = table->description();
    if (description.status != Status::kDeleting || description.transition_millis > now) continue;
    const std::unique_lock lock(table->mutex());
    Drop(table.get());
  }
}

}  // namespace pumice
