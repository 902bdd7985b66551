// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/iterator.h>
#include <rocksdb/slice.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/mutex.h"

namespace pumice {

// Rows that several tables share until they change them. A fork takes no time for rows: what there
// was becomes a layer that nobody writes to any more, and source and copy each write to a layer of
// their own above it. Who reads an id sees the uppermost version of each row.
//
// An id with layers is a name; its rows and expiries are stored under the ids of its layers, the
// newest first. A row that was deleted is a marker in the newest layer, where a layer below may
// have it. Above Store nobody knows of layers: Store translates keys both ways.
//
// Persisted: 'v' id → the ids of its layers. Thread-safe.
class Layers {
 public:
  // More are not put above each other: a fork then copies.
  static constexpr size_t kMaxLayers = 4;
  using Ids = std::vector<uint32_t>;

  // Whether any id has layers: everything else may be skipped if not.
  bool any() const { return any_.load(std::memory_order_acquire); }

  // The layers of an id, the newest first; null: its rows are stored under the id itself.
  std::shared_ptr<const Ids> Find(uint32_t id) const;
  // Of the id that a key leads with, if it is a row's or an expiry's.
  std::shared_ptr<const Ids> FindFor(std::string_view key) const;

  // An id has these layers from now on. Those that it had before and has still are held once.
  // Returns the ids that are to be held by it beside: each once.
  Ids Set(uint32_t id, Ids layers);
  // Whoever held an id has let go of it, and so many hold it now: if these are only ids that have
  // it as a layer, it is gone as a name. Then returns the ids that it held, each once, to be let go
  // of.
  Ids Release(uint32_t id, int holders);
  // The ids that have layers.
  Ids All() const;

  static std::string Encode(const Ids& layers);
  // Empty: the bytes are damaged.
  static Ids Decode(std::string_view bytes);

 private:
  mutable SharedMutex mutex_;
  std::unordered_map<uint32_t, std::shared_ptr<const Ids>> layers_ GUARDED_BY(mutex_);
  // How many other ids have an id as a layer.
  std::unordered_map<uint32_t, int> users_ GUARDED_BY(mutex_);
  std::atomic<bool> any_{false};
};

// What a deleted row's value is in a layer. No row and no expiry has it.
inline constexpr std::string_view kDeletedInLayer{"\0", 1};

// The key under another id.
std::string KeyInLayer(std::string_view key, uint32_t layer);

// A range of keys in one layer.
struct LayerPart {
  std::string lower;
  std::string upper;
  // Of these, for RocksDB, which keeps pointers to them.
  rocksdb::Slice lower_slice;
  rocksdb::Slice upper_slice;
  std::unique_ptr<rocksdb::Iterator> iterator;
};
// The part of a range of keys that begins within an id, which ends there at the latest.
std::unique_ptr<LayerPart> MakeLayerPart(std::string_view lower, std::string_view upper,
                                         uint32_t layer);

// Walks the keys of an id through its layers, the newest first, as RocksDB's iterators walk.
// `id_prefix`: the keyspace and the id.
std::unique_ptr<rocksdb::Iterator> NewLayeredIterator(
    std::string_view id_prefix, std::vector<std::unique_ptr<LayerPart>> parts);

}  // namespace pumice
