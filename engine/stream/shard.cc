// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/shard.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstdio>

#include "pumice/clock.h"

namespace pumice {
namespace {

constexpr std::string_view kPrefix = "shardId-";
constexpr size_t kMillisDigits = 20;
constexpr size_t kSuffixDigits = 8;

// The suffix is the lane and the stream, spread over all 32 bits by odd factors, so that the lanes
// of a stream have distinct ones.
constexpr uint32_t kLaneFactor = 0x9E3779B1;
constexpr uint32_t kStreamFactor = 0x85EBCA6B;

uint32_t SuffixOf(const StreamDescription& stream, uint32_t lane) {
  return lane * kLaneFactor + stream.id * kStreamFactor;
}

// Numbers have room for the end of a shard that begins then; far behind what a clock tells.
constexpr int64_t kLastShardStart = MillisOfSequence(kNoSequenceEnd) - kShardMillis;
static_assert(kLastShardStart > kLastClockMillis);

int64_t ShardStart(const StreamDescription& stream, uint32_t generation) {
  return stream.created_millis + int64_t{generation} * kShardMillis;
}

template <typename Integer>
bool ParseDigits(std::string_view digits, int base, Integer* value) {
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, *value, base);
  return error == std::errc() && stop == end;
}

}  // namespace

uint32_t GenerationAt(const StreamDescription& stream, int64_t millis) {
  if (stream.end) millis = std::min(millis, MillisOfSequence(stream.end->sequence - 1));
  return static_cast<uint32_t>(std::max<int64_t>(millis - stream.created_millis, 0) / kShardMillis);
}

uint32_t OldestGeneration(const StreamDescription& stream, int64_t now_millis) {
  return GenerationAt(stream, now_millis - kStreamRetentionMillis);
}

bool CanExist(const StreamDescription& stream, ShardPlace place) {
  return place.lane < stream.lanes && ShardStart(stream, place.generation) <= kLastShardStart;
}

ShardRange RangeWhileOpen(const StreamDescription& stream, ShardPlace place) {
  assert(CanExist(stream, place));
  const int64_t start = ShardStart(stream, place.generation);
  return {SequenceAt(start), SequenceAt(start + kShardMillis)};
}

ShardRange RangeOfShard(const StreamDescription& stream, ShardPlace place) {
  ShardRange range = RangeWhileOpen(stream, place);
  if (stream.end) range.end = std::min(range.end, stream.end->sequence);
  return range;
}

SequenceNumber TrimHorizon(int64_t now_millis) {
  return SequenceAt(now_millis - kStreamRetentionMillis);
}

bool IsStreamGone(const StreamDescription& stream, int64_t now_millis) {
  return stream.end && stream.end->sequence <= TrimHorizon(now_millis);
}

std::string ShardId(const StreamDescription& stream, ShardPlace place) {
  char digits[kMillisDigits + 1 + kSuffixDigits + 1];
  std::snprintf(digits, sizeof(digits), "%020lld-%08x",
                static_cast<long long>(ShardStart(stream, place.generation)),
                SuffixOf(stream, place.lane));
  return std::string(kPrefix) + digits;
}

std::optional<ShardPlace> ParseShardId(const StreamDescription& stream, std::string_view id) {
  if (id.size() != kPrefix.size() + kMillisDigits + 1 + kSuffixDigits || !id.starts_with(kPrefix)) {
    return std::nullopt;
  }
  id.remove_prefix(kPrefix.size());
  int64_t start = 0;
  uint32_t suffix = 0;
  if (!ParseDigits(id.substr(0, kMillisDigits), 10, &start) ||
      !ParseDigits(id.substr(kMillisDigits + 1), 16, &suffix)) {
    return std::nullopt;
  }
  if (start < stream.created_millis || start > kLastShardStart) return std::nullopt;
  const int64_t generation = (start - stream.created_millis) / kShardMillis;
  uint32_t lane = 0;
  while (lane < stream.lanes && SuffixOf(stream, lane) != suffix) ++lane;
  if (lane == stream.lanes) return std::nullopt;
  const ShardPlace place = {static_cast<uint16_t>(lane), static_cast<uint32_t>(generation)};
  if (ShardId(stream, place).substr(kPrefix.size()) != id) return std::nullopt;
  return place;
}

}  // namespace pumice
