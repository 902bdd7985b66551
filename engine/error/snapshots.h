// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

// Errors of snapshots of everything, which are pumice's own: the words are ours, and say what to
// do.
namespace pumice {

// A name that is no snapshot's.
[[noreturn]] void ThrowInvalidSnapshotName(size_t most);
[[noreturn]] void ThrowSnapshotNotFound(std::string_view name);
[[noreturn]] void ThrowSnapshotExists(std::string_view name);
// One more snapshot than there may be.
[[noreturn]] void ThrowTooManySnapshots(size_t most);

}  // namespace pumice
