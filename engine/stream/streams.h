// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/schema/table_schema.h"
#include "engine/storage/store.h"
#include "engine/stream/stream.h"
#include "pumice/clock.h"

namespace pumice {

struct StreamOptions {
  uint16_t lanes = 1;  // open shards of a stream that is created
  // Called when a shard was closed and another opened: time for Trim, on another thread. See
  // Stream.
  std::function<void()> roll;
  // Called when a record of a stream, or of a change log, was committed or never will be: time to
  // hand it on, on another thread.
  std::function<void()> recorded;
  std::function<void()> logged;
};

// Which streams a space has: those of its tables, and for 24 hours those that were disabled or
// whose table was deleted. Persisted. Thread-safe.
class Streams {
  using ByArn = std::map<std::string, std::shared_ptr<Stream>, std::less<>>;

 public:
  // A stream that is made, with the place it will have: nobody finds it before Add.
  using Prepared = ByArn::node_type;

  // Loads the streams that `store` holds of a space. Both must outlive this object.
  Streams(Store* store, std::string space, const Clock* clock, StreamOptions options);

  // Makes a stream of a table, under a new id, and adds it to the batch that enables it. To be
  // followed by Add when that is committed. Its label is the time `created_millis`, or a little
  // later where the table has a stream of that label already. One stream at a time.
  Prepared Create(const TableDescription& table, StreamView view, uint32_t id,
                  int64_t created_millis, WriteBatch* batch) const;
  // The same of the log of the changes that a Kinesis stream is to be told of. Its ARN is none of
  // the API's.
  Prepared CreateChangeLog(const TableDescription& table, const KinesisDestination& destination,
                           uint32_t id, WriteBatch* batch) const;
  void Add(Prepared stream) noexcept;

  // Adds the end of a stream to the batch that disables it, and returns it. To be followed by
  // Stream::Disable when that is committed; until then nobody may write to its table.
  StreamEnd PutEnd(Stream* stream, WriteBatch* batch) const;

  // Persists a stream's policy. No end may be put meanwhile.
  void SetPolicy(Stream* stream, ResourcePolicy policy);

  // Null if there is none, or none any more.
  std::shared_ptr<Stream> Find(std::string_view arn) const;

  // Up to `limit` streams in ascending order of ARNs, behind `start` (empty: from the first).
  // `table_name` empty: those of all tables.
  std::vector<std::shared_ptr<Stream>> List(std::string_view table_name, std::string_view start,
                                            size_t limit) const;

  // Every change log that may hold records.
  std::vector<std::shared_ptr<Stream>> ChangeLogs() const;

  // Gives back the space of what is trimmed. Nobody sees it any more in any case. While the store
  // keeps its undo log, nothing goes.
  void Trim();

  // The highest number that each lane of each stream has given, by the streams' ids. Requires that
  // nobody writes, as do those below.
  using LastNumbers = std::map<uint32_t, std::vector<SequenceNumber>>;
  LastNumbers FindLastNumbers() const;
  // A stream's description as a rollback stores it.
  struct Restored {
    uint32_t id = 0;
    std::optional<StreamDescription> description;  // nothing: there is none
  };
  // After a rollback is committed: streams are as they are stored again. Returns the ids of those
  // that are not there any more, which are still held.
  std::vector<uint32_t> Reload(const std::vector<Restored>& streams) noexcept;
  void GoBackTo(const LastNumbers& numbers) noexcept;
  // After all streams were removed: there are none. Returns their ids, which are still held.
  std::vector<uint32_t> Clear();

 private:
  std::shared_ptr<Stream> Open(StreamDescription description) const;
  // Completes a description with what it has of the table, of time and of its place, and adds it
  // to the batch.
  Prepared Prepare(const TableDescription& table, StreamDescription description,
                   WriteBatch* batch) const;
  // The number below which no record is read any more, of any stream; records go at the next
  // chance.
  SequenceNumber MoveHorizon() const;
  // Forgets streams, in one commit.
  void Forget(const std::vector<std::shared_ptr<Stream>>& streams);

  Store* store_;
  const std::string space_;
  const Clock* clock_;
  StreamOptions options_;
  mutable Mutex horizon_mutex_;
  mutable SharedMutex mutex_;
  ByArn streams_ GUARDED_BY(mutex_);
};

}  // namespace pumice
