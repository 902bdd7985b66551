#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <span>
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
