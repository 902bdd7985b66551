// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/service.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {

// The service on a clock that stands still, in memory or on disk.
class SnapshotService {
 public:
  static constexpr int64_t kStart = 1767225600000;  // 2026-01-01

  explicit SnapshotService(bool on_disk = false);

  Service* operator->() { return service_.get(); }
  Database& database() { return service_->database(); }
  ManualClock& clock() { return clock_; }
  void Reopen();
  // From now on commits fail, or not: of all threads, or of others than the test's.
  void FailCommits(bool fail) { *fail_all_ = fail; }
  void FailBackground(bool fail) { *fail_others_ = fail; }

  // Creates a table with the key pk, sk, the global index ByKind (kind, sk), the local index
  // ByScore (pk, score), and a stream.
  std::string CreateTable(const std::string& name);
  std::string Put(const std::string& table, const std::string& pk, const std::string& more = "");
  std::string Delete(const std::string& table, const std::string& pk);
  std::string Get(const std::string& table, const std::string& pk);

  // Everything that can be asked for: the clock, each table with its settings, items, indexes and
  // their counts, streams with all their shards and records, backups; a line each.
  std::string Data();
  // With the snapshots that there are.
  std::string Everything();
  // What of it differs from one run of the same requests to the next, replaced: random ids, and
  // what is made of ids of rows.
  static std::string WithoutIds(std::string everything);

 private:
  void AppendTable(const std::string& name, std::string* out);
  void AppendStreams(std::string* out);

  TemporaryDirectory directory_;
  const bool on_disk_;
  ManualClock clock_{kStart};
  std::shared_ptr<std::atomic<bool>> fail_all_ = std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<std::atomic<bool>> fail_others_ = std::make_shared<std::atomic<bool>>(false);
  std::unique_ptr<Service> service_;
};

}  // namespace pumice::test
