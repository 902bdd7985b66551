#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <string_view>

#include "engine/storage/keyspace.h"

namespace pumice {

// One writer at a time for each item: a lock for each stripe of partitions. Who needs several stripes takes them in
// ascending order.
class PartitionLocks {
 public:
  static constexpr size_t kStripes = 1024;

  // The stripe of the partition that a table's row key lies in.
  static size_t StripeOf(std::string_view row_key) {
    // Table id and partition hash, both evenly spread already or made so by the multiplication.
    size_t stripe = keyspace::RowId(row_key) * size_t{0x9E3779B1};
    for (size_t i = 0; i < 4; ++i) {
      stripe = stripe * 256 + static_cast<unsigned char>(row_key[keyspace::kRowPrefixSize + i]);
    }
    return stripe % kStripes;
  }

  std::mutex& stripe(size_t number) { return stripes_[number]; }

 private:
  std::array<std::mutex, kStripes> stripes_;
};

}  // namespace pumice
