#include "engine/catalog/catalog.h"

#include <mutex>
#include <random>
#include <stdexcept>
#include <utility>

#include "engine/catalog/description_codec.h"
#include "engine/item/api_error.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// "Any additional UpdateTimeToLive calls for the same table during this one hour duration result in a ValidationException"
// (UpdateTimeToLive, API Reference).
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

[[noreturn]] void ThrowTableNotFound(std::string_view name) {
  throw ApiError(ErrorCode::kResourceNotFound,
                 "Requested resource not found: Table: " + std::string(name) + " not found");
}

[[noreturn]] void ThrowInUse(std::string_view why, std::string_view name) {
  throw ApiError(ErrorCode::kResourceInUse, "Attempt to change a resource which is still in use: " +
                                                std::string(why) + ": " + std::string(name));
}

}  // namespace

Catalog::Catalog(Store* store, Streams* streams, const Clock* clock, int64_t transition_millis)
    : store_(store), streams_(streams), clock_(clock), transition_millis_(transition_millis) {
  const auto cursor = store_->NewCursor(std::string(1, keyspace::kCatalog),
                                        std::string(1, keyspace::kCatalog + 1));
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    const TableDescription description = DecodeDescription(cursor->value());
    if (!IsWhole(description) || keyspace::CatalogKey(description.name) != cursor->key()) {
      throw std::runtime_error("the data is damaged: the description of table " +
                               std::string(cursor->key().substr(1)) + " cannot be read");
    }
    store_->KeepId(description.id);
    for (const IndexSchema& index : description.indexes) store_->KeepId(index.id);
    if (description.status == Status::kDeleting) ++deleting_;
    auto table = std::make_shared<Table>(description, *store_);
    if (description.stream) {
      table->SetStream(streams_->Find(description.StreamArn(description.stream->label)));
    }
    tables_.emplace(description.name, std::move(table));
  }
  cursor->CheckStatus();
  store_->StartDroppingRows();
}

TableInfo Catalog::Create(TableDescription description) {
  SettleDeletions();
  const std::lock_guard change(change_mutex_);
  if (Find(description.name) != nullptr) {
    throw ApiError(ErrorCode::kResourceInUse, "Table already exists: " + description.name);
  }
  AssignIdentity(&description);
  WriteBatch batch;
  std::shared_ptr<Stream> stream = CreateStream(&description, &batch);
  Persist(description, &batch);

  auto table = std::make_shared<Table>(description, *store_);
  if (stream != nullptr) {
    streams_->Add(stream);
    table->SetStream(std::move(stream));
  }
  TableInfo info = InfoOf(*table);
  info.description.status = Status::kCreating;
  for (IndexSchema& index : info.description.indexes) index.status = Status::kCreating;
  const std::unique_lock lock(tables_mutex_);
  tables_.emplace(description.name, std::move(table));
  return info;
}

TableInfo Catalog::Describe(std::string_view name) {
  SettleDeletions();
  const std::shared_ptr<Table> table = FindOrThrow(name);
  const std::shared_lock lock(table->mutex());
  if (table->dropped()) ThrowTableNotFound(name);
  return InfoOf(*table);
}

std::vector<std::string> Catalog::List(std::string_view start, size_t limit) {
  SettleDeletions();
  std::vector<std::string> names;
  const std::shared_lock lock(tables_mutex_);
  for (auto it = tables_.upper_bound(start); it != tables_.end() && names.size() < limit; ++it) {
    names.push_back(it->first);
  }
  return names;
}

TableInfo Catalog::Delete(std::string_view name) {
  SettleDeletions();
  const std::lock_guard change(change_mutex_);
  const std::shared_ptr<Table> table = FindOrThrow(name);
  const std::unique_lock lock(table->mutex());
  TableDescription description = table->description();
  const Status status = StatusNow(description);
  if (status == Status::kCreating) ThrowInUse("Table is being created", name);
  if (status == Status::kUpdating) ThrowInUse("Table is being updated", name);
  if (status == Status::kDeleting) ThrowInUse("Table is being deleted", name);
  if (description.deletion_protection) {
    ThrowValidation(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }

  TableInfo info = InfoOf(*table);
  info.description.status = Status::kDeleting;
  if (transition_millis_ == 0) {
    Drop(table.get());
  } else {
    description.status = Status::kDeleting;
    description.transition_millis = clock_->NowMillis() + transition_millis_;
    WriteBatch batch;
    if (table->stream() != nullptr) Streams::Disable(table->stream(), &batch);
    Persist(description, &batch);
    table->SetDescription(std::move(description));
    ++deleting_;
  }
  return info;
}

TableInfo Catalog::Update(std::string_view name,
                          const std::function<void(TableDescription*)>& change) {
  SettleDeletions();
  const std::lock_guard change_lock(change_mutex_);
  const std::shared_ptr<Table> table = FindOrThrow(name);
  const std::unique_lock lock(table->mutex());
  const Status status = StatusNow(table->description());
  if (status == Status::kCreating) ThrowInUse("Table is being created", name);
  if (status == Status::kDeleting) ThrowInUse("Table is being deleted", name);

  TableDescription description = table->description();
  change(&description);
  PersistChange(table.get(), &description);
  table->SetDescription(std::move(description));
  return InfoOf(*table);
}

TableInfo Catalog::UpdateTable(std::string_view name, const TableUpdate& update,
                               uint32_t* new_index) {
  *new_index = 0;
  std::vector<IndexSchema> before;
  TableInfo info = Update(name, [&](TableDescription* table) {
    before = table->indexes;
    ApplyTableUpdate(update, clock_->NowMillis(), table);
    for (IndexSchema& index : table->indexes) {
      if (index.id == 0) *new_index = index.id = store_->NewId();
    }
    if (transition_millis_ > 0) {
      table->status = Status::kUpdating;
      table->transition_millis = clock_->NowMillis() + transition_millis_;
    }
  });
  info.description.status = Status::kUpdating;
  for (IndexSchema& index : before) {
    if (info.description.FindIndex(index.name) != nullptr) continue;
    store_->DropId(index.id);
    index.status = Status::kDeleting;
    info.description.indexes.push_back(index);
    info.index_counters.emplace_back();
  }
  return info;
}

void Catalog::UpdateTimeToLive(std::string_view name, const std::string& attribute, bool enabled) {
  Update(name, [&](TableDescription* table) {
    TtlSettings& ttl = table->ttl;
    if (ttl.enabled && enabled) {
      ThrowValidation(ttl.attribute == attribute
                          ? "TimeToLive is already enabled"
                          : "TimeToLive is active on a different AttributeName: current "
                            "AttributeName is " + ttl.attribute);
    }
    if (!ttl.enabled && !enabled) ThrowValidation("TimeToLive is already disabled");
    if (ttl.enabled && ttl.attribute != attribute) {
      ThrowValidation(
          "TimeToLive is active on a different AttributeName: current AttributeName is " +
          ttl.attribute);
    }
    const int64_t now = clock_->NowMillis();
    if (ttl.changed_millis && now < *ttl.changed_millis + kTtlChangeMillis) {
      ThrowValidation("Time to live has been modified multiple times within a fixed interval");
    }
    ttl = {enabled, attribute, /*filling=*/enabled, now + transition_millis_, now};
    if (enabled) return;
    WriteBatch batch;
    batch.DeleteRange(keyspace::ExpiryStart(table->id, 0), keyspace::ExpiryStart(table->id + 1, 0));
    store_->Commit(&batch);
  });
}

std::vector<std::string> Catalog::Where(
    const std::function<bool(const TableDescription&)>& holds) const {
  std::vector<std::shared_ptr<Table>> tables;
  {
    const std::shared_lock lock(tables_mutex_);
    for (const auto& [name, table] : tables_) tables.push_back(table);
  }
  std::vector<std::string> names;
  for (const std::shared_ptr<Table>& table : tables) {
    const std::shared_lock lock(table->mutex());
    if (holds(table->description())) names.push_back(table->description().name);
  }
  return names;
}

std::vector<std::string> Catalog::TablesWithTtl() const {
  return Where([](const TableDescription& table) { return table.ttl.enabled; });
}

std::vector<std::string> Catalog::FillingTtl() const {
  return Where([](const TableDescription& table) { return table.ttl.filling; });
}

std::vector<std::pair<std::string, uint32_t>> Catalog::Backfilling() const {
  std::vector<std::pair<std::string, uint32_t>> indexes;
  const std::shared_lock lock(tables_mutex_);
  for (const auto& [name, table] : tables_) {
    const std::shared_lock table_lock(table->mutex());
    for (const IndexSchema& index : table->description().indexes) {
      if (index.backfilling) indexes.emplace_back(name, index.id);
    }
  }
  return indexes;
}

TableHandle Catalog::Open(std::string_view name) {
  if (std::shared_ptr<Table> table = Find(name)) {
    TableHandle handle(std::move(table));
    const Status status = StatusNow(handle.description());
    if (!handle->dropped() && (status == Status::kActive || status == Status::kUpdating)) {
      return handle;
    }
  }
  throw ApiError(ErrorCode::kResourceNotFound, "Requested resource not found");
}

std::shared_ptr<Table> Catalog::Find(std::string_view name) {
  const std::shared_lock lock(tables_mutex_);
  const auto it = tables_.find(name);
  return it == tables_.end() ? nullptr : it->second;
}

std::shared_ptr<Table> Catalog::FindOrThrow(std::string_view name) {
  std::shared_ptr<Table> table = Find(name);
  if (table == nullptr) ThrowTableNotFound(name);
  return table;
}

Status Catalog::StatusNow(const TableDescription& description) const {
  if (description.status == Status::kActive || description.status == Status::kDeleting) {
    return description.status;
  }
  return clock_->NowMillis() < description.transition_millis ? description.status : Status::kActive;
}

TableInfo Catalog::InfoOf(const Table& table) const {
  TableInfo info;
  info.description = table.description();
  info.description.status = StatusNow(info.description);
  info.counters = table.counters().Load();
  for (size_t i = 0; i < info.description.indexes.size(); ++i) {
    info.index_counters.push_back(table.index_counters(i).Load());
    if (info.description.status == Status::kCreating) {
      info.description.indexes[i].status = Status::kCreating;
    }
  }
  return info;
}

void Catalog::AssignIdentity(TableDescription* description) {
  description->id = store_->NewId();
  for (IndexSchema& index : description->indexes) index.id = store_->NewId();
  description->uuid = NewUuid();
  description->created_millis = clock_->NowMillis();
  if (description->on_demand_billing) {
    description->on_demand_since_millis = description->created_millis;
  }
  description->status = transition_millis_ == 0 ? Status::kActive : Status::kCreating;
  description->transition_millis = description->created_millis + transition_millis_;
}

std::shared_ptr<Stream> Catalog::CreateStream(TableDescription* description,
                                              WriteBatch* batch) const {
  if (!description->stream) return nullptr;
  std::shared_ptr<Stream> stream =
      streams_->Create(*description, description->stream->view, batch);
  description->stream->label = stream->origin().label;
  description->latest_stream_label = stream->origin().label;
  return stream;
}

void Catalog::PersistChange(Table* table, TableDescription* description) {
  WriteBatch batch;
  const bool had_one = table->description().stream.has_value();
  if (had_one == description->stream.has_value()) {
    Persist(*description, &batch);
    return;
  }
  if (had_one && table->stream() != nullptr) Streams::Disable(table->stream(), &batch);
  std::shared_ptr<Stream> stream = CreateStream(description, &batch);
  Persist(*description, &batch);
  if (stream != nullptr) streams_->Add(stream);
  table->SetStream(std::move(stream));
}

void Catalog::Persist(const TableDescription& description, WriteBatch* batch) {
  batch->Put(keyspace::CatalogKey(description.name), EncodeDescription(description));
  store_->Commit(batch);
}

void Catalog::SettleDeletions() {
  if (deleting_.load(std::memory_order_relaxed) == 0) return;
  const std::lock_guard change(change_mutex_);
  std::vector<std::shared_ptr<Table>> tables;
  {
    const std::shared_lock lock(tables_mutex_);
    for (const auto& [name, table] : tables_) tables.push_back(table);
  }
  for (const std::shared_ptr<Table>& table : tables) {
    const std::unique_lock lock(table->mutex());
    const TableDescription& description = table->description();
    if (description.status == Status::kDeleting &&
        description.transition_millis <= clock_->NowMillis()) {
      Drop(table.get());
      --deleting_;
    }
  }
}

void Catalog::Drop(Table* table) {
  const TableDescription& description = table->description();
  WriteBatch batch;
  batch.Delete(keyspace::CatalogKey(description.name));
  batch.Delete(keyspace::CounterKey(description.id));
  for (const IndexSchema& index : description.indexes) {
    batch.Delete(keyspace::CounterKey(index.id));
  }
  if (table->stream() != nullptr) Streams::Disable(table->stream(), &batch);
  store_->Commit(&batch);
  table->MarkDropped();
  store_->DropId(description.id);
  for (const IndexSchema& index : description.indexes) store_->DropId(index.id);
  const std::unique_lock lock(tables_mutex_);
  tables_.erase(tables_.find(description.name));
}

}  // namespace pumice
