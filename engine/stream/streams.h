#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/schema/table_schema.h"
#include "engine/storage/store.h"
#include "engine/stream/stream.h"
#include "pumice/clock.h"

namespace pumice {

struct StreamOptions {
  uint16_t lanes = 1;  // open shards of a stream that is created
  // Called when a shard was closed and another opened: time for Trim, on whatever thread. Must not
  // block.
  std::function<void()> roll;
};

// Which streams there are: those of tables, and for 24 hours those that were disabled or whose
// table was deleted. Persisted. Thread-safe.
class Streams {
 public:
  // Loads the streams that `store` holds. Both must outlive this object.
  Streams(Store* store, const Clock* clock, StreamOptions options);

  // Makes a stream of a table and adds it to the batch that enables it. It is to be had only after
  // Add. Its label is the time, or a little later where the table has a stream of that label
  // already.
  std::shared_ptr<Stream> Create(const TableDescription& table, StreamView view,
                                 WriteBatch* batch) const;
  void Add(std::shared_ptr<Stream> stream);

  // Closes a stream, while nobody writes to its table, and adds that to the batch that disables it.
  static void Disable(Stream* stream, WriteBatch* batch);

  // Null if there is none, or none any more.
  std::shared_ptr<Stream> Find(std::string_view arn) const;

  // Up to `limit` streams in ascending order of ARNs, behind `start` (empty: from the first).
  // `table_name` empty: those of all tables.
  std::vector<std::shared_ptr<Stream>> List(std::string_view table_name, std::string_view start,
                                            size_t limit) const;

  // Gives back the space of what is trimmed. Nobody sees it any more in any case.
  void Trim();

 private:
  std::shared_ptr<Stream> Open(StreamDescription description) const;

  Store* store_;
  const Clock* clock_;
  StreamOptions options_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<Stream>, std::less<>> streams_;  // by ARN
};

}  // namespace pumice
