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

void Database::Write(std::string_view table, ItemWrite write, bool return_old_on_failure,
                     WriteOutcome* outcome) {
  const TableHandle handle = catalog_->Open(table);
  write.table = &*handle;
  writer_->Write(write, outcome);
  if (!outcome->condition_failed) return;
  ApiError error(ErrorCode::kConditionalCheckFailed, "The conditional request failed");
  if (return_old_on_failure && outcome->old_item) error.item = outcome->old_item->payload();
  throw error;
}

bool Database::GetItem(std::string_view table, ItemView key, PinnedValue* row, ItemView* item) {
  const TableHandle handle = catalog_->Open(table);
  return reader_->Get(*handle, key, row, item);
}

PageResult Database::Query(std::string_view table, const QueryRequest& request,
                           const ItemSink& sink) {
  const TableHandle handle = catalog_->Open(table);
  return reader_->Query(*handle, request, sink);
}

PageResult Database::Scan(std::string_view table, const ScanRequest& request,
                          const ItemSink& sink) {
  const TableHandle handle = catalog_->Open(table);
  return reader_->Scan(*handle, request, sink);
}

}  // namespace pumice
