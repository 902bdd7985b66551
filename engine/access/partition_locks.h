// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string_view>

#include "engine/storage/keyspace.h"

namespace pumice {

// One writer at a time for each item: a lock for each stripe of partitions. Who needs several
// stripes takes them in ascending order.
class PartitionLocks {
 public:
  static constexpr size_t kStripes = 1024;  // a power of two

  // The stripe of the partition that a table's row key lies in.
  static size_t StripeOf(std::string_view row_key) {
    // The multiplication (by 2^64 over the golden ratio) carries every bit of the table's id to the
    // highest ones.
    const uint64_t mixed =
        (keyspace::RowHash(row_key) ^ keyspace::RowId(row_key)) * uint64_t{0x9E3779B97F4A7C15};
    return mixed >> (64 - std::bit_width(kStripes - 1));
  }

  // Holds stripes; sorts them and drops repetitions.
  class Guard {
   public:
    template <typename Stripes>
    Guard(PartitionLocks* locks, Stripes* stripes) : locks_(locks) {
      std::sort(stripes->begin(), stripes->end());
      stripes->erase(std::unique(stripes->begin(), stripes->end()), stripes->end());
      held_ = {stripes->data(), stripes->size()};
      for (const size_t stripe : held_) locks_->stripes_[stripe].lock();
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() {
      for (const size_t stripe : held_) locks_->stripes_[stripe].unlock();
    }

   private:
    PartitionLocks* locks_;
    std::span<const size_t> held_;  // borrowed
  };

 private:
  std::array<std::mutex, kStripes> stripes_;
};

}  // namespace pumice
