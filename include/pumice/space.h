// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "pumice/service_error.h"

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

  const std::string& name() const { return name_; }

 private:
  friend class Emulator;
  Space(SpaceCalls* calls, std::string name) : calls_(calls), name_(std::move(name)) {}

  SpaceCalls* calls_;
  std::string name_;
};

}  // namespace pumice
