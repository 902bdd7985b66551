// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "pumice/clock.h"
#include "pumice/log.h"
#include "pumice/request_record.h"

namespace pumice {

// How an emulator keeps its data, what of the service's slow or rare behaviour it shows, and who
// may use it.
struct EmulatorOptions {
  // The directory that holds the data; created if it is not there. Empty: in memory, gone at the
  // end.
  std::string data_dir;
  // With a directory: sync every write to the device, so that it survives a loss of power too.
  bool fsync = false;
  // Where time comes from; null: the machine's. Must outlive the emulator. A ManualClock can also
  // be moved by requests to
  // /_pumice/clock.
  Clock* clock = nullptr;
  // Whether requests to /_pumice/ are taken (protocol/control.h).
  bool control = true;
  // Which requests see the same tables: "shared" (all), or callers of the same "region", "account"
  // (a 12-digit access key is an account id, and stands in ARNs), "access-key", or several of them:
  // "access-key+region". A request that names a space itself (header X-Pumice-Space, host
  // NAME.localhost) goes there in any case.
  std::string spaces = "shared";
  // How often expired items (TTL) are looked for.
  std::chrono::milliseconds ttl_interval{1000};
  // How long tables and indexes stay CREATING, UPDATING or DELETING. Zero: until the next call.
  std::chrono::milliseconds transition_delay{0};
  // How far the latest restorable time of point-in-time recovery is behind; the service's is
  // typically five minutes. Zero: any time up to now can be restored.
  std::chrono::milliseconds recovery_lag{5 * 60 * 1000};
  // Staleness of eventually consistent reads, and of all reads of global indexes. Zero: always
  // current.
  std::chrono::milliseconds eventual_delay{0};
  // Open shards of each stream that is enabled from now on; each item's changes stay in order.
  uint16_t stream_shards = 1;
  // Whether a write or transaction that conflicts with a transaction in flight on one of its items
  // is refused, as the service does (TransactionConflictException, TransactionCanceledException,
  // TransactionInProgressException); otherwise it waits.
  bool transaction_conflicts = false;
  // Whether AttributeDefinitions that no key uses are taken, with a warning, as DynamoDB Local
  // takes them; the service refuses them.
  bool lenient_definitions = false;
  // Where Kinesis streams answer that tables' changes are delivered to
  // (EnableKinesisStreamingDestination): "http://127.0.0.1:4566". Empty: nowhere, and enabling a
  // destination fails.
  std::string kinesis_endpoint;
  // What requests to it are signed with.
  std::string kinesis_access_key = "pumice";
  std::string kinesis_secret_key = "pumice";
  std::string kinesis_session_token;  // empty: none
  // Bytes that rows in memory, requests and answers may take together; 0: a half of what this
  // process may use of the machine's. Beyond it, what needs more is answered with 503, until
  // something is deleted or answered.
  uint64_t max_memory = 0;
  // Web pages that may use the emulator beside those of this machine: origins
  // ("https://app.example.com"), hosts, or "*".
  std::vector<std::string> cors;
  // What there is to say beside the answers; empty: nothing is said.
  LogSink log;
  // Told of each request; empty: nobody is. Called for requests through Listen's servers and
  // through Handle alike.
  RequestSink on_request;
  // How much of each body it is told; 0: nothing.
  size_t recorded_body_bytes = 0;
  // Whether answers say in a header, X-Pumice-Explain, why a condition failed and how the page of a
  // Query or Scan came about. Bodies stay as they are.
  bool explain = false;
};

}  // namespace pumice
