// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

namespace pumice {

// Whether these bytes are an item that the views of engine/item/value.h can walk without leaving
// them: every length fits into what holds it, every value is of a type there is, and none nests
// deeper than an item's may. For what is read from disk and not often; rows are guarded by the
// checksums of RocksDB's blocks and log records.
bool IsWalkableItem(std::string_view bytes);

}  // namespace pumice
