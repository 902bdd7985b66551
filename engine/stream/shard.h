// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/stream/sequence_number.h"
#include "engine/stream/stream_description.h"

namespace pumice {

// "Stream records are automatically removed 24 hours after they are created" (Developer Guide,
// DynamoDB Streams).
inline constexpr int64_t kStreamRetentionMillis = 24 * 60 * 60 * 1000;

// How long a shard stays open, about as long as the service keeps one.
inline constexpr int64_t kShardMillis = 4 * 60 * 60 * 1000;

// A stream has as many lanes as open shards. Every lane is a row of shards in time, its
// generations, which follow from when the stream was created: nothing is stored of a shard but its
// records. A shard's parent is the generation before.
struct ShardPlace {
  uint16_t lane = 0;
  uint32_t generation = 0;

  friend bool operator==(const ShardPlace&, const ShardPlace&) = default;
};

// The numbers of a shard's records: from `first` up to but not including `end`.
struct ShardRange {
  SequenceNumber first = 0;
  SequenceNumber end = 0;
};

// The generation that is open at a time; of a stream that was disabled by then its last one.
uint32_t GenerationAt(const StreamDescription& stream, int64_t millis);

// The first generation that may still hold a record that is not trimmed.
uint32_t OldestGeneration(const StreamDescription& stream, int64_t now_millis);

// Whether the stream has or will have such a shard, as long as a clock goes on.
bool CanExist(const StreamDescription& stream, ShardPlace place);

// The numbers that the shard has as long as its stream is not disabled, which closes it early.
// Requires CanExist.
ShardRange RangeWhileOpen(const StreamDescription& stream, ShardPlace place);
// Requires CanExist.
ShardRange RangeOfShard(const StreamDescription& stream, ShardPlace place);

// Records below this number are trimmed.
SequenceNumber TrimHorizon(int64_t now_millis);

// Whether there is nothing left of a stream that was disabled.
bool IsStreamGone(const StreamDescription& stream, int64_t now_millis);

// "shardId-00000001414576573621-f55eea83": when the shard was opened, and which of the stream's
// lanes it belongs to.
std::string ShardId(const StreamDescription& stream, ShardPlace place);
// Nothing if the stream never has a shard of that id.
std::optional<ShardPlace> ParseShardId(const StreamDescription& stream, std::string_view id);

}  // namespace pumice
