// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

#include "engine/storage/log_reader.h"

namespace pumice {

// What RocksDB's MANIFEST says of a database, as far as it must be known to tell whether files are
// missing.
struct Manifest {
  // Logs of lower numbers are not needed any more.
  uint64_t first_log = 0;
  std::set<uint64_t> tables;  // numbers of the .sst files
  LogEnd end;
};

// Null if a record of it is of no known form.
std::optional<Manifest> ReadManifest(std::string_view file);

}  // namespace pumice
