// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pumice {

enum class DestinationStatus : uint8_t {
  kEnabling,
  kActive,
  kUpdating,
  kDisabling,
  kDisabled,
  kEnableFailed
};

// ApproximateCreationDateTimePrecision.
enum class TimePrecision : uint8_t { kMillisecond, kMicrosecond };

// A Kinesis stream that is, or was, told of a table's changes.
struct KinesisDestination {
  std::string stream_arn;
  DestinationStatus status = DestinationStatus::kActive;  // once no change is under way
  DestinationStatus change = DestinationStatus::kActive;  // the status until `transition_millis`
  int64_t transition_millis = 0;
  std::optional<TimePrecision> precision;  // nothing: never stated; milliseconds

  DestinationStatus StatusAt(int64_t now_millis) const {
    return now_millis < transition_millis ? change : status;
  }
};

// All that a table has: at most one that is neither DISABLED nor ENABLE_FAILED; the newest first.
using KinesisDestinations = std::vector<KinesisDestination>;

// The one that changes are told to, or null.
const KinesisDestination* FindActive(const KinesisDestinations& destinations);

// A change of a table's destinations. Each throws ApiError (ValidationException) where the state of
// the destination does not admit it.
struct DestinationChange {
  std::string_view table_name;
  std::string_view table_id;
  std::string_view stream_arn;
  std::optional<TimePrecision> precision;
  int64_t now_millis = 0;
  int64_t transition_millis = 0;
};
// `delivers`: whether there is anywhere to deliver to; otherwise it becomes ENABLE_FAILED.
void EnableDestination(const DestinationChange& change, bool delivers,
                       KinesisDestinations* destinations);
void DisableDestination(const DestinationChange& change, KinesisDestinations* destinations);
// Requires a precision.
void UpdateDestination(const DestinationChange& change, KinesisDestinations* destinations);

}  // namespace pumice
