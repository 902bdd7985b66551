// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/schema/key_schema.h"
#include "engine/schema/table_schema.h"
#include "engine/stream/sequence_number.h"

namespace pumice {

// When a stream was disabled, and the number that closes its last shards: above every record's.
struct StreamEnd {
  int64_t millis = 0;
  SequenceNumber sequence = 0;
};

// The only lane of a change log.
inline constexpr uint16_t kChangeLogLane = 0;

// A stream with everything that is told of it. It outlives its table.
struct StreamDescription {
  uint32_t id = 0;  // never used again
  std::string arn;
  std::string table_name;
  std::string region;
  std::string label;
  StreamView view = StreamView::kKeysOnly;
  KeySchema key;  // the table's
  int64_t created_millis = 0;
  uint16_t lanes = 1;  // how many shards are open at a time
  std::optional<StreamEnd> end;
  ResourcePolicy policy;
  // The Kinesis stream that its records wait for; empty of a stream of the API's. With it, nobody
  // else sees the stream, and what is delivered is deleted.
  std::string kinesis_arn;
  TimePrecision precision = TimePrecision::kMillisecond;  // of what is delivered

  bool IsChangeLog() const { return !kinesis_arn.empty(); }
};

// A stream's description as it is stored: an item. Throws std::runtime_error for bytes that are
// damaged.
std::string EncodeStream(const StreamDescription& stream);
StreamDescription DecodeStream(std::string_view bytes);

}  // namespace pumice
