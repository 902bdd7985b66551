// SPDX-License-Identifier: Apache-2.0

#include "engine/delivery/change_delivery.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/storage/keyspace.h"
#include "engine/stream/shard.h"

namespace pumice {
namespace {

// What one PutRecords takes ("PutRecords", Kinesis Data Streams API reference).
constexpr size_t kPageRecords = 500;

}  // namespace

ChangeDelivery::ChangeDelivery(Store* store, FindLogs find_logs, const Clock* clock,
                               ChangeSink* sink, LogSink log)
    : store_(store),
      find_logs_(std::move(find_logs)),
      clock_(clock),
      sink_(sink),
      worker_(std::move(log)) {
  job_ = worker_.Add([this](const StopToken& stop) { DeliverAll(stop); });
}

void ChangeDelivery::DeliverAll(const StopToken& stop) {
  std::exception_ptr fault;
  for (const std::shared_ptr<Stream>& log : find_logs_()) {
    try {
      while (!stop.stop_requested() && DeliverPage(log.get())) {
      }
    } catch (const std::exception&) {
      // One destination that fails holds up no other.
      if (fault == nullptr) fault = std::current_exception();
    }
  }
  if (fault != nullptr) std::rethrow_exception(fault);
}

void ChangeDelivery::WhilePaused(const std::function<void()>& action) {
  worker_.WhilePaused([&] {
    positions_.clear();  // the logs may go on with lower numbers
    action();
  });
}

bool ChangeDelivery::DeliverPage(Stream* log) {
  const uint32_t id = log->origin().id;
  SequenceNumber& position = positions_[id];
  position = std::max(position, TrimHorizon(clock_->NowMillis()));
  std::vector<SequenceNumber> numbers;
  const SequenceNumber next = StreamReader::ReadChangeLog(*store_, log, position, kPageRecords,
                                                          [&](const StreamRecord& record) {
                                                            sink_->Add(record);
                                                            numbers.push_back(record.number);
                                                          });
  if (numbers.empty()) return false;
  sink_->Deliver();
  WriteBatch batch;
  for (const SequenceNumber number : numbers) {
    batch.Delete(keyspace::StreamRecordKey(id, kChangeLogLane, number));
  }
  store_->Commit(&batch);
  position = next;
  return true;
}

}  // namespace pumice
