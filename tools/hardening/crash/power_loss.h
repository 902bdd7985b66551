// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <memory>
#include <string>

namespace pumice::hardening::crash {

// An Env over this machine's files, in which the end of the process is a loss of power.
//
// What was written to a file but not synced is kept in this process and dies with it, and so do
// names: a file that was created, renamed or deleted is so on disk only once its directory is
// synced. As a machine may write back earlier than it is asked to, now and then a part of what
// waits is written at a random moment: so logs are torn at random lengths.
//
// `directory`: the data directory, the only one that is treated like that. `waiting`: a directory
// beside it for files whose names are not on disk yet; whoever opens the data again removes it.
std::unique_ptr<rocksdb::Env> NewPowerLossEnv(const std::string& directory,
                                              const std::string& waiting, uint64_t seed);

}  // namespace pumice::hardening::crash
