// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pumice {

// The heaviest of the keys of a stream, in bounded space: Space-Saving (Metwally, Agrawal, El
// Abbadi: "Efficient Computation of Frequent and Top-k Elements in Data Streams", 2005), with
// weights. A key without a counter takes over the smallest one, and may have been up to `error`
// lighter than its counter tells. Every key whose weight exceeds the total divided by the number of
// counters has one.
class SpaceSaving {
 public:
  struct Entry {
    std::string key;
    double weight = 0;  // at least the key's
    double error = 0;   // by how much it may be too high
  };

  explicit SpaceSaving(size_t counters) : capacity_(counters) {}

  // O(log counters).
  void Add(std::string_view key, double weight);

  // Of all keys together.
  double total() const { return total_; }
  // Up to `count` of the heaviest keys, the heaviest first; of equal ones in ascending order.
  std::vector<Entry> Top(size_t count) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  // Moves a counter whose weight grew to its place.
  void SiftDown(size_t index);
  void SiftUp(size_t index);
  void Swap(size_t a, size_t b);

  size_t capacity_;
  double total_ = 0;
  std::vector<Entry> heap_;  // the smallest weight first
  std::unordered_map<std::string, size_t, Hash, std::equal_to<>> places_;  // in heap_, by key
};

}  // namespace pumice
