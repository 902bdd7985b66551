// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/database.h"
#include "tests/support/item_builder.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {

enum class Storage { kMemory, kDisk };

// A database in memory, or one on disk that can be opened again.
class TestDatabase {
 public:
  explicit TestDatabase(Storage storage = Storage::kMemory);

  Database* get() { return database_.get(); }
  Database* operator->() { return database_.get(); }
  void Reopen();

 private:
  Storage storage_;
  TemporaryDirectory directory_;
  std::shared_ptr<Database> database_;
};

// What goes with the items and keys of a write; expressions as texts, empty for none.
struct WriteArguments {
  std::string update{};
  std::string condition{};
  Attributes values{};
  std::map<std::string, std::string> names{};
};

struct PageArguments {
  std::string key_condition{};  // of a Query
  std::string filter{};
  std::string projection{};
  Attributes values{};
  std::map<std::string, std::string> names{};
  std::string index{};
  Select select = Select::kDefault;
  std::optional<int64_t> limit{};
  std::optional<Item> start{};
  bool consistent = false;
  bool forward = true;         // of a Query
  int64_t segment = 0;         // of a Scan
  int64_t total_segments = 1;  // of a Scan
};

struct Page {
  std::vector<Item> items;
  int64_t count = 0;
  int64_t scanned = 0;
  int64_t read_bytes = 0;
  double fetched_units = 0;
  std::optional<Item> last;  // LastEvaluatedKey
};

// Calls a database's operations on one table as an endpoint does, with answers that own what they
// hold. Thread-safe.
class Client {
 public:
  Client(TestDatabase* database, std::string table)
      : database_(database), table_(std::move(table)) {}

  // These return the item as it is afterwards, if there is one.
  std::optional<Item> Put(const Item& item, const WriteArguments& arguments = {}) const;
  std::optional<Item> Update(const Item& key, const WriteArguments& arguments = {}) const;
  std::optional<Item> Delete(const Item& key, const WriteArguments& arguments = {}) const;

  std::optional<Item> Get(const Item& key) const;
  Page Query(const PageArguments& arguments) const;
  Page Scan(const PageArguments& arguments = {}) const;
  // All pages' items, one page behind the other.
  std::vector<Item> QueryAll(PageArguments arguments) const;
  std::vector<Item> ScanAll(PageArguments arguments = {}) const;

  TableInfo Describe() const { return database_->get()->DescribeTable(table_); }

 private:
  std::optional<Item> Write(ItemWrite::Kind kind, const Item& item,
                            const WriteArguments& arguments) const;

  TestDatabase* database_;
  std::string table_;
};

}  // namespace pumice::test
