// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "engine/base/mutex.h"
#include "engine/stream/shard_iterator.h"
#include "engine/stream/stream_reader.h"
#include "protocol/endpoint.h"
#include "pumice/clock.h"
#include "pumice/log.h"
#include "pumice/space.h"

namespace pumice {

// What Space does: calls of an endpoint without a socket, and a thread that hands out the records
// of streams. Thread-safe.
class SpaceCalls {
 public:
  // What is pointed to must outlive Stop. Not to be called before Start but for Wake, which may
  // come from what Start waits for, and after Stop too.
  explicit SpaceCalls(LogSink log) : log_(std::move(log)) {}
  void Start(Spaces* spaces, Endpoint* endpoint) {
    spaces_ = spaces;
    endpoint_ = endpoint;
  }
  // Ends the thread. No record is handed out any more.
  void Stop();

  // See Space.
  HttpResponse Answer(std::string_view space, std::string_view operation, std::string_view input);
  std::string Call(std::string_view space, std::string_view operation, std::string_view input);
  std::shared_ptr<void> OnRecord(std::string_view space, std::string_view table,
                                 Space::RecordCallback on_record);

  Spaces* spaces() const { return spaces_; }

  // A record of some stream was committed. Does not block; costs next to nothing while nobody waits
  // for records.
  void Wake() noexcept;

 private:
  // One OnRecord.
  struct Feed {
    std::string space;
    std::string stream_arn;
    Space::RecordCallback on_record;
    // Where each shard goes on; nothing: it was read to its end.
    std::map<std::string, std::optional<ShardIterator>> shards;
    bool running = false;
    bool ended = false;
  };
  using Feeds = std::list<std::shared_ptr<Feed>>;

  // Adds the shards that the feed does not know, each to be read from there on.
  void AddShards(Feed* feed, IteratorType type);
  // Hands out what is there. Throws ApiError when the stream is gone.
  void Pump(Feed* feed);
  // One page of a shard. Whether it had records.
  bool PumpShard(Feed* feed, std::optional<ShardIterator>* iterator);
  void PumpGuarded(const std::shared_ptr<Feed>& feed);
  void Run(const std::stop_token& stop);
  void End(const std::shared_ptr<Feed>& feed);

  Spaces* spaces_ = nullptr;
  Endpoint* endpoint_ = nullptr;
  LogSink log_;
  std::atomic<int> feed_count_{0};
  Mutex mutex_;
  std::condition_variable_any changed_;
  Feeds feeds_ GUARDED_BY(mutex_);
  bool woken_ GUARDED_BY(mutex_) = false;
  std::jthread thread_ GUARDED_BY(mutex_);  // last: it uses the rest
};

}  // namespace pumice
