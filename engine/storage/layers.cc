// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/layers.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Walks all layers at once, and passes over what is below the uppermost version of a row, and over
// deleted rows. All parts stand at or behind the current key in the direction of the walk.
class LayeredIterator : public rocksdb::Iterator {
 public:
  LayeredIterator(std::string_view id_prefix, std::vector<std::unique_ptr<LayerPart>> parts)
      : key_(id_prefix), parts_(std::move(parts)) {
    assert(id_prefix.size() == kPrefixSize);
  }

  bool Valid() const override { return current_ != kNone; }
  void SeekToFirst() override {
    forward_ = true;
    for (const auto& part : parts_) part->iterator->SeekToFirst();
    Settle();
  }
  void SeekToLast() override {
    forward_ = false;
    for (const auto& part : parts_) part->iterator->SeekToLast();
    Settle();
  }
  void Seek(const rocksdb::Slice& target) override { SeekAll(ToView(target), /*forward=*/true); }
  void SeekForPrev(const rocksdb::Slice& target) override {
    SeekAll(ToView(target), /*forward=*/false);
  }
  void Next() override { Move(/*forward=*/true); }
  void Prev() override { Move(/*forward=*/false); }
  rocksdb::Slice key() const override { return key_; }
  rocksdb::Slice value() const override { return parts_[current_]->iterator->value(); }
  rocksdb::Status status() const override {
    for (const auto& part : parts_) {
      if (!part->iterator->status().ok()) return part->iterator->status();
    }
    return rocksdb::Status::OK();
  }

 private:
  static constexpr size_t kNone = ~size_t{0};
  static constexpr size_t kPrefixSize = keyspace::kRowPrefixSize;

  // Behind the id: what the keys of all layers have in common.
  static std::string_view Rest(const LayerPart& part) {
    return ToView(part.iterator->key()).substr(kPrefixSize);
  }

  // To the first key at or behind a target in a direction; one outside the id is before or behind
  // all of its keys.
  void SeekAll(std::string_view target, bool forward) {
    const std::string_view prefix = std::string_view(key_).substr(0, kPrefixSize);
    const bool inside = target.starts_with(prefix);
    if (!inside && forward == (target > prefix)) {
      current_ = kNone;
    } else if (!inside) {
      forward ? SeekToFirst() : SeekToLast();
    } else {
      forward_ = forward;
      SeekParts(target.substr(kPrefixSize));
      Settle();
    }
  }
  void SeekParts(std::string_view rest) {
    for (const auto& part : parts_) {
      const std::string key = part->lower.substr(0, kPrefixSize).append(rest);
      if (forward_) {
        part->iterator->Seek(key);
      } else {
        part->iterator->SeekForPrev(key);
      }
    }
  }

  void Move(bool forward) {
    assert(Valid());
    const std::string rest(key_, kPrefixSize);
    if (forward != forward_) {
      forward_ = forward;
      SeekParts(rest);
    }
    Pass(rest);
    Settle();
  }
  // Moves those that stand at a key behind it.
  void Pass(std::string_view rest) {
    for (const auto& part : parts_) {
      if (!part->iterator->Valid() || Rest(*part) != rest) continue;
      if (forward_) {
        part->iterator->Next();
      } else {
        part->iterator->Prev();
      }
    }
  }
  // Finds the next key that is there, of all that the parts stand at.
  void Settle() {
    while (true) {
      current_ = kNone;
      for (size_t i = 0; i < parts_.size(); ++i) {
        if (parts_[i]->iterator->Valid() && IsNearer(i)) current_ = i;
      }
      if (current_ == kNone) return;
      key_.resize(kPrefixSize);
      key_.append(Rest(*parts_[current_]));
      if (ToView(parts_[current_]->iterator->value()) != kDeletedInLayer) return;
      Pass(std::string(key_, kPrefixSize));
    }
  }
  // Of equal keys the upper layer's, which comes first, stays.
  bool IsNearer(size_t i) const {
    if (current_ == kNone) return true;
    const int order = Rest(*parts_[i]).compare(Rest(*parts_[current_]));
    return forward_ ? order < 0 : order > 0;
  }

  std::string key_;  // begins with the id's prefix
  std::vector<std::unique_ptr<LayerPart>> parts_;
  size_t current_ = kNone;
  bool forward_ = true;
};

}  // namespace

std::shared_ptr<const Layers::Ids> Layers::Find(uint32_t id) const {
  const ReaderLock lock(mutex_);
  const auto found = layers_.find(id);
  return found == layers_.end() ? nullptr : found->second;
}

std::shared_ptr<const Layers::Ids> Layers::FindFor(std::string_view key) const {
  if (key.size() < keyspace::kRowPrefixSize) return nullptr;
  if (key[0] != keyspace::kRows && key[0] != keyspace::kExpiries) return nullptr;
  return Find(keyspace::RowId(key));
}

Layers::Ids Layers::Set(uint32_t id, Ids layers) {
  Ids held;
  const WriterLock lock(mutex_);
  auto& entry = layers_[id];
  for (const uint32_t layer : layers) {
    const bool had =
        entry != nullptr && std::find(entry->begin(), entry->end(), layer) != entry->end();
    if (layer == id || had) continue;
    held.push_back(layer);
    ++users_[layer];
  }
  entry = std::make_shared<const Ids>(std::move(layers));
  any_.store(true, std::memory_order_release);
  return held;
}

Layers::Ids Layers::Release(uint32_t id, int holders) {
  Ids released;
  const WriterLock lock(mutex_);
  const auto found = layers_.find(id);
  if (found == layers_.end()) return released;
  const auto users = users_.find(id);
  if (holders > (users == users_.end() ? 0 : users->second)) return released;
  for (const uint32_t layer : *found->second) {
    if (layer == id) continue;
    released.push_back(layer);
    if (--users_[layer] == 0) users_.erase(layer);
  }
  layers_.erase(found);
  any_.store(!layers_.empty(), std::memory_order_release);
  return released;
}

Layers::Ids Layers::All() const {
  Ids ids;
  const ReaderLock lock(mutex_);
  for (const auto& [id, layers] : layers_) ids.push_back(id);
  return ids;
}

// Four bytes each, little-endian.
std::string Layers::Encode(const Ids& layers) {
  return {reinterpret_cast<const char*>(layers.data()), layers.size() * sizeof(uint32_t)};
}

Layers::Ids Layers::Decode(std::string_view bytes) {
  if (bytes.size() % sizeof(uint32_t) != 0) return {};
  Ids layers(bytes.size() / sizeof(uint32_t));
  if (!layers.empty()) std::memcpy(layers.data(), bytes.data(), bytes.size());
  return layers;
}

std::string KeyInLayer(std::string_view key, uint32_t layer) {
  return keyspace::IdPrefix(key[0], layer).append(key.substr(keyspace::kRowPrefixSize));
}

std::unique_ptr<LayerPart> MakeLayerPart(std::string_view lower, std::string_view upper,
                                         uint32_t layer) {
  auto part = std::make_unique<LayerPart>();
  part->lower = KeyInLayer(lower, layer);
  if (upper.starts_with(lower.substr(0, keyspace::kRowPrefixSize))) {
    part->upper = KeyInLayer(upper, layer);
  } else {
    part->upper = keyspace::IdPrefix(lower[0], layer);
    keyspace::MakeSuccessor(&part->upper);
  }
  part->lower_slice = part->lower;
  part->upper_slice = part->upper;
  return part;
}

std::unique_ptr<rocksdb::Iterator> NewLayeredIterator(
    std::string_view id_prefix, std::vector<std::unique_ptr<LayerPart>> parts) {
  return std::make_unique<LayeredIterator>(id_prefix, std::move(parts));
}

}  // namespace pumice
