#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "pumice/log.h"

namespace pumice {

// How data is kept, and what DynamoDB does slowly or seldom: what an emulator and the engine below it have in common.
struct EngineOptions {
  // The directory that holds the data; created if it is not there. Empty: in memory, gone at the end.
  std::string data_dir;
  // With a directory: sync every write to the device, so that it survives a loss of power too.
  bool fsync = false;
  // How often expired items (TTL) are looked for.
  std::chrono::milliseconds ttl_interval{1000};
  // How long tables and indexes stay CREATING, UPDATING or DELETING. Zero: until the next call.
  std::chrono::milliseconds transition_delay{0};
  // Staleness of eventually consistent reads, and of all reads of global indexes. Zero: always current.
  std::chrono::milliseconds eventual_delay{0};
  // Open shards of each stream that is enabled from now on; each item's changes stay in order.
  uint16_t stream_shards = 1;
  // Whether a write or transaction that conflicts with a transaction in flight on one of its items is refused, as the service
  // does (TransactionConflictException, TransactionCanceledException, TransactionInProgressException); otherwise it waits.
  bool transaction_conflicts = false;
  // What there is to say beside the answers; empty: nothing is said.
  LogSink log;
};

}  // namespace pumice
