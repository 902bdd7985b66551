#include "engine/database.h"

#include <map>
#include <set>

#include "engine/access/index_backfill.h"
#include "engine/item/api_error.h"

namespace pumice {

std::unique_ptr<Database> Database::Open(const DatabaseOptions& options) {
  std::unique_ptr<Database> database(new Database(options.log));
  if (options.clock == nullptr) database->own_clock_ = std::make_unique<RealClock>();
  database->clock_ = options.clock != nullptr ? options.clock : database->own_clock_.get();
  database->store_ = options.data_dir.empty()
                         ? Store::OpenInMemory()
                         : Store::OpenDirectory(options.data_dir, options.fsync);
  Store* const store = database->store_.get();
  if (options.eventual_delay.count() > 0) {
    store->DelayEventualReads(database->clock_, options.eventual_delay.count());
  }
  database->catalog_ =
      std::make_unique<Catalog>(store, database->clock_, options.transition_delay.count());
  database->writer_ = std::make_unique<Writer>(store);
  database->reader_ = std::make_unique<Reader>(store);
  for (auto& [table, index] : database->catalog_->Backfilling()) database->FillIndex(table, index);
  return database;
}

Database::~Database() = default;

TableInfo Database::CreateTable(TableDescription description) {
  return catalog_->Create(std::move(description));
}

TableInfo Database::DescribeTable(std::string_view name) { return catalog_->Describe(name); }

std::vector<std::string> Database::ListTables(std::string_view start, size_t limit) {
  return catalog_->List(start, limit);
}

TableInfo Database::DeleteTable(std::string_view name) { return catalog_->Delete(name); }

TableInfo Database::UpdateTable(std::string_view name, const TableUpdate& update) {
  uint32_t new_index = 0;
  TableInfo info = catalog_->UpdateTable(name, update, &new_index);
  if (new_index != 0) FillIndex(std::string(name), new_index);
  return info;
}

void Database::FillIndex(std::string table_name, uint32_t index_id) {
  worker_.Run([this, table_name = std::move(table_name), index_id](std::stop_token stop) {
    IndexBackfill(store_.get(), catalog_.get(), writer_.get(), log_, table_name,
                  index_id)
        .Run(std::move(stop));
  });
}

TableInfo Database::UpdateDescription(std::string_view name,
                                      const std::function<void(TableDescription*)>& change) {
  return catalog_->Update(name, change);
}

void Database::WriteItem(std::string_view table, ItemWrite write, const WriteOptions& options,
                         WriteResult* result) {
  const TableHandle handle = catalog_->Open(table);
  write.table = &*handle;
  WriteOutcome& outcome = result->outcome;
  if (!writer_->Write({&write, 1}, {&outcome, 1})) {
    ApiError error(ErrorCode::kConditionalCheckFailed, "The conditional request failed");
    if (options.old_item_on_failure && outcome.old_item) error.item = outcome.old_item->payload();
    throw error;
  }
  const TableDescription& description = handle.description();
  if (options.capacity) result->capacity = CapacityOfWrite(description, outcome);
  if (options.collection && HasLocalIndex(description)) {
    AppendPartitionKey(description, write.item, &result->collection_key);
  }
}

void Database::WriteItems(std::span<TableWrite> writes, std::string_view duplicates,
                          const WriteOptions& options, BatchWriteResult* result) {
  // Each table is held once, however many writes it has.
  std::map<std::string_view, TableHandle> tables;
  std::vector<ItemWrite> item_writes;
  std::set<std::string> row_keys;
  for (TableWrite& write : writes) {
    auto table = tables.find(write.table);
    if (table == tables.end()) table = tables.emplace(write.table, catalog_->Open(write.table)).first;
    write.write.table = &*table->second;
    item_writes.push_back(write.write);
    if (!row_keys.insert(Writer::RowKeyOf(write.write)).second) {
      ThrowValidation(std::string(duplicates));
    }
  }
  result->outcomes = std::vector<WriteOutcome>(writes.size());
  writer_->Write(item_writes, result->outcomes);

  for (const auto& [name, table] : tables) {
    const TableDescription& description = table.description();
    ConsumedCapacity capacity;
    std::set<std::string> collections;
    for (size_t i = 0; i < writes.size(); ++i) {
      if (writes[i].table != name) continue;
      if (options.capacity) capacity.Add(CapacityOfWrite(description, result->outcomes[i]));
      if (options.collection && HasLocalIndex(description)) {
        std::string key;
        AppendPartitionKey(description, writes[i].write.item, &key);
        collections.insert(std::move(key));
      }
    }
    if (options.capacity) result->capacities.push_back(std::move(capacity));
    for (const std::string& key : collections) {
      result->collections.push_back({description.name, key});
    }
  }
}

void Database::GetItems(std::string_view table, std::span<const ItemView> keys, bool consistent,
                        std::string_view duplicates,
                        const std::function<bool(const std::optional<ItemView>&)>& take,
                        ConsumedCapacity* capacity) {
  const TableHandle handle = catalog_->Open(table);
  const TableDescription& description = handle.description();
  std::set<std::string> row_keys;
  for (const ItemView key : keys) {
    if (!row_keys.insert(TableRowKey(description.id, KeyOfRequest(description.key, key))).second) {
      ThrowValidation(std::string(duplicates));
    }
  }
  for (const ItemView key : keys) {
    PinnedValue row;
    const std::optional<ItemView> item = reader_->Get(*handle, key, consistent, &row);
    if (!take(item)) return;
    if (capacity == nullptr) continue;
    capacity->Add(CapacityOfGet(description, item ? ItemSize(*item) : 0, consistent));
  }
}

void Database::GetItem(std::string_view table, ItemView key, bool consistent, GetResult* result,
                       ConsumedCapacity* capacity) {
  const TableHandle handle = catalog_->Open(table);
  result->item = reader_->Get(*handle, key, consistent, &result->row);
  if (capacity == nullptr) return;
  const size_t bytes = result->item ? ItemSize(*result->item) : 0;
  *capacity = CapacityOfGet(handle.description(), bytes, consistent);
}

PageResult Database::Query(std::string_view table, const QueryRequest& request,
                           const ItemSink& sink, ConsumedCapacity* capacity) {
  const TableHandle handle = catalog_->Open(table);
  PageResult page = reader_->Query(*handle, request, sink);
  if (capacity != nullptr) *capacity = CapacityOfPage(handle.description(), request, page);
  return page;
}

PageResult Database::Scan(std::string_view table, const ScanRequest& request, const ItemSink& sink,
                          ConsumedCapacity* capacity) {
  const TableHandle handle = catalog_->Open(table);
  PageResult page = reader_->Scan(*handle, request, sink);
  if (capacity != nullptr) *capacity = CapacityOfPage(handle.description(), request, page);
  return page;
}

}  // namespace pumice
