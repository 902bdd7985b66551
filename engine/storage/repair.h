// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace pumice {

// Makes a data directory usable again that Store::OpenDirectory refuses, or that holds damaged
// tables. What is damaged is kept aside in it, in a new directory PUMICE.damaged-N.
//
// Logs are kept up to the first damage: commits are whole, and what follows builds on what is lost
// (it would leave indexes and counts that contradict their tables, and ids given twice). Of damaged
// tables the rows before and behind the damage are kept; of those that are lost, older versions may
// come back, and rows that were deleted.
//
// The lines to be shown: what was damaged, and what is lost. Throws DataDirectoryError if the
// directory is in use, not pumice's, or cannot be repaired.
std::vector<std::string> RepairDirectory(const std::string& directory);

}  // namespace pumice
