// SPDX-License-Identifier: Apache-2.0

#pragma once

// Listeners are among what Catch2 2 leaves out unless it is asked before its header is read.
#if defined(TWOBLUECUBES_SINGLE_INCLUDE_CATCH_HPP_INCLUDED) &&                   \
    !defined(CATCH_CONFIG_EXTERNAL_INTERFACES) && !defined(CATCH_CONFIG_MAIN) && \
    !defined(CATCH_CONFIG_RUNNER)
#error "include <pumice/testing/catch2.h> before <catch2/catch.hpp>"
#endif
#ifndef CATCH_CONFIG_EXTERNAL_INTERFACES
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#endif

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "pumice/testing/database.h"

namespace pumice::testing {

// A fixture for Catch2 2: each test case, and each of its sections, has a database of its own, in
// the test's process.
//
//   struct Orders : pumice::testing::DatabaseFixture {
//     Orders() : DatabaseFixture({.schema = {"orders.json"}, .seed = {"orders_seed.json"}}) {}
//   };
//   TEST_CASE_METHOD(Orders, "Orders are kept") { CHECK(Call("GetItem", R"(…)") == …); }
//
// What a failed test's database held, when its first assertion failed, is in
// .pumice/failures/Orders_are_kept/. Catch2 runs tests on one thread, and so does this.
class DatabaseFixture : public Database {
 public:
  explicit DatabaseFixture(const Content& content = {}) : Database(content, Folder()) {
    Living().push_back(this);
  }
  ~DatabaseFixture() { std::erase(Living(), this); }

 private:
  friend class FailureListener;

  static std::vector<DatabaseFixture*>& Living() {
    static std::vector<DatabaseFixture*> living;
    return living;
  }
  // The test's folder, and one within for each section that runs.
  static std::filesystem::path& Folder() {
    static std::filesystem::path folder = "test";
    return folder;
  }
};

// Writes down a failed test's databases at the failed assertion, while they are there.
class FailureListener : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;

  void testCaseStarting(const Catch::TestCaseInfo& test) override {
    TestEventListenerBase::testCaseStarting(test);
    DatabaseFixture::Folder() = FolderName(test.name);
    RemoveFailure(DatabaseFixture::Folder());
    depth_ = 0;
  }
  // The first section is the test case itself.
  void sectionStarting(const Catch::SectionInfo& section) override {
    TestEventListenerBase::sectionStarting(section);
    if (depth_++ > 0) DatabaseFixture::Folder() /= FolderName(section.name);
  }
  void sectionEnded(const Catch::SectionStats& section) override {
    TestEventListenerBase::sectionEnded(section);
    if (--depth_ > 0) DatabaseFixture::Folder() = DatabaseFixture::Folder().parent_path();
  }
  bool assertionEnded(const Catch::AssertionStats& assertion) override {
    if (assertion.assertionResult.isOk()) return true;
    for (DatabaseFixture* const fixture : DatabaseFixture::Living()) {
      fixture->WriteFailure(DatabaseFixture::Folder());
    }
    return true;
  }

 private:
  int depth_ = 0;
};

// One for the program, however many files include this.
inline const Catch::ListenerRegistrar<FailureListener> kFailureListener;

}  // namespace pumice::testing
