// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/database.h"
#include "tests/support/item_builder.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {

// The items of a table by their encoded keys.
using Contents = std::map<std::string, Item>;
// Those of a table with the key pk, sk.
Contents ReadContents(Database* database, std::string_view table);

// A database on a clock that stands still, in memory or on disk, every time of which can be
// restored. Tables have the key pk, sk.
class BackupDatabase {
 public:
  static constexpr int64_t kStart = 1767225600000;

  explicit BackupDatabase(bool on_disk = false);

  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }
  ManualClock& clock() { return clock_; }
  void Reopen();
  // From now on commits of other threads than this one fail, or not.
  void FailBackground(bool fail);

  void Put(std::string_view table, const Item& item);
  void Delete(std::string_view table, const Item& key);
  Contents Read(std::string_view table);

  // Waits until a restored table is there, and compares it with `expected`: items, indexes and
  // counters. Returns the first difference, or "equal".
  std::string Compare(const std::string& table, const Contents& expected);

 private:
  TemporaryDirectory directory_;
  bool on_disk_;
  ManualClock clock_{kStart};
  std::shared_ptr<std::atomic<bool>> fail_ = std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<Database> database_;
};

// pk and sk as texts, and what else there is.
Item KeyItem(int64_t pk, int64_t sk);
// A table with two global indexes and a local one.
TableDescription IndexedTable(std::string name);

}  // namespace pumice::test
