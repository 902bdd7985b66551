// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <utility>

#include "engine/base/memory_budget.h"

namespace pumice {

// Thrown where a text needs more memory than its length justifies.
struct JsonTooDense : std::exception {
  const char* what() const noexcept override { return "JSON of too many values for its length"; }
};

// How much memory may still be taken for one text; given back to all that the emulator may use with
// this object.
class JsonBudget {
 public:
  explicit JsonBudget(MemoryBudget* memory) : memory_(memory), held_(memory) {}

  void Allow(size_t bytes) { left_ = bytes; }
  size_t left() const { return left_; }
  // Throws JsonTooDense, or ThrowOutOfMemory's error.
  void Take(size_t bytes) {
    if (bytes > left_) throw JsonTooDense();
    if (!held_.Resize(held_.size() + bytes)) ThrowOutOfMemory(*memory_);
    left_ -= bytes;
  }

 private:
  MemoryBudget* memory_;
  HeldMemory held_;
  size_t left_ = 0;
};

// RapidJSON's allocator for values: one piece behind the other, all freed together. Where memory
// runs out it throws, for RapidJSON writes to the address 0 that an allocator may return.
class JsonAllocator {
 public:
  static const bool kNeedFree = false;

  JsonAllocator() = default;
  // Takes from `buffer` first, which must be aligned to kAlignment, and then from the heap, within
  // `budget`.
  JsonAllocator(char* buffer, size_t size, JsonBudget* budget)
      : at_(buffer), end_(buffer + size), budget_(budget) {}
  ~JsonAllocator() {
    while (chunks_ != nullptr) std::free(std::exchange(chunks_, chunks_->next));
  }
  JsonAllocator(const JsonAllocator&) = delete;
  JsonAllocator& operator=(const JsonAllocator&) = delete;

  void* Malloc(size_t size) {
    size = (size + kAlignment - 1) / kAlignment * kAlignment;
    if (size > static_cast<size_t>(end_ - at_)) return MallocFromHeap(size);
    char* const memory = at_;
    at_ += size;
    return memory;
  }
  void* Realloc(void* memory, size_t old_size, size_t new_size) {
    if (memory != nullptr && new_size <= old_size) return memory;
    void* const moved = Malloc(new_size);
    if (memory != nullptr) std::memcpy(moved, memory, old_size);
    return moved;
  }
  static void Free(void*) {}

 private:
  static constexpr size_t kAlignment = 8;
  static constexpr size_t kSmallestChunk = 64 * 1024;
  static constexpr size_t kLargestChunk = 1024 * 1024;

  struct alignas(16) Chunk {
    Chunk* next;
  };

  void* MallocFromHeap(size_t size) {
    const size_t wanted = std::clamp(heap_size_ / 2, kSmallestChunk, kLargestChunk);
    // What is large has a chunk of its own.
    if (size > wanted / 4) return NewChunk(size);
    const size_t chunk_size =
        budget_ == nullptr ? wanted : std::max(size, std::min(wanted, budget_->left()));
    at_ = NewChunk(chunk_size);
    end_ = at_ + chunk_size;
    return Malloc(size);
  }
  char* NewChunk(size_t size) {
    if (budget_ != nullptr) budget_->Take(size);
    void* const memory = std::malloc(sizeof(Chunk) + size);
    if (memory == nullptr) throw std::bad_alloc();
    chunks_ = new (memory) Chunk{chunks_};
    heap_size_ += size;
    return reinterpret_cast<char*>(chunks_ + 1);
  }

  char* at_ = nullptr;
  char* end_ = nullptr;
  Chunk* chunks_ = nullptr;
  size_t heap_size_ = 0;
  JsonBudget* budget_ = nullptr;
};

// RapidJSON's allocator for one stack: what it has grown out of is freed, where JsonAllocator would
// keep it.
template <size_t kInlineSize>
class JsonStackAllocator {
 public:
  static const bool kNeedFree = false;

  // Without bound; RapidJSON makes one where it is given none.
  JsonStackAllocator() = default;
  explicit JsonStackAllocator(JsonBudget* budget) : budget_(budget) {}
  ~JsonStackAllocator() { std::free(heap_); }
  JsonStackAllocator(const JsonStackAllocator&) = delete;
  JsonStackAllocator& operator=(const JsonStackAllocator&) = delete;

  void* Malloc(size_t size) { return Realloc(nullptr, 0, size); }
  void* Realloc(void* memory, size_t old_size, size_t new_size) {
    if (new_size <= kInlineSize) return inline_;
    if (new_size <= old_size) return memory;
    if (budget_ != nullptr) budget_->Take(new_size - (heap_ == nullptr ? 0 : old_size));
    void* const grown = std::realloc(heap_, new_size);
    if (grown == nullptr) throw std::bad_alloc();
    heap_ = grown;
    if (memory == inline_) std::memcpy(heap_, inline_, old_size);
    return heap_;
  }
  static void Free(void*) {}

 private:
  alignas(16) char inline_[kInlineSize];
  void* heap_ = nullptr;
  JsonBudget* budget_ = nullptr;
};

}  // namespace pumice
