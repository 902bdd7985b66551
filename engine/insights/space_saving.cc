// SPDX-License-Identifier: Apache-2.0

#include "engine/insights/space_saving.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pumice {

void SpaceSaving::Add(std::string_view key, double weight) {
  assert(weight >= 0 && capacity_ > 0);
  total_ += weight;
  const auto found = places_.find(key);
  if (found != places_.end()) {
    heap_[found->second].weight += weight;
    SiftDown(found->second);
    return;
  }
  if (heap_.size() < capacity_) {
    heap_.push_back({std::string(key), weight, 0});
    places_.emplace(key, heap_.size() - 1);
    SiftUp(heap_.size() - 1);
    return;
  }
  Entry& smallest = heap_.front();
  places_.erase(smallest.key);
  places_.emplace(key, 0);
  smallest.key = key;
  smallest.error = smallest.weight;
  smallest.weight += weight;
  SiftDown(0);
}

std::vector<SpaceSaving::Entry> SpaceSaving::Top(size_t count) const {
  std::vector<Entry> top = heap_;
  std::sort(top.begin(), top.end(), [](const Entry& a, const Entry& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.key < b.key;
  });
  if (top.size() > count) top.resize(count);
  return top;
}

void SpaceSaving::SiftDown(size_t index) {
  while (true) {
    size_t smallest = index;
    for (const size_t child : {2 * index + 1, 2 * index + 2}) {
      if (child < heap_.size() && heap_[child].weight < heap_[smallest].weight) smallest = child;
    }
    if (smallest == index) return;
    Swap(index, smallest);
    index = smallest;
  }
}

void SpaceSaving::SiftUp(size_t index) {
  while (index > 0) {
    const size_t parent = (index - 1) / 2;
    if (heap_[parent].weight <= heap_[index].weight) return;
    Swap(index, parent);
    index = parent;
  }
}

void SpaceSaving::Swap(size_t a, size_t b) {
  std::swap(heap_[a], heap_[b]);
  places_.find(heap_[a].key)->second = a;
  places_.find(heap_[b].key)->second = b;
}

}  // namespace pumice
