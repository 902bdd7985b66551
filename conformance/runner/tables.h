// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/runner/case_file.h"
#include "conformance/runner/transport.h"
#include "conformance/runner/variables.h"

namespace pumice::conformance {

// A table could not be made, filled or deleted; what() says why, with the service's own words.
class SetupError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using TableNames = std::set<std::string, std::less<>>;

// How long a table may take to become ACTIVE or to go. Real tables take some seconds; one with
// indexes on live data, minutes.
inline constexpr std::chrono::milliseconds kPatience{300'000};

// The tables that cases stand on: creates, fills and deletes them, and knows which are there.
class Tables {
 public:
  explicit Tables(Transport* transport, std::chrono::milliseconds patience = kPatience)
      : transport_(*transport), patience_(patience) {}

  // Creates the tables, waits until they are ACTIVE, and puts the items. Throws SetupError,
  // TransportError.
  void SetUp(const Setup& setup);

  // The same with tables that are there already, and stay: waits until they are ACTIVE and puts the
  // items, none in the place of one that is there.
  void SetUpDeployed(const Setup& setup);

  // Deletes the items that SetUpDeployed put.
  void DeleteItems();

  // Tells of a successful call's answer: a table that the call created is known from now on, and
  // deleted in the end; one that was there before never is. `wait`: until the table that changed is
  // ACTIVE with its indexes, or gone.
  void Notice(std::string_view operation, const JsonValue& answer, bool wait);

  // Deletes every table that is known and not among `kept`, and waits until they are gone.
  void DeleteAllBut(const TableNames& kept);

  const TableNames& names() const { return names_; }

 private:
  void Create(const TableToCreate& table);
  void Load(const ItemsToLoad& load);
  void Add(const TableToCreate& table, const ItemsToLoad& load);
  void Delete(const std::string& name);
  void WaitUntilActive(const std::string& name);
  void WaitUntilGone(const std::string& name);

  Transport& transport_;
  const std::chrono::milliseconds patience_;
  TableNames names_;
  std::vector<std::string> deletions_;  // DeleteItem's inputs for what SetUpDeployed put
};

}  // namespace pumice::conformance
