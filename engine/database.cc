#include "engine/database.h"

#include "engine/item/api_error.h"

namespace pumice {

std::unique_ptr<Database> Database::Open(const DatabaseOptions& options) {
  std::unique_ptr<Database> database(new Database());
  if (options.clock == nullptr) database->own_clock_ = std::make_unique<RealClock>();
  database->clock_ = options.clock != nullptr ? options.clock : database->own_clock_.get();
  database->store_ = options.data_dir.empty()
                         ? Store::OpenInMemory()
                         : Store::OpenDirectory(options.data_dir, options.fsync);
  Store* const store = database->store_.get();
  database->catalog_ =
      std::make_unique<Catalog>(store, database->clock_, options.transition_delay.count());
  database->writer_ = std::make_unique<Writer>(store);
  database->reader_ = std::make_unique<Reader>(store);
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

void Database::GetItem(std::string_view table, ItemView key, bool consistent, GetResult* result,
                       ConsumedCapacity* capacity) {
  const TableHandle handle = catalog_->Open(table);
  result->item = reader_->Get(*handle, key, &result->row);
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
