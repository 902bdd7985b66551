#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/reader.h"
#include "engine/access/writer.h"
#include "engine/catalog/catalog.h"
#include "engine/storage/store.h"
#include "pumice/clock.h"

namespace pumice {

struct DatabaseOptions {
  std::string data_dir;  // empty: in memory
  bool fsync = false;
  const Clock* clock = nullptr;  // null: the machine's
  std::chrono::milliseconds transition_delay{0};
};

// The engine: one method an operation, typed request in, typed result out. Thread-safe. Requests borrow what they point
// to for the length of the call.
//
// Every method throws ApiError; the tables' methods ResourceNotFoundException and ResourceInUseException, the items'
// ResourceNotFoundException, ValidationException, ConditionalCheckFailedException.
class Database {
 public:
  // Throws std::runtime_error, saying what to do, if the directory cannot be used.
  static std::unique_ptr<Database> Open(const DatabaseOptions& options);
  ~Database();

  const Clock& clock() const { return *clock_; }

  // Tables: see Catalog.
  TableInfo CreateTable(TableDescription description);
  TableInfo DescribeTable(std::string_view name);
  std::vector<std::string> ListTables(std::string_view start, size_t limit);
  TableInfo DeleteTable(std::string_view name);

  // Writes one item. `write.table` is filled in here. On a failed condition throws ConditionalCheckFailedException,
  // with the old item if `return_old_on_failure`.
  void Write(std::string_view table, ItemWrite write, bool return_old_on_failure,
             WriteOutcome* outcome);

  // False if there is no such item. The item lives as long as `row`.
  bool GetItem(std::string_view table, ItemView key, PinnedValue* row, ItemView* item);

  // See Reader.
  PageResult Query(std::string_view table, const QueryRequest& request, const ItemSink& sink);
  PageResult Scan(std::string_view table, const ScanRequest& request, const ItemSink& sink);

 private:
  Database() = default;

  std::unique_ptr<Clock> own_clock_;
  const Clock* clock_ = nullptr;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace pumice
