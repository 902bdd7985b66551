// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "tools/hardening/crash/shared_state.h"
#include "tools/hardening/crash/workload.h"

namespace pumice::hardening::crash {

struct VerifyOptions {
  DirectoryOptions directory;
  bool may_lose = false;  // after a loss of power without fsync: a consistent prefix is enough
  bool look_beneath_first = false;  // check the store before anything has tidied it up
};

// Opens the directory after a crash and checks all of it against the journal; then what was found
// is what the next check begins with, and the journal is empty. To be run in a process of its own,
// while no other one uses the directory. Throws std::runtime_error, saying what is wrong.
void Verify(const VerifyOptions& options, SharedState* state);

// Opens a closed directory and returns all records of the fixed tables' streams. Throws as Compare.
std::string ReadStreams(const DirectoryOptions& options, const SharedState& state);

// Opens a directory that was damaged and reads everything. Throws std::runtime_error for data that
// is not as last checked, Unreadable where it is refused or cannot be read. `streams`: what
// ReadStreams said before. `may_lack_end`: what the last record of the log did may be missing.
void Compare(const DirectoryOptions& options, const SharedState& state, const std::string& streams,
             bool may_lack_end);

}  // namespace pumice::hardening::crash
