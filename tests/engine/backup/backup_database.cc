// SPDX-License-Identifier: Apache-2.0

#include "tests/engine/backup/backup_database.h"

#include <atomic>
#include <sstream>
#include <thread>

#include "engine/error/api_error.h"
#include "tests/support/index_comparison.h"
#include "tests/support/table_builder.h"

namespace pumice::test {

Contents ReadContents(Database* database, std::string_view table) {
  Contents contents;
  ScanRequest request;
  std::string start;
  do {
    const PageResult page = database->Scan(
        table, request,
        [&](ItemView view) {
          const Item item = Item::Of(view);
          contents.emplace(item.Only({"pk", "sk"}).encoded(), item);
        },
        nullptr);
    start = page.last_evaluated_key;
    request.exclusive_start_key = ItemView(start);
  } while (!start.empty());
  return contents;
}

BackupDatabase::BackupDatabase(bool on_disk) : on_disk_(on_disk) { Reopen(); }

void BackupDatabase::Reopen() {
  database_.reset();
  DatabaseOptions options;
  if (on_disk_) options.data_dir = (directory_ / "data").string();
  options.clock = &clock_;
  options.recovery_lag = std::chrono::milliseconds(0);
  options.ttl_interval = std::chrono::hours(1);  // sweeps only when they are asked for
  options.before_commit = [fail = fail_, self = std::this_thread::get_id()] {
    if (*fail && std::this_thread::get_id() != self) {
      throw ApiError(ErrorCode::kInternal, "no space");
    }
  };
  database_ = Database::Open(options);
}

void BackupDatabase::FailBackground(bool fail) { *fail_ = fail; }

void BackupDatabase::Put(std::string_view table, const Item& item) {
  WriteResult result;
  database_->WriteItem(table, {ItemWrite::Kind::kPut, nullptr, item.view()}, {}, &result);
}

void BackupDatabase::Delete(std::string_view table, const Item& key) {
  WriteResult result;
  database_->WriteItem(table, {ItemWrite::Kind::kDelete, nullptr, key.view()}, {}, &result);
}

Contents BackupDatabase::Read(std::string_view table) {
  return ReadContents(database_.get(), table);
}

std::string BackupDatabase::Compare(const std::string& table, const Contents& expected) {
  if (database_->DescribeTable(table).description.status != Status::kActive) {
    database_->RunDueWork();
  }
  const Contents contents = Read(table);
  std::ostringstream difference;
  for (const auto& [key, item] : expected) {
    const auto found = contents.find(key);
    if (found == contents.end()) {
      difference << "missing: " << item;
      return difference.str();
    }
    if (!(found->second == item)) {
      difference << "is " << found->second << ", should be " << item;
      return difference.str();
    }
  }
  if (contents.size() != expected.size()) return "there are more items than expected";
  return CompareIndexes(*database_, table);
}

Item KeyItem(int64_t pk, int64_t sk) {
  return Item({{"pk", S(std::to_string(pk))}, {"sk", S(std::to_string(sk))}});
}

TableDescription IndexedTable(std::string name) {
  return MakeTable(std::move(name), {{StringKey("pk")}, {StringKey("sk")}},
                   {LocalIndex("ByScore", {{StringKey("pk")}, {NumberKey("score")}}, KeysOnly()),
                    GlobalIndex("ByKind", {{StringKey("kind")}, {NumberKey("score")}}),
                    GlobalIndex("Kinds", {{StringKey("kind")}, {}}, Include({"note"}))});
}

}  // namespace pumice::test
