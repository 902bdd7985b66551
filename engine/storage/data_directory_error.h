// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace pumice {

// A data directory that cannot be opened or repaired. what() says in one line what is wrong with it
// and what helps, in the words of whoever embeds pumice; a program that has options adds their
// names.
class DataDirectoryError : public std::runtime_error {
 public:
  enum class Kind : uint8_t {
    kUnusable,  // another directory can be chosen instead; what() ends with that advice
    kDamaged,   // it lacks something of what was acknowledged; RepairDirectory keeps the rest
    kFailed,    // the device or RocksDB failed, or it is in use while it is to be repaired
  };

  // `problem` continues "data directory <path>", with what stands between.
  DataDirectoryError(Kind kind, const std::string& path, const std::string& problem)
      : std::runtime_error("data directory " + path + problem), kind_(kind), path_(path) {}

  Kind kind() const { return kind_; }
  const std::string& path() const { return path_; }

 private:
  Kind kind_;
  std::string path_;
};

}  // namespace pumice
