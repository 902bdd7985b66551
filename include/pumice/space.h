// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pumice/http.h"
#include "pumice/service_error.h"
#include "pumice/snapshot_info.h"

namespace pumice {

class SpaceCalls;

// A space of an emulator (Emulator::Space) as code uses it: no HTTP, no headers, no credentials.
// Tables of one space are not seen in another. Copies are the same space. Thread-safe. Not to be
// used once the emulator is closed.
//
//   pumice::Space space = emulator->Space("test");
//   space.CreateTable(R"({"TableName": "Music", …})");
//   space.PutItems("Music", R"([{"Artist": {"S": "No One You Know"}}])");
//   space.Call("Scan", R"({"TableName": "Music"})");   // {"Items":[…],"Count":1,"ScannedCount":1}
class Space {
 public:
  // Carries out an operation, given its name and input as JSON, and returns its output as JSON.
  // Durable when it returns. Throws ServiceError.
  std::string Call(std::string_view operation, std::string_view input) const;

  // The same, and returns the whole answer whatever it says: status, headers and body of HTTP.
  // Throws nothing.
  HttpResponse Answer(std::string_view operation, std::string_view input) const;

  // CreateTable; returns when the table is ACTIVE. Throws ServiceError.
  void CreateTable(std::string_view input) const;

  // Puts items, given as a JSON array of items in DynamoDB's form, one after the other. Throws
  // ServiceError; those before the faulty one are put.
  void PutItems(std::string_view table, std::string_view items) const;

  // Calls with each record of the table's stream from now on, as GetRecords tells it, in the order
  // of its shard; on a thread of the emulator, soon after the write. `on_record` must not throw and
  // may use the space. Ends with the object that is returned, which waits for a call that runs and
  // must go before the emulator, or with the stream. Throws ServiceError
  // (ResourceNotFoundException) without table or stream.
  using RecordCallback = std::function<void(std::string_view record)>;
  [[nodiscard]] std::shared_ptr<void> OnRecord(std::string_view table,
                                               RecordCallback on_record) const;

  // Makes another space with the tables and items of this one, in the same time for any number of
  // items; streams are without records. These and what follows are durable when they return, wait
  // for requests under way, and throw std::invalid_argument, saying what is wrong, for a name that
  // is none or a space that is not as they want it (here: one that has tables already);
  // std::runtime_error if the data cannot be written.
  Space Fork(std::string_view name) const;

  // Snapshots of what the space holds: see Emulator::TakeSnapshot.
  SnapshotInfo TakeSnapshot(std::string_view name) const;
  SnapshotInfo RestoreSnapshot(std::string_view name) const;
  SnapshotInfo DeleteSnapshot(std::string_view name) const;
  std::vector<SnapshotInfo> ListSnapshots() const;  // in the order in which they were taken

  // Removes everything that the space holds, its snapshots too. Takes the same time for every size
  // of table.
  void Reset() const;

  // Resets it and forgets it; it is there again with its next use. std::invalid_argument if nobody
  // used it.
  void Delete() const;

  const std::string& name() const { return name_; }

 private:
  friend class Emulator;
  Space(SpaceCalls* calls, std::string name) : calls_(calls), name_(std::move(name)) {}

  SpaceCalls* calls_;
  std::string name_;
};

}  // namespace pumice
