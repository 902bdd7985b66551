// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "tools/hardening/crash/cells.h"
#include "tools/hardening/support/instance.h"

namespace pumice::hardening::crash {

// Data that cannot be read, and says so: what damage to files may come to.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Cells = std::array<uint64_t, kCells>;

// Reads every table through the operations that users have and says what each cell holds. Throws
// std::runtime_error for an item that is not, to the byte, what some value of its cell is, and for
// counters that miscount; Unreadable.
Cells Observe(Instance* instance);

// Adds the items of a table that has the key, the indexes and the items of a fixed one. Throws as
// Observe.
void ObserveItems(Instance* instance, const std::string& name, int table, Cells* cells);

// The value of an item's cell that an encoded item is. Throws std::runtime_error if it is none.
uint64_t ValueOfItem(int cell, const std::string& encoded_item);
// The cell of the item of a fixed table that has the key of this item, which may be a whole one.
// Throws std::runtime_error.
int CellOfItem(int table, const std::string& encoded_item);

// The body of an answer that must be a good one. Throws Unreadable for a fault of the server,
// std::runtime_error otherwise.
std::string Get(Instance* instance, std::string_view operation, const std::string& body);

// The encoding of an item given as JSON.
std::string Encode(const JsonAttributes& attributes);

}  // namespace pumice::hardening::crash
