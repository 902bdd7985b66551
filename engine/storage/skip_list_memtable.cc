// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/skip_list_memtable.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>

#include "engine/storage/rocksdb_version.h"
#include "engine/storage/skip_list.h"

// rocksdb/memtablerep.h declares it. RocksDB has it as an inline function in a header of its own,
// so that an optimized RocksDB may have no code for it that others could call.
__attribute__((weak)) rocksdb::Slice rocksdb::GetLengthPrefixedSlice(const char* data) {
  constexpr int kMostShift = 28;  // of 32 bits, seven a byte
  uint32_t size = 0;
  for (int shift = 0; shift <= kMostShift; shift += 7) {
    const auto byte = static_cast<unsigned char>(*data++);
    size |= static_cast<uint32_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return {data, size};
}

namespace pumice {
namespace {

using rocksdb::MemTableRep;
using rocksdb::Slice;

class SkipListIterator : public MemTableRep::Iterator {
 public:
  explicit SkipListIterator(const SkipList* list) : list_(list) {}

  bool Valid() const override { return node_ != nullptr; }
  const char* key() const override { return node_->entry(); }
  void Next() override {
    node_ = After(node_);
    if (node_ != nullptr) FetchAhead(After(node_));
  }
  void Prev() override {
    node_ = list_->Before(node_);
    // That may be an older version than the reader sees.
    snapshot_ = kNoSnapshot;
    if (node_ != nullptr) FetchAhead(node_->previous());
  }
  void Seek(const Slice& internal_key, const char*) override {
    const SkipList::Target target(internal_key);
    node_ = list_->Find(target);
    snapshot_ =
        (target.trailer & kTypeMask) == kTypeForSeek ? SequenceOf(target.trailer) : kNoSnapshot;
  }
  void SeekForPrev(const Slice& internal_key, const char* entry) override {
    Seek(internal_key, entry);
    snapshot_ = kNoSnapshot;
    if (Valid() && SkipList::KeyOf(node_) == internal_key) return;
    node_ = Valid() ? list_->Before(node_) : list_->Last();
  }
  void SeekToFirst() override {
    node_ = list_->First();
    snapshot_ = kNoSnapshot;
  }
  void SeekToLast() override {
    node_ = list_->Last();
    snapshot_ = kNoSnapshot;
  }

  // Its memory is an arena's or a thread's.
  static void operator delete(void*) {}  // NOLINT(misc-new-delete-overloads)

 private:
  // RocksDB's largest sequence number stands for no snapshot.
  static constexpr uint64_t kNoSnapshot = (uint64_t{1} << 56) - 1;
  // Of RocksDB's types of entries: a deletion is 0, a value 1, what builds on older entries more.
  static constexpr uint64_t kTypeMask = 0xff;
  static constexpr uint64_t kTypeValue = 1;
  // What a read seeks with, beside the sequence number of its snapshot (kValueTypeForSeek of
  // RocksDB 7.8). RocksDB also seeks with the keys of entries, which tell nothing of the reader.
  static constexpr uint64_t kTypeForSeek = 0x16;

  static uint64_t SequenceOf(uint64_t trailer) { return trailer >> 8; }

  // A reader who sees an entry sees none of the older ones of its key: RocksDB would step over each
  // of them.
  const SkipListNode* After(const SkipListNode* node) const {
    if (snapshot_ == kNoSnapshot) return node->next(0);
    const uint64_t trailer = SkipList::TrailerOf(node);
    const bool hides_older =
        SequenceOf(trailer) <= snapshot_ && (trailer & kTypeMask) <= kTypeValue;
    return hides_older ? node->next_key() : node->next(0);
  }

  // The next row's memory is on its way while this one is looked at.
  static void FetchAhead(const SkipListNode* node) {
    if (node == nullptr) return;
    constexpr size_t kCacheLine = 64;
    constexpr size_t kLines = 2;
    const char* const memory = reinterpret_cast<const char*>(node);
    for (size_t line = 0; line < kLines; ++line) __builtin_prefetch(memory + line * kCacheLine);
  }

  const SkipList* list_;
  const SkipListNode* node_ = nullptr;
  // The sequence number of the reader's snapshot, if it is known.
  uint64_t snapshot_ = kNoSnapshot;
};

// Where no arena is given, which RocksDB then deletes.
class HeapIterator : public SkipListIterator {
 public:
  using SkipListIterator::SkipListIterator;

  // NOLINTNEXTLINE(misc-new-delete-overloads): of the base, whose memory is not the heap's.
  static void operator delete(void* memory) { ::operator delete(memory); }
};

// `memory` moved up to the next address that is aligned.
char* AlignUp(char* memory, size_t alignment) {
  return memory + -reinterpret_cast<uintptr_t>(memory) % alignment;
}

// RocksDB's arena, from which it wants its iterators: it ends them without giving their memory
// back. The arena is a private class; MemTableRep's own Allocate is the public way to it. An Arena
// begins with its only base, Allocator (RocksDB 7.8).
class ArenaMemory : private MemTableRep {
 public:
  explicit ArenaMemory(rocksdb::Arena* arena)
      : MemTableRep(reinterpret_cast<rocksdb::Allocator*>(arena)) {}

  void* Take(size_t size, size_t alignment) {
    char* memory;
    MemTableRep::Allocate(size + alignment - 1, &memory);
    return AlignUp(memory, alignment);
  }

 private:
  // It holds nothing.
  void Insert(rocksdb::KeyHandle) override {}
  bool Contains(const char*) const override { return false; }
  size_t ApproximateMemoryUsage() override { return 0; }
  Iterator* GetIterator(rocksdb::Arena*) override { return nullptr; }
};

class SkipListMemtable : public MemTableRep {
 public:
  explicit SkipListMemtable(rocksdb::Allocator* allocator)
      : MemTableRep(allocator), list_(NewNode(SkipList::kMaxHeight, 0)) {}

  rocksdb::KeyHandle Allocate(size_t size, char** entry) override {
    SkipListNode* const node = NewNode(list_.RandomHeight(), size);
    *entry = const_cast<char*>(node->entry());
    return node;
  }
  void Insert(rocksdb::KeyHandle handle) override { InsertKey(handle); }
  bool InsertKey(rocksdb::KeyHandle handle) override {
    return list_.Insert(static_cast<SkipListNode*>(handle));
  }
  void InsertWithHint(rocksdb::KeyHandle handle, void** hint) override {
    InsertKeyWithHint(handle, hint);
  }
  bool InsertKeyWithHint(rocksdb::KeyHandle handle, void** hint) override {
    if (*hint == nullptr) {
      *hint = new (AllocateAligned(sizeof(SkipList::Finger))) SkipList::Finger(list_.NewFinger());
    }
    return list_.Insert(static_cast<SkipListNode*>(handle), static_cast<SkipList::Finger*>(*hint));
  }
  bool Contains(const char* entry) const override {
    const Slice key = rocksdb::GetLengthPrefixedSlice(entry);
    const SkipListNode* const node = list_.Find(SkipList::Target(key));
    return node != nullptr && SkipList::KeyOf(node) == key;
  }
  size_t ApproximateMemoryUsage() override { return 0; }

  Iterator* GetIterator(rocksdb::Arena* arena) override {
    if (arena == nullptr) return new HeapIterator(&list_);
    void* const memory =
        ArenaMemory(arena).Take(sizeof(SkipListIterator), alignof(SkipListIterator));
    return new (memory) SkipListIterator(&list_);
  }
  // Without an arena, the iterator of MemTableRep::Get, which does not delete it and uses one at a
  // time.
  Iterator* GetDynamicPrefixIterator(rocksdb::Arena* arena) override {
    if (arena != nullptr) return GetIterator(arena);
    alignas(SkipListIterator) static thread_local std::byte storage[sizeof(SkipListIterator)];
    return new (storage) SkipListIterator(&list_);
  }

 private:
  SkipListNode* NewNode(int height, size_t size) {
    return new (AllocateAligned(SkipListNode::BytesInFront(height) + size)) SkipListNode(height);
  }

  // RocksDB's arena gives memory from high addresses to low ones, without alignment. Entries that
  // are written one after the other are read so too: processors fetch ahead upward.
  char* AllocateAligned(size_t size) {
    size = (size + kAlignment - 1) / kAlignment * kAlignment;
    if (size > kChunkSize / 4) return NewChunk(size);
    if (size > chunk_left_) {
      chunk_ = NewChunk(kChunkSize);
      chunk_left_ = kChunkSize;
    }
    char* const memory = chunk_;
    chunk_ += size;
    chunk_left_ -= size;
    return memory;
  }
  char* NewChunk(size_t size) {
    char* memory;
    MemTableRep::Allocate(size + kAlignment - 1, &memory);
    return AlignUp(memory, kAlignment);
  }

  static constexpr size_t kAlignment = alignof(SkipListNode);
  static_assert(alignof(SkipList::Finger) <= kAlignment);
  static constexpr size_t kChunkSize = 16 << 10;

  char* chunk_ = nullptr;
  size_t chunk_left_ = 0;
  SkipList list_;
};

class SkipListMemtableFactory : public rocksdb::MemTableRepFactory {
 public:
  using MemTableRepFactory::CreateMemTableRep;
  MemTableRep* CreateMemTableRep(const MemTableRep::KeyComparator&, rocksdb::Allocator* allocator,
                                 const rocksdb::SliceTransform*, rocksdb::Logger*) override {
    return new SkipListMemtable(allocator);
  }
  const char* Name() const override { return "pumice.skip_list"; }
  bool CanHandleDuplicatedKey() const override { return true; }
};

}  // namespace

std::shared_ptr<rocksdb::MemTableRepFactory> NewSkipListMemtableFactory() {
  return std::make_shared<SkipListMemtableFactory>();
}

}  // namespace pumice
