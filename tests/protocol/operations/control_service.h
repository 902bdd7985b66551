// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <string>

#include "engine/delivery/change_sink.h"
#include "tests/protocol/operations/test_table.h"

namespace pumice::test {

// 2020-01-01, when a ControlService begins.
inline constexpr int64_t kStartMillis = 1577836800000;

// What a ControlService is made of, and must outlive it.
class ControlParts {
 protected:
  class Sink : public ChangeSink {
   public:
    void Add(const StreamRecord&) override {}
    void Deliver() override {}
  };
  DatabaseOptions Options();

  ManualClock clock_{kStartMillis};
  Sink sink_;
};

// A service whose tables take a second for each change of their state, with tables in each:
//   "Items", "Numbers" (TableService)  ACTIVE, nothing set
//   "Provisioned"  ACTIVE, 5 and 5 units, an index "gix" on g (S) of 5 and 5
//   "Set"          ACTIVE: a stream, recovery, TTL on "due", a tag, insights, policies of table and
//                  stream, a Kinesis destination, a backup
//   "Protected"    ACTIVE, protected against deletion
//   "Creating", "Updating", "Deleting"     in these states, the first two also protected
class ControlService : private ControlParts, public TableService {
 public:
  ControlService();

  const std::string& backup_arn() const { return backup_arn_; }
  const std::string& shard_id() const { return shard_id_; }
  const std::string& shard_iterator() const { return shard_iterator_; }

 private:
  void CreateTables();
  void MakeSettings();
  void BeginChanges();
  void Wait() { clock_.Advance(std::chrono::seconds(1)); }
  // Calls, and throws std::logic_error where that fails.
  std::string Do(std::string_view operation, const std::string& request);

  std::string backup_arn_;
  std::string shard_id_;
  std::string shard_iterator_;
};

inline const std::string kArnPrefix = "arn:aws:dynamodb:us-east-1:000000000000:table/";
inline const std::string kStreamOfSet = kArnPrefix + "Set/stream/2020-01-01T00:00:01.000";
inline const std::string kKinesisArn = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";
// Policies of a table and of a stream, quoted and escaped as they stand in a request.
inline std::string PolicyText(const std::string& action) {
  return "'{\\'Statement\\':[{\\'Effect\\':\\'Deny\\',\\'Principal\\':\\'*\\',"
         "\\'Action\\':\\'dynamodb:" +
         action + "\\',\\'Resource\\':\\'*\\'}]}'";
}
inline const std::string kPolicy = PolicyText("Scan");
inline const std::string kStreamPolicy = PolicyText("GetRecords");

}  // namespace pumice::test
