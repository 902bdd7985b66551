// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/kinesis_destination.h"

#include <algorithm>
#include <utility>

#include "engine/error/kinesis.h"

namespace pumice {
namespace {

bool IsIdle(DestinationStatus status) {
  return status == DestinationStatus::kDisabled || status == DestinationStatus::kEnableFailed;
}

KinesisDestination* Find(std::string_view stream_arn, KinesisDestinations* destinations) {
  const auto found =
      std::find_if(destinations->begin(), destinations->end(),
                   [&](const KinesisDestination& other) { return other.stream_arn == stream_arn; });
  return found == destinations->end() ? nullptr : &*found;
}

void Step(const DestinationChange& change, DestinationStatus under_way, DestinationStatus status,
          KinesisDestination* destination) {
  destination->change = under_way;
  destination->status = status;
  destination->transition_millis = change.now_millis + change.transition_millis;
}

}  // namespace

const KinesisDestination* FindActive(const KinesisDestinations& destinations) {
  const auto found = std::find_if(
      destinations.begin(), destinations.end(),
      [](const KinesisDestination& other) { return other.status == DestinationStatus::kActive; });
  return found == destinations.end() ? nullptr : &*found;
}

void EnableDestination(const DestinationChange& change, bool delivers,
                       KinesisDestinations* destinations) {
  for (const KinesisDestination& other : *destinations) {
    if (!IsIdle(other.StatusAt(change.now_millis))) ThrowDestinationNotIdle();
  }
  // One that was there before is enabled again, and says nothing of its precision any more.
  std::erase_if(*destinations, [&](const KinesisDestination& other) {
    return other.stream_arn == change.stream_arn;
  });
  KinesisDestination destination;
  destination.stream_arn = change.stream_arn;
  destination.precision = change.precision;
  Step(change, DestinationStatus::kEnabling,
       delivers ? DestinationStatus::kActive : DestinationStatus::kEnableFailed, &destination);
  destinations->insert(destinations->begin(), std::move(destination));
}

void DisableDestination(const DestinationChange& change, KinesisDestinations* destinations) {
  KinesisDestination* const destination = Find(change.stream_arn, destinations);
  if (destination == nullptr ||
      destination->StatusAt(change.now_millis) != DestinationStatus::kActive) {
    ThrowDestinationNotActive();
  }
  Step(change, DestinationStatus::kDisabling, DestinationStatus::kDisabled, destination);
}

void UpdateDestination(const DestinationChange& change, KinesisDestinations* destinations) {
  KinesisDestination* const destination = Find(change.stream_arn, destinations);
  if (destination == nullptr) ThrowDestinationNotFound(change.stream_arn, change.table_name);
  if (destination->StatusAt(change.now_millis) != DestinationStatus::kActive) {
    ThrowDestinationNotUpdatable(change.table_name);
  }
  const TimePrecision before = destination->precision.value_or(TimePrecision::kMillisecond);
  if (before == change.precision) {
    ThrowPrecisionUnchanged(before == TimePrecision::kMicrosecond ? "MICROSECOND" : "MILLISECOND",
                            change.table_id, change.stream_arn);
  }
  destination->precision = change.precision;
  Step(change, DestinationStatus::kUpdating, DestinationStatus::kActive, destination);
}

}  // namespace pumice
