#pragma once

#include <string>

namespace pumice {

// Makes sure that `directory` can hold a store: creates it where it is missing, and marks it as pumice's so that a
// directory of someone else's is never written to.
// Throws std::runtime_error, saying what to do, if it is a foreign directory, of a newer format, or not writable.
void PrepareDataDirectory(const std::string& directory);

}  // namespace pumice
