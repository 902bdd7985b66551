// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/stream_reader.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "engine/error/streams.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// "A shard iterator expires 15 minutes after it is retrieved" (GetRecords, API reference).
constexpr int64_t kIteratorMillis = 15 * 60 * 1000;
// "GetRecords can retrieve a maximum of 1 MB of data or 1000 stream records, whichever comes
// first."
constexpr size_t kPageBytes = 1 << 20;

// An iterator comes from outside: each of its fields must be one that GetIterator or Read could
// have written.
void CheckIterator(const StreamDescription& stream, const ShardIterator& iterator) {
  if (!CanExist(stream, iterator.shard)) ThrowShardNotFound();
  const ShardRange range = RangeWhileOpen(stream, iterator.shard);
  if (iterator.position < range.first || iterator.position > range.end ||
      !IsClockTime(iterator.created_millis)) {
    ThrowInvalidShardIterator();
  }
}

// 32 hexadecimal digits, the same each time the record is read.
std::string EventId(const StreamDescription& stream, std::string_view record_key) {
  const uint64_t seed = XXH3_64bits(stream.arn.data(), stream.arn.size());
  const XXH128_hash_t hash = XXH3_128bits_withSeed(record_key.data(), record_key.size(), seed);
  char digits[33];
  std::snprintf(digits, sizeof(digits), "%016llx%016llx",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return digits;
}

}  // namespace

StreamPage StreamReader::List(std::string_view table_name, std::string_view start,
                              size_t limit) const {
  // One more than asked for tells whether there are any more.
  StreamPage page = {streams_->List(table_name, start, limit + 1)};
  page.more = page.streams.size() > limit;
  if (page.more) page.streams.pop_back();
  return page;
}

std::shared_ptr<Stream> StreamReader::FindOrThrow(std::string_view arn) const {
  std::shared_ptr<Stream> stream = streams_->Find(arn);
  if (stream == nullptr) ThrowStreamNotFound(arn);
  return stream;
}

StreamStatus StreamReader::StatusOf(const StreamDescription& stream) const {
  const int64_t now = clock_->NowMillis();
  if (stream.end) {
    return now < stream.end->millis + transition_millis_ ? StreamStatus::kDisabling
                                                         : StreamStatus::kDisabled;
  }
  const bool enabling = transition_millis_ > 0 && now < stream.created_millis + transition_millis_;
  return enabling ? StreamStatus::kEnabling : StreamStatus::kEnabled;
}

uint32_t StreamReader::NewestGeneration(const StreamDescription& stream, Stream* live,
                                        uint16_t lane) const {
  return GenerationAt(stream, live->Now(lane));
}

bool StreamReader::Exists(const StreamDescription& stream, Stream* live, ShardPlace place) const {
  return place.lane < stream.lanes &&
         place.generation >= OldestGeneration(stream, clock_->NowMillis()) &&
         place.generation <= NewestGeneration(stream, live, place.lane);
}

ShardPlace StreamReader::ParseShard(const StreamDescription& stream, std::string_view id) const {
  const std::optional<ShardPlace> place = ParseShardId(stream, id);
  if (!place) ThrowShardNotFound();
  return *place;
}

ShardInfo StreamReader::InfoOf(const StreamDescription& stream, Stream* live,
                               ShardPlace place) const {
  ShardInfo info;
  info.id = ShardId(stream, place);
  if (place.generation > OldestGeneration(stream, clock_->NowMillis())) {
    info.parent_id = ShardId(stream, {place.lane, place.generation - 1});
  }
  const ShardRange range = RangeOfShard(stream, place);
  info.first = range.first;
  if (stream.end || SequenceAt(live->Now(place.lane)) >= range.end) info.last = range.end - 1;
  return info;
}

StreamInfo StreamReader::Describe(const DescribeStreamRequest& request) const {
  const std::shared_ptr<Stream> stream = FindOrThrow(request.arn);
  StreamInfo info;
  info.description = stream->Describe();
  info.status = StatusOf(info.description);
  if (request.parent.empty()) {
    CollectShards(request, stream.get(), &info);
  } else {
    CollectChildren(request, stream.get(), &info);
  }
  return info;
}

void StreamReader::CollectShards(const DescribeStreamRequest& request, Stream* live,
                                 StreamInfo* info) const {
  const StreamDescription& stream = info->description;
  ShardPlace place = {0, OldestGeneration(stream, clock_->NowMillis())};
  if (!request.start_shard.empty()) {
    const std::optional<ShardPlace> start = ParseShardId(stream, request.start_shard);
    if (!start || start->lane >= stream.lanes) return;  // nothing comes behind what is no shard
    if (start->generation >= place.generation) place = *start;
    if (place == *start) ++place.lane;
  }
  // By lane. Where a lane's records are ahead of the clock, its newest shard is too.
  std::vector<uint32_t> newest;
  for (uint16_t lane = 0; lane < stream.lanes; ++lane) {
    newest.push_back(NewestGeneration(stream, live, lane));
  }
  const uint32_t last = *std::max_element(newest.begin(), newest.end());
  for (; place.generation <= last; place = {0, place.generation + 1}) {
    for (; place.lane < stream.lanes; ++place.lane) {
      if (place.generation > newest[place.lane]) continue;
      if (info->shards.size() == request.limit) {
        info->more = true;
        return;
      }
      info->shards.push_back(InfoOf(stream, live, place));
    }
  }
}

void StreamReader::CollectChildren(const DescribeStreamRequest& request, Stream* live,
                                   StreamInfo* info) const {
  const StreamDescription& stream = info->description;
  ShardPlace place = ParseShard(stream, request.parent);
  ++place.generation;
  if (!Exists(stream, live, place)) return;
  if (!request.start_shard.empty()) {
    const std::optional<ShardPlace> start = ParseShardId(stream, request.start_shard);
    if (!start || start->generation >= place.generation) return;
  }
  info->shards.push_back(InfoOf(stream, live, place));
}

ShardIterator StreamReader::GetIterator(std::string_view arn, std::string_view shard_id,
                                        IteratorType type,
                                        std::optional<SequenceNumber> number) const {
  const std::shared_ptr<Stream> live = FindOrThrow(arn);
  const StreamDescription stream = live->Describe();
  ShardIterator iterator;
  iterator.stream_arn = stream.arn;
  iterator.shard = ParseShard(stream, shard_id);
  if (!Exists(stream, live.get(), iterator.shard)) ThrowShardNotFound();
  iterator.created_millis = clock_->NowMillis();

  const ShardRange range = RangeOfShard(stream, iterator.shard);
  switch (type) {
    case IteratorType::kTrimHorizon:
      iterator.position = range.first;
      iterator.from_horizon = true;
      return iterator;
    case IteratorType::kLatest:
      iterator.position = std::clamp(live->Next(iterator.shard.lane), range.first, range.end);
      return iterator;
    case IteratorType::kAtSequenceNumber:
    case IteratorType::kAfterSequenceNumber:
      break;
  }
  if (!number || *number < range.first || *number >= range.end) {
    ThrowInvalidSequenceNumber();
  }
  if (*number < TrimHorizon(clock_->NowMillis())) ThrowTrimmed();
  iterator.position = *number + (type == IteratorType::kAfterSequenceNumber ? 1 : 0);
  return iterator;
}

std::optional<ShardIterator> StreamReader::Read(const ShardIterator& iterator, size_t limit,
                                                const RecordSink& sink) const {
  const int64_t now = clock_->NowMillis();
  const std::shared_ptr<Stream> live = FindOrThrow(iterator.stream_arn);
  const StreamDescription stream = live->Describe();
  CheckIterator(stream, iterator);
  if (now - iterator.created_millis >= kIteratorMillis) {
    ThrowExpiredIterator();
  }
  const uint16_t lane = iterator.shard.lane;
  const ShardRange range = RangeOfShard(stream, iterator.shard);
  const SequenceNumber horizon = TrimHorizon(now);
  if (!iterator.from_horizon &&
      HasRecords(stream.id, lane, iterator.position, std::min(horizon, range.end))) {
    ThrowTrimmed();
  }
  const SequenceNumber end = live->ReadableEnd(lane, range.end);
  const SequenceNumber start = std::min(std::max(iterator.position, horizon), range.end);
  const SequenceNumber position =
      start < end ? ReadPage(*store_, stream, lane, start, end, limit, sink) : start;
  if (end == range.end && position >= end) return std::nullopt;
  return ShardIterator{iterator.stream_arn, iterator.shard, position, false, now};
}

SequenceNumber StreamReader::ReadChangeLog(const Store& store, Stream* log, SequenceNumber start,
                                           size_t limit, const RecordSink& sink) {
  const StreamDescription stream = log->Describe();
  const SequenceNumber last = stream.end ? stream.end->sequence : kNoSequenceEnd;
  const SequenceNumber end = log->ReadableEnd(kChangeLogLane, last);
  return start < end ? ReadPage(store, stream, kChangeLogLane, start, end, limit, sink) : start;
}

SequenceNumber StreamReader::ReadPage(const Store& store, const StreamDescription& stream,
                                      uint16_t lane, SequenceNumber start, SequenceNumber end,
                                      size_t limit, const RecordSink& sink) {
  const auto cursor = store.NewCursor(keyspace::StreamRecordKey(stream.id, lane, start),
                                      keyspace::StreamRecordKey(stream.id, lane, end));
  size_t records = 0;
  size_t bytes = 0;
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    const SequenceNumber number = keyspace::SequenceOfStreamRecord(cursor->key());
    const ChangeRecord change = DecodeChange(cursor->value());
    bytes += change.Size();
    if (records == limit || (records > 0 && bytes > kPageBytes)) return number;
    sink({stream, EventId(stream, cursor->key()), number, change});
    ++records;
  }
  cursor->CheckStatus();
  return end;
}

bool StreamReader::HasRecords(uint32_t id, uint16_t lane, SequenceNumber from,
                              SequenceNumber to) const {
  if (from >= to) return false;
  const auto cursor = store_->NewCursor(keyspace::StreamRecordKey(id, lane, from),
                                        keyspace::StreamRecordKey(id, lane, to));
  cursor->SeekToFirst();
  cursor->CheckStatus();
  return cursor->Valid();
}

}  // namespace pumice
