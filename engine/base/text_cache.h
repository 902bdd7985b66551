// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/base/mutex.h"

namespace pumice {

// What was made of texts, kept by text: applications send the same few expressions over and over.
// Bounded: long texts are not kept, and what is full starts again. Thread-safe.
template <typename T>
class TextCache {
 public:
  using Value = std::shared_ptr<const T>;

  // What `make(text)` returned for this text, now or before. Throws what it throws; then nothing is
  // kept.
  template <typename Make>
  Value Get(std::string_view text, Make make) {
    if (text.size() > kMaxTextBytes) return make(text);
    Shard& shard = shards_[Hash()(text) % kShards];
    {
      const MutexLock lock(shard.mutex);
      const auto found = shard.values.find(text);
      if (found != shard.values.end()) return found->second;
    }
    Value value = make(text);
    const MutexLock lock(shard.mutex);
    if (shard.values.size() >= kMaxShardTexts) shard.values.clear();
    shard.values.emplace(text, value);
    return value;
  }

 private:
  static constexpr size_t kMaxTextBytes = 512;
  static constexpr size_t kShards = 8;
  static constexpr size_t kMaxShardTexts = 64;

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Shard {
    Mutex mutex;
    std::unordered_map<std::string, Value, Hash, std::equal_to<>> values GUARDED_BY(mutex);
  };

  std::array<Shard, kShards> shards_;
};

}  // namespace pumice
