// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "pumice/testing/database.h"

namespace pumice::testing {

// A fixture for GoogleTest: each test has a database of its own, in the test's process.
//
//   class Orders : public pumice::testing::DatabaseTest {
//     pumice::testing::Content InitialContent() const override {
//       return {.schema = {"orders.json"}, .seed = {"orders_seed.json"}};
//     }
//   };
//   TEST_F(Orders, AreKept) { EXPECT_EQ(Call("GetItem", R"({"TableName": "Orders", …})"), …); }
//
// What a failed test's database held is in .pumice/failures/Orders_AreKept/. A fixture that
// overrides SetUp or TearDown calls these.
class DatabaseTest : public ::testing::Test {
 protected:
  // What each test begins with; prepared once, copied for each.
  virtual Content InitialContent() const { return {}; }

  void SetUp() override {
    RemoveFailure(TestFolder());
    database_.emplace(InitialContent(), TestFolder());
  }
  void TearDown() override {
    if (database_ && HasFailure()) database_->WriteFailure();
    database_.reset();
  }

  Database& database() { return *database_; }
  const pumice::Space& space() const { return database_->space(); }
  std::string Call(std::string_view operation, std::string_view input) const {
    return database_->Call(operation, input);
  }

 private:
  static std::string TestFolder() {
    const ::testing::TestInfo* const test = ::testing::UnitTest::GetInstance()->current_test_info();
    return FolderName(std::string(test->test_suite_name()) + "_" + test->name());
  }

  std::optional<Database> database_;
};

}  // namespace pumice::testing
