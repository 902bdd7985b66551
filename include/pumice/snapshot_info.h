// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

namespace pumice {

// A snapshot of everything that an emulator holds.
struct SnapshotInfo {
  std::string name;
  int64_t created_millis = 0;  // by the emulator's clock, since the Unix epoch
};

}  // namespace pumice
