// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace pumice {

// How a file of records ends: RocksDB's write-ahead logs, and its MANIFEST, which has the same
// form.
struct LogEnd {
  enum class Kind {
    kWhole,
    kTorn,     // ends within a record, or in space never written: what a crash leaves of the last
               // writes
    kDamaged,  // holds bytes that no crash leaves there
  };
  Kind kind = Kind::kWhole;
  uint64_t offset = 0;  // of the end of the last whole record before that
};

// Calls `each` for every record up to the end, with the offset behind it. RocksDB's own reader
// passes in silence over several kinds of damage and ends there, as if nothing followed; this one
// tells damage from a torn end: behind the latter nothing readable follows.
LogEnd ReadLog(std::string_view file,
               const std::function<void(std::string_view record, uint64_t end)>& each);

// What can be read behind a damage at `offset`: whole fragments of records.
struct LogRemainder {
  uint64_t fragments = 0;
  uint64_t bytes = 0;
};
LogRemainder ReadBehindDamage(std::string_view file, uint64_t offset);

}  // namespace pumice
