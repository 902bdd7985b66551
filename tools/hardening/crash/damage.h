// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>

#include "tools/hardening/support/random.h"

namespace pumice::hardening::crash {

struct Damage {
  std::string what;  // "bit 3 of byte 1234 of 000012.log"
  // It lies in the last record of the newest log, where it cannot be told from a write that a crash
  // cut short.
  bool in_last_record = false;
};

// Damages one file of a data directory: mostly by one bit, sometimes by several, by zeros, or by an
// early end. Each kind of file is as likely as another.
Damage DamageDirectory(const std::filesystem::path& directory, Random* random);

// Where the last record of a write-ahead log begins; the file's size if there is none.
uint64_t LastRecordOfLog(const std::string& log);

// A copy of a data directory, in which the files that are never written again are links.
void CopyDirectory(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace pumice::hardening::crash
