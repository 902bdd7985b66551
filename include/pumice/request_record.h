// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace pumice {

// The beginning of a body, decompressed.
struct RecordedBody {
  std::string text;  // at most EmulatorOptions::recorded_body_bytes
  size_t bytes = 0;  // of the whole body
};

// One request and what became of it.
struct RequestRecord {
  std::chrono::system_clock::time_point time;     // when it came
  std::chrono::steady_clock::time_point started;  // the same, for measuring
  std::chrono::microseconds elapsed{0};           // until its answer was final and durable

  std::string space;      // empty: there is only one
  std::string operation;  // "PutItem"; of what is no operation, "GET /_pumice/status"
  std::string table;      // as the request names it; several with commas; empty: none
  std::string index;      // empty: none

  int status = 0;       // HTTP's
  std::string error;    // "ConditionalCheckFailedException"; empty: none
  std::string message;  // the error's

  // Of what reads items: how many were read, and how many of them are in the answer.
  std::optional<int64_t> items_read;
  std::optional<int64_t> items_returned;
  // Of a page (Query, Scan, SELECT): how many of those that were read the filter dropped, and
  // whether there is another page.
  std::optional<int64_t> items_filtered;
  bool more_items = false;
  // Consumed capacity, of all tables and indexes; nothing where none is charged.
  std::optional<double> capacity_units;

  // Why conditions failed, in one line of printable ASCII, at most 1 KiB: "n > :x: 5 > 9 is false";
  // of a batch or transaction "[2] n > :x: 5 > 9 is false", where 2 is the action's index. Empty:
  // none did.
  std::string explanation;

  // If bodies are recorded.
  RecordedBody request_body;
  RecordedBody answer_body;
};

// Takes the record of each request when its answer is final, on the thread that made it; may be
// called by several threads at once. Must not throw, and must not wait for an answer of the same
// emulator: the thread serves other connections too.
using RequestSink = std::function<void(const RequestRecord& record)>;

}  // namespace pumice
