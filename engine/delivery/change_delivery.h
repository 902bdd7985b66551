// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "engine/base/background_worker.h"
#include "engine/base/stop_token.h"
#include "engine/delivery/change_sink.h"
#include "engine/storage/store.h"
#include "engine/stream/stream_reader.h"
#include "engine/stream/streams.h"
#include "pumice/clock.h"
#include "pumice/log.h"

namespace pumice {

// Delivers the records of change logs to a sink, on a thread of its own, and deletes them then: a
// record is delivered at least once, in the order of its log, and survives a restart until it is.
// Bounded: what is not delivered within a day is dropped, as for streams; one page at a time is in
// memory. Thread-safe.
class ChangeDelivery {
 public:
  // Every change log that may hold records.
  using FindLogs = std::function<std::vector<std::shared_ptr<Stream>>()>;

  // All must outlive the object. Faults are told to `log`, and tried again every second.
  ChangeDelivery(Store* store, FindLogs find_logs, const Clock* clock, ChangeSink* sink,
                 LogSink log);

  // Has the records delivered that are there by now. Does not block.
  void Wake() noexcept { worker_.Request(job_); }

  // Returns when all is delivered, or cannot be for now.
  void WaitUntilIdle() { worker_.WaitUntilIdle(); }

  // Does something with the logs while nothing is delivered; what it throws passes through.
  void WhilePaused(const std::function<void()>& action);

 private:
  // Whether there was a page to deliver.
  bool DeliverPage(Stream* log);
  // All pages of all logs; the first fault is thrown in the end.
  void DeliverAll(const StopToken& stop);

  Store* store_;
  FindLogs find_logs_;
  const Clock* clock_;
  ChangeSink* sink_;
  // Of the worker's thread: where a log goes on, by its id. Saves passing what was deleted.
  std::map<uint32_t, SequenceNumber> positions_;
  // Last: its thread uses the rest.
  BackgroundWorker worker_;
  size_t job_ = 0;
};

}  // namespace pumice
