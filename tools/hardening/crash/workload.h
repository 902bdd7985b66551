// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <string>

#include "tools/hardening/crash/shared_state.h"

namespace pumice::hardening::crash {

// How the data directory is opened.
struct DirectoryOptions {
  std::string directory;
  bool fsync = false;
  rocksdb::Env* env = nullptr;  // null: this machine's files
};

// Creates the fixed tables in an empty directory and ends in order. To be run in a process of its
// own.
void CreateTables(const DirectoryOptions& options, SharedState* state);

// Opens the directory and writes to it with every kind of operation on several threads until
// `state->stop`, then ends in order. Every operation stands in the journal before it is asked for,
// and is marked there once it is acknowledged. To be run in a process of its own, which may be
// killed at any moment. Throws std::runtime_error for an answer that must not be.
void RunWorkload(const DirectoryOptions& options, uint64_t seed, SharedState* state);

}  // namespace pumice::hardening::crash
