// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace pumice {

// Makes sure that `directory` can hold a store: creates it where it is missing, for its owner only,
// and marks it as pumice's so that a directory of someone else's is never written to. Whether
// MarkHoldsData was called for it: if there is no database in it now, it was lost. Throws
// DataDirectoryError if it is a foreign directory, of a newer format, or not writable.
bool PrepareDataDirectory(const std::string& directory);

// There is a database in the directory from now on.
void MarkHoldsData(const std::string& directory);

}  // namespace pumice
