// SPDX-License-Identifier: Apache-2.0

// What Store does for ids that were forked (layers.h).

#include <rocksdb/slice.h>
#include <rocksdb/status.h>
#include <rocksdb/write_batch.h>

#include <cassert>
#include <stdexcept>
#include <utility>

#include "engine/storage/keyspace.h"
#include "engine/storage/layers.h"
#include "engine/storage/live_ids.h"
#include "engine/storage/store.h"

namespace pumice {
namespace {

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Whether a batch changes anything that lies in layers.
class LayerSearch : public rocksdb::WriteBatch::Handler {
 public:
  explicit LayerSearch(const Layers* layers) : layers_(layers) {}
  bool found() const { return found_; }

  rocksdb::Status PutCF(uint32_t, const rocksdb::Slice& key, const rocksdb::Slice&) override {
    return Look(key);
  }
  rocksdb::Status DeleteCF(uint32_t, const rocksdb::Slice& key) override { return Look(key); }
  rocksdb::Status DeleteRangeCF(uint32_t, const rocksdb::Slice& from,
                                const rocksdb::Slice&) override {
    return Look(from);
  }
  rocksdb::Status MergeCF(uint32_t, const rocksdb::Slice&, const rocksdb::Slice&) override {
    return rocksdb::Status::OK();
  }
  bool Continue() override { return !found_; }

 private:
  rocksdb::Status Look(const rocksdb::Slice& key) {
    found_ = found_ || layers_->FindFor(ToView(key)) != nullptr;
    return rocksdb::Status::OK();
  }

  const Layers* layers_;
  bool found_ = false;
};

// Copies a batch, with other keys where rows lie in layers, and marks there of what is deleted.
class LayerWriter : public rocksdb::WriteBatch::Handler {
 public:
  LayerWriter(const Store* store, const Layers* layers) : store_(store), layers_(layers) {}
  rocksdb::WriteBatch TakeBatch() { return std::move(batch_); }

  rocksdb::Status PutCF(uint32_t, const rocksdb::Slice& key, const rocksdb::Slice& value) override {
    const auto layers = layers_->FindFor(ToView(key));
    if (layers == nullptr) return batch_.Put(key, value);
    return batch_.Put(KeyInLayer(ToView(key), layers->front()), value);
  }
  rocksdb::Status DeleteCF(uint32_t, const rocksdb::Slice& key) override {
    const auto layers = layers_->FindFor(ToView(key));
    if (layers == nullptr) return batch_.Delete(key);
    return batch_.Put(KeyInLayer(ToView(key), layers->front()), kDeletedInLayer);
  }
  rocksdb::Status DeleteRangeCF(uint32_t, const rocksdb::Slice& from,
                                const rocksdb::Slice& to) override {
    if (layers_->FindFor(ToView(from)) == nullptr) return batch_.DeleteRange(from, to);
    const auto cursor = store_->NewCursor(std::string(ToView(from)), std::string(ToView(to)));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      rocksdb::Status status = DeleteCF(0, {cursor->key().data(), cursor->key().size()});
      if (!status.ok()) return status;
    }
    cursor->CheckStatus();
    return rocksdb::Status::OK();
  }
  rocksdb::Status MergeCF(uint32_t, const rocksdb::Slice& key,
                          const rocksdb::Slice& value) override {
    return batch_.Merge(key, value);
  }

 private:
  const Store* store_;
  const Layers* layers_;
  rocksdb::WriteBatch batch_;
};

}  // namespace

void Store::WriteToLayers(rocksdb::WriteBatch* batch) const {
  LayerSearch search(layers_.get());
  [[maybe_unused]] rocksdb::Status status = batch->Iterate(&search);
  assert(status.ok());
  if (!search.found()) return;
  LayerWriter writer(this, layers_.get());
  status = batch->Iterate(&writer);
  assert(status.ok());
  *batch = writer.TakeBatch();
}

bool Store::IsEmptyLayer(uint32_t layer) const {
  for (const char keyspace : {keyspace::kRows, keyspace::kExpiries}) {
    const std::string lower = keyspace::IdPrefix(keyspace, layer);
    std::string upper = lower;
    keyspace::MakeSuccessor(&upper);
    const rocksdb::Slice lower_slice = lower;
    const rocksdb::Slice upper_slice = upper;
    const auto iterator = NewIterator(&lower_slice, &upper_slice, nullptr);
    iterator->SeekToFirst();
    faults_.Check(iterator->status());
    if (iterator->Valid()) return false;
  }
  return true;
}

Store::Fork Store::PrepareFork(uint32_t source, uint32_t copy) {
  Fork fork;
  fork.source = source;
  fork.copy = copy;
  const auto found = layers_->Find(source);
  std::vector<uint32_t> below = found == nullptr ? std::vector{source} : *found;
  if (IsEmptyLayer(below.front())) {
    // What was forked last is shared once more; of nothing there is nothing to share.
    below.erase(below.begin());
    if (below.empty()) return fork;
  } else if (below.size() == Layers::kMaxLayers) {
    fork.wants_rows = true;
    return fork;
  } else {
    fork.source_layers = below;
    fork.source_layers.insert(fork.source_layers.begin(), NewId());
  }
  fork.copy_layers = std::move(below);
  fork.copy_layers.insert(fork.copy_layers.begin(), copy);
  return fork;
}

void Store::PutFork(const Fork& fork, WriteBatch* batch) {
  if (!fork.source_layers.empty()) {
    batch->Put(keyspace::LayersKey(fork.source), Layers::Encode(fork.source_layers));
  }
  if (!fork.copy_layers.empty()) {
    batch->Put(keyspace::LayersKey(fork.copy), Layers::Encode(fork.copy_layers));
  }
}

void Store::ApplyFork(const Fork& fork) {
  if (!fork.source_layers.empty()) {
    // The new one is held since it was given.
    for (const uint32_t layer : layers_->Set(fork.source, fork.source_layers)) {
      if (layer != fork.source_layers.front()) live_ids_->Keep(layer);
    }
  }
  if (fork.copy_layers.empty()) return;
  for (const uint32_t layer : layers_->Set(fork.copy, fork.copy_layers)) live_ids_->Keep(layer);
}

void Store::ReturnFork(const Fork& fork) noexcept {
  if (!fork.source_layers.empty()) live_ids_->Drop(fork.source_layers.front());
}

bool Store::LetGo(uint32_t id) {
  bool any = false;
  std::vector<uint32_t> going = {id};
  while (!going.empty()) {
    const uint32_t next = going.back();
    going.pop_back();
    any = live_ids_->Drop(next) || any;
    if (!layers_->any()) continue;
    const std::vector<uint32_t> released = layers_->Release(next, live_ids_->Holders(next));
    if (released.empty()) continue;
    going.insert(going.end(), released.begin(), released.end());
    WriteBatch batch;
    batch.Delete(keyspace::LayersKey(next));
    try {
      CommitForGood(&batch);
    } catch (const std::exception&) {
      // The next start finds that nobody has the id.
    }
  }
  return any;
}

void Store::LoadLayers() {
  const auto cursor = NewCursor(keyspace::KeyspaceStart(keyspace::kLayers),
                                keyspace::KeyspaceEnd(keyspace::kLayers));
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    std::vector<uint32_t> layers = Layers::Decode(cursor->value());
    if (layers.empty() || cursor->key().size() != keyspace::kRowPrefixSize) {
      throw std::runtime_error("the data is damaged: the layers of a table's rows cannot be read");
    }
    const uint32_t id = keyspace::RowId(cursor->key());
    for (const uint32_t layer : layers_->Set(id, std::move(layers))) live_ids_->Keep(layer);
  }
  cursor->CheckStatus();
}

void Store::DropUnusedLayers() {
  for (const uint32_t id : layers_->All()) {
    live_ids_->Keep(id);
    LetGo(id);
  }
}

}  // namespace pumice
