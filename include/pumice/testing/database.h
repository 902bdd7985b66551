// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "pumice/testing/shared_emulator.h"

namespace pumice::testing {

// Where what is known of failed tests is written, each in a folder of its own.
inline const std::filesystem::path kFailures = std::filesystem::path(".pumice") / "failures";

// A test's name as a folder's.
inline std::string FolderName(std::string_view test) {
  constexpr size_t kMaxBytes = 120;
  std::string name(test.substr(0, kMaxBytes));
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '_'; }, '_');
  return name.empty() ? "test" : name;
}

// Removes what an earlier run left of a test.
inline void RemoveFailure(const std::filesystem::path& test) {
  std::error_code ignored;
  std::filesystem::remove_all(kFailures / test, ignored);
}

// A database of one test: tables and items as its content says, nobody else's; gone in the end.
// What <pumice/testing/catch2.h> and <pumice/testing/gtest.h> are made of, and for any other
// framework.
//
//   pumice::testing::Database database({.schema = {"orders.json"}, .seed = {"orders_seed.json"}});
//   database.Call("GetItem", R"({"TableName": "Orders", …})");
//
// If an exception ends its scope, it writes down what it held (WriteFailure).
class Database {
 public:
  // `test`: the folder below kFailures that WriteFailure writes into. Throws ServiceError, or
  // std::runtime_error for a file that cannot be read.
  explicit Database(const Content& content = {}, std::filesystem::path test = "test")
      : test_(std::move(test)), space_(SharedEmulator::Instance().NewSpace(content)) {}
  ~Database() {
    if (std::uncaught_exceptions() > exceptions_) WriteFailure();
    SharedEmulator::Instance().Remove(space_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // For code that takes a pumice::Space.
  const pumice::Space& space() const { return space_; }

  // Carries out an operation: JSON in, JSON out. Throws ServiceError.
  std::string Call(std::string_view operation, std::string_view input) const {
    return space_.Call(operation, input);
  }

  // For code that takes an SDK: its endpoint, and the access key that chooses this database; the
  // secret key and the region may be anything.
  std::string endpoint() const {
    return "http://127.0.0.1:" + std::to_string(SharedEmulator::Instance().Port());
  }
  const std::string& access_key() const { return space_.name(); }

  // Within a test: everything as it is now, and back to that, any number of times. Throw
  // std::invalid_argument for a name that is taken, or unknown.
  void TakeSnapshot(std::string_view name) const { space_.TakeSnapshot(name); }
  void RestoreSnapshot(std::string_view name) const { space_.RestoreSnapshot(name); }

  // All tables with their items, in the form of a seed.
  std::string Items() const {
    const std::string tables = Call("ListTables", "{}");
    std::string text = "{";
    for (const std::string_view table : ElementsOf(MemberOf(tables, "TableNames"))) {
      if (text.size() > 1) text += ",";
      text.append("\n  ").append(table).append(": [").append(ItemsOf(table)).append("]");
    }
    return text + "\n}\n";
  }

  // Writes items.json (as a seed's) and requests.log into the test's folder below kFailures, and
  // says so on stderr. The first call counts: what is there when the test fails. Throws nothing.
  void WriteFailure() noexcept { WriteFailure(test_); }
  void WriteFailure(const std::filesystem::path& test) noexcept {
    if (std::exchange(is_written_, true)) return;
    try {
      const std::filesystem::path folder = kFailures / test;
      // First, as reading the items is a request too.
      const std::string requests = SharedEmulator::Instance().RequestsOf(space_.name());
      std::filesystem::create_directories(folder);
      std::ofstream(folder / "requests.log") << requests;
      std::ofstream(folder / "items.json") << Items();
      std::fprintf(stderr, "pumice: the failed test's items and requests are in %s\n",
                   folder.c_str());
    } catch (const std::exception& error) {
      std::fprintf(stderr, "pumice: cannot write down a failed test: %s\n", error.what());
    }
  }

 private:
  // `table`: a JSON string. An item a line.
  std::string ItemsOf(std::string_view table) const {
    std::string text;
    std::string start;
    do {
      const std::string page =
          Call("Scan", R"({"TableName":)" + std::string(table) +
                           (start.empty() ? "" : R"(,"ExclusiveStartKey":)" + start) + "}");
      for (const std::string_view item : ElementsOf(MemberOf(page, "Items"))) {
        text.append(text.empty() ? "\n    " : ",\n    ").append(item);
      }
      start = MemberOf(page, "LastEvaluatedKey");
    } while (!start.empty());
    return text;
  }

  const int exceptions_ = std::uncaught_exceptions();
  const std::filesystem::path test_;
  const pumice::Space space_;
  bool is_written_ = false;
};

}  // namespace pumice::testing
