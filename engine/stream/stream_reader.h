// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/storage/store.h"
#include "engine/stream/change_record.h"
#include "engine/stream/shard_iterator.h"
#include "engine/stream/stream.h"
#include "engine/stream/streams.h"
#include "pumice/clock.h"

namespace pumice {

struct StreamPage {
  std::vector<std::shared_ptr<Stream>> streams;
  bool more = false;
};

enum class StreamStatus : uint8_t { kEnabling, kEnabled, kDisabling, kDisabled };

struct ShardInfo {
  std::string id;
  std::string parent_id;  // empty: none, or trimmed
  SequenceNumber first = 0;
  std::optional<SequenceNumber> last;  // nothing: the shard is open
};

struct StreamInfo {
  StreamDescription description;
  StreamStatus status = StreamStatus::kEnabled;
  std::vector<ShardInfo> shards;  // parents before their children
  bool more = false;
};

struct DescribeStreamRequest {
  std::string_view arn;
  size_t limit = 100;
  std::string_view start_shard;  // shards behind this one; empty: from the first
  std::string_view parent;       // children of this one only; empty: all
};

enum class IteratorType : uint8_t {
  kTrimHorizon,
  kLatest,
  kAtSequenceNumber,
  kAfterSequenceNumber
};

struct StreamRecord {
  const StreamDescription& stream;
  std::string event_id;
  SequenceNumber number = 0;
  ChangeRecord change;
};

using RecordSink = std::function<void(const StreamRecord&)>;

// The operations of DynamoDB Streams. Thread-safe.
//
// Every method throws ApiError: ResourceNotFoundException for streams and shards that are not
// there, or no longer.
class StreamReader {
 public:
  // `transition_millis`: how long streams are ENABLING and DISABLING. The rest must outlive the
  // reader.
  StreamReader(const Store* store, const Streams* streams, const Clock* clock,
               int64_t transition_millis)
      : store_(store), streams_(streams), clock_(clock), transition_millis_(transition_millis) {}

  // See Streams::List.
  StreamPage List(std::string_view table_name, std::string_view start, size_t limit) const;

  StreamInfo Describe(const DescribeStreamRequest& request) const;

  // `number`: where the type needs one. Throws also TrimmedDataAccessException, and
  // ValidationException for a number that the shard does not have.
  ShardIterator GetIterator(std::string_view arn, std::string_view shard_id, IteratorType type,
                            std::optional<SequenceNumber> number) const;

  // Hands up to `limit` records, or 1 MB of them, to the sink, in order. Returns where to go on, or
  // nothing at the end of a closed shard. Costs one seek and what is returned. Throws also
  // ExpiredIteratorException, TrimmedDataAccessException.
  std::optional<ShardIterator> Read(const ShardIterator& iterator, size_t limit,
                                    const RecordSink& sink) const;

  // Hands up to `limit` records of a change log, or 1 MB of them, to the sink, in order, from the
  // number `start` on. Returns where to go on.
  static SequenceNumber ReadChangeLog(const Store& store, Stream* log, SequenceNumber start,
                                      size_t limit, const RecordSink& sink);

 private:
  std::shared_ptr<Stream> FindOrThrow(std::string_view arn) const;
  StreamStatus StatusOf(const StreamDescription& stream) const;
  ShardInfo InfoOf(const StreamDescription& stream, Stream* live, ShardPlace place) const;
  // The generation of a lane that was opened last.
  uint32_t NewestGeneration(const StreamDescription& stream, Stream* live, uint16_t lane) const;
  // Whether the shard was opened and is not trimmed.
  bool Exists(const StreamDescription& stream, Stream* live, ShardPlace place) const;
  ShardPlace ParseShard(const StreamDescription& stream, std::string_view id) const;
  void CollectShards(const DescribeStreamRequest& request, Stream* live, StreamInfo* info) const;
  void CollectChildren(const DescribeStreamRequest& request, Stream* live, StreamInfo* info) const;
  // Returns where the next page begins.
  static SequenceNumber ReadPage(const Store& store, const StreamDescription& stream, uint16_t lane,
                                 SequenceNumber start, SequenceNumber end, size_t limit,
                                 const RecordSink& sink);
  bool HasRecords(uint32_t id, uint16_t lane, SequenceNumber from, SequenceNumber to) const;

  const Store* store_;
  const Streams* streams_;
  const Clock* clock_;
  int64_t transition_millis_;
};

}  // namespace pumice
