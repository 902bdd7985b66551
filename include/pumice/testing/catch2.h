// SPDX-License-Identifier: Apache-2.0

#pragma once

// Catch2 2 is one header, which leaves listeners out unless it is asked before it is read.
#if __has_include(<catch2/catch.hpp>)
#define PUMICE_CATCH2_VERSION 2
#if defined(TWOBLUECUBES_SINGLE_INCLUDE_CATCH_HPP_INCLUDED) &&                   \
    !defined(CATCH_CONFIG_EXTERNAL_INTERFACES) && !defined(CATCH_CONFIG_MAIN) && \
    !defined(CATCH_CONFIG_RUNNER)
#error "include <pumice/testing/catch2.h> before <catch2/catch.hpp>"
#endif
#ifndef CATCH_CONFIG_EXTERNAL_INTERFACES
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#endif
#include <catch2/catch.hpp>
#else
#define PUMICE_CATCH2_VERSION 3
#include <catch2/catch_test_case_info.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#endif

#include <filesystem>
#include <string>
#include <vector>

#include "pumice/testing/database.h"

namespace pumice::testing {

// A fixture for Catch2, version 2 or 3: each test case, and each of its sections, has a database of
// its own, in the test's process.
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

#if PUMICE_CATCH2_VERSION == 2
using ListenerBase = Catch::TestEventListenerBase;
#else
using ListenerBase = Catch::EventListenerBase;
#endif

// Writes down a failed test's databases at the failed assertion, while they are there.
class FailureListener : public ListenerBase {
 public:
  using ListenerBase::ListenerBase;

  void testCaseStarting(const Catch::TestCaseInfo& test) override {
    ListenerBase::testCaseStarting(test);
    test_ = FolderName(test.name);
    RemoveFailure(test_);
    sections_.clear();
    SetFolder();
  }
  void sectionStarting(const Catch::SectionInfo& section) override {
    ListenerBase::sectionStarting(section);
    sections_.push_back(section.name);
    SetFolder();
  }
  void sectionEnded(const Catch::SectionStats& section) override {
    ListenerBase::sectionEnded(section);
    sections_.pop_back();
    SetFolder();
  }
#if PUMICE_CATCH2_VERSION == 2
  bool assertionEnded(const Catch::AssertionStats& assertion) override {
    Look(assertion);
    return true;
  }
#else
  void assertionEnded(const Catch::AssertionStats& assertion) override { Look(assertion); }
#endif

 private:
  // From this listener's own view: each file of tests may register one.
  void SetFolder() const {
    std::filesystem::path folder = test_;
    // The first section is the test case itself.
    for (size_t i = 1; i < sections_.size(); ++i) folder /= FolderName(sections_[i]);
    DatabaseFixture::Folder() = folder;
  }
  static void Look(const Catch::AssertionStats& assertion) {
    if (assertion.assertionResult.isOk()) return;
    for (DatabaseFixture* const fixture : DatabaseFixture::Living()) {
      fixture->WriteFailure(DatabaseFixture::Folder());
    }
  }

  std::string test_;
  std::vector<std::string> sections_;
};

// Each file of tests registers one; a database is written down once.
CATCH_REGISTER_LISTENER(FailureListener)

}  // namespace pumice::testing
