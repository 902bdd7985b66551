// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/schema/table_schema.h"
#include "engine/stream/streams.h"

namespace pumice {

// A snapshot of a space: where the undo log was when it was taken, and what the log does not
// hold. It costs as much as there are tables and streams, whatever they hold.
struct SavedState {
  std::string name;
  int64_t clock_millis = 0;   // what the clock told
  int64_t order = 0;          // of two snapshots the later one has the higher
  uint64_t undo_from = 0;     // undoing the log from its end to here leads back to it
  HistoryPoint last_point;    // of the history
  std::vector<uint32_t> ids;  // that were in use: their rows stay until the snapshot goes
  Catalog::CountersById counters;
  Streams::LastNumbers stream_numbers;

  bool Has(uint32_t id) const;
};

// A snapshot as it is stored: an item, so that fields may come and go between versions. Throws
// std::runtime_error for bytes that are damaged.
std::string EncodeSavedState(const SavedState& state);
SavedState DecodeSavedState(std::string_view bytes);

}  // namespace pumice
