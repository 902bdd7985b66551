// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/memtablerep.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>

namespace pumice {

// An entry, with its links and its bytes (key and value as RocksDB encodes them) behind it in the
// same allocation.
class SkipListNode {
 public:
  static size_t BytesInFront(int height) {
    return sizeof(SkipListNode) + static_cast<size_t>(height) * sizeof(Link);
  }

  explicit SkipListNode(int height) : height_(height) {
    // The links stand behind the node, in the memory that BytesInFront counts.
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.PlacementNew)
    for (int level = 0; level < height; ++level) new (&links()[level]) Link(nullptr);
  }

  int height() const { return static_cast<int>(height_); }
  const char* entry() const { return reinterpret_cast<const char*>(links() + height_); }
  uint64_t prefix() const { return prefix_; }
  void set_prefix(uint64_t prefix) { prefix_ = prefix; }

  SkipListNode* next(int level) const { return links()[level].load(std::memory_order_acquire); }
  void set_next(int level, SkipListNode* node) {
    links()[level].store(node, std::memory_order_release);
  }
  SkipListNode* previous() const { return previous_.load(std::memory_order_acquire); }
  void set_previous(SkipListNode* node) { previous_.store(node, std::memory_order_release); }

  // The newest entry of the next user key, as it was when this entry was the newest of its own: for
  // a reader to whom this is the newest, later ones make no difference.
  SkipListNode* next_key() const { return next_key_.load(std::memory_order_acquire); }
  void set_next_key(SkipListNode* node) { next_key_.store(node, std::memory_order_release); }

  // Of the entries of one user key, the oldest knows the newest, and the others the oldest. For
  // whoever inserts.
  SkipListNode* other_end() const { return other_end_; }
  void set_other_end(SkipListNode* node) { other_end_ = node; }

 private:
  using Link = std::atomic<SkipListNode*>;

  Link* links() { return reinterpret_cast<Link*>(this + 1); }
  const Link* links() const { return reinterpret_cast<const Link*>(this + 1); }

  uint64_t prefix_ = 0;
  Link previous_ = nullptr;
  Link next_key_ = nullptr;
  SkipListNode* other_end_ = this;
  int64_t height_;
};

// RocksDB's entries in the order of their keys, linked both ways.
//
// Thread safety
//
// Insert and RandomHeight need a writer that excludes every other writer: RocksDB's write leader,
// with `allow_concurrent_memtable_write` off. Everything else is for any number of readers, beside
// that writer and without a lock. What a reader must see was inserted whole before it took its
// sequence number; a node that is still being linked is newer than that, and meeting it or not
// makes no difference.
//
// Invariants
//
// (1) Nodes are never deleted or moved, nor are their entries changed, until the whole list is:
// memory comes from the
//     memtable's arena. So a link may be followed at any time.
// (2) An entry, its prefix and its own links are complete before the first link to its node is
// stored, with release; readers
//     load links with acquire. So whoever reaches a node sees it whole. Links change afterwards,
//     entries do not.
// (3) Each level is ascending: user keys by their bytes, the entries of one user key by descending
//     trailers, the newest first. Whatever is on a level is on every level below it.
// (4) The entries of one user key are inserted by ascending sequence number. So a new one goes in
//     front of those of its key, and the newest is the first that a search finds.
// (5) next(0) and previous() describe the same order, but a node is linked forward first: a reader
//     that goes backward may miss the newest node, and never one that it must see. The head's
//     previous node is the last one; the first one's is the head.
// (6) next_key() leads to the newest entry of the next user key, as it was when this entry was last
//     the newest of its own. A reader to whom this entry is the newest of its key sees nothing that
//     was inserted after that.
// (7) other_end() joins the newest and the oldest entry of a user key. Only the writer looks at it.
// (8) height_ never decreases; a stale value only makes a search longer.
// (9) A finger has a node of each level, or the head; each is at or behind the one above. Since
//     nodes stay, the search for what is behind the lowest may begin at any of them.
class SkipList {
 public:
  using Node = SkipListNode;
  using Slice = rocksdb::Slice;

  static constexpr int kMaxHeight = 12;

  // What is searched for: RocksDB's internal key, which is the user's key and a trailer of sequence
  // number and type. Keys ascend by their bytes, the entries of one key descend by their trailers.
  struct Target {
    explicit Target(const Slice& key)
        : user_key(key.data(), key.size() - kTrailerSize),
          prefix(PrefixOf(user_key)),
          trailer(TrailerOf(key)) {}

    std::string_view user_key;
    uint64_t prefix;
    uint64_t trailer;
  };

  // A node of each level.
  using Path = std::array<Node*, kMaxHeight>;

  // Where the last of some ascending keys was inserted. Only the writer looks at it.
  class Finger {
   private:
    friend class SkipList;
    explicit Finger(Node* head) { before_.fill(head); }
    Path before_;
  };

  // `head` is of kMaxHeight and outlives the list.
  explicit SkipList(Node* head) : head_(head) { head_->set_previous(head_); }

  // Each is null where there is none.
  Node* First() const { return head_->next(0); }
  Node* Last() const { return NodeOrNull(head_->previous()); }
  Node* Before(const Node* node) const { return NodeOrNull(node->previous()); }

  // The first node that is not before the target.
  Node* Find(const Target& target) const { return Find(target, nullptr); }

  // False, and nothing inserted, if an equal key is there. The entries of one user key come in the
  // order of their sequence numbers.
  bool Insert(Node* node) {
    const Target target = TargetOf(node);
    Path before;
    Node* const next = Find(target, &before);
    return InsertBefore(next, target, node, &before);
  }

  Finger NewFinger() const { return Finger(head_); }

  // As Insert. Where the key is behind all that were inserted with this finger, only what came
  // between is searched.
  bool Insert(Node* node, Finger* finger) {
    const Target target = TargetOf(node);
    Path* const before = &finger->before_;
    if ((*before)[0] != head_ && !IsBefore((*before)[0], target)) return Insert(node);
    Node* const next = FindFrom(target, before);
    if (!InsertBefore(next, target, node, before)) return false;
    std::fill_n(before->begin(), node->height(), node);
    return true;
  }

  // The internal key, behind its length.
  static Slice KeyOf(const Node* node) {
    const auto length = static_cast<uint8_t>(*node->entry());
    if (length < 0x80) return {node->entry() + 1, length};
    return rocksdb::GetLengthPrefixedSlice(node->entry());
  }

  static std::string_view UserKeyOf(const Node* node) {
    const Slice key = KeyOf(node);
    return {key.data(), key.size() - kTrailerSize};
  }
  // Sequence number and type.
  static uint64_t TrailerOf(const Node* node) { return TrailerOf(KeyOf(node)); }

  // Of the next node: one in four reaches the next level. By whoever inserts.
  int RandomHeight() {
    random_ ^= random_ << 13;  // xorshift (Marsaglia 2003)
    random_ ^= random_ >> 17;
    random_ ^= random_ << 5;
    int height = 1;
    for (uint32_t bits = random_; height < kMaxHeight && (bits & 3) == 0; bits >>= 2) ++height;
    return height;
  }

 private:
  static constexpr size_t kTrailerSize = 8;

  // The first eight bytes, ordered as numbers as the keys are ordered as bytes.
  static uint64_t PrefixOf(std::string_view user_key) {
    uint64_t prefix = 0;
    std::memcpy(&prefix, user_key.data(), std::min(user_key.size(), sizeof(prefix)));
    static_assert(std::endian::native == std::endian::little);
    return __builtin_bswap64(prefix);
  }

  static uint64_t TrailerOf(const Slice& key) {
    uint64_t trailer;
    std::memcpy(&trailer, key.data() + key.size() - kTrailerSize, kTrailerSize);
    return trailer;
  }

  Node* NodeOrNull(Node* node) const { return node == head_ ? nullptr : node; }

  static bool IsBefore(const Node* node, const Target& target) {
    if (node->prefix() != target.prefix) return node->prefix() < target.prefix;
    const int order = UserKeyOf(node).compare(target.user_key);
    return order != 0 ? order < 0 : TrailerOf(node) > target.trailer;
  }

  // Fills `before`, if it is given, with the last node before the target on each level.
  Node* Find(const Target& target, Path* before) const {
    Node* node = head_;
    Node* bound = nullptr;
    for (int level = height_.load(std::memory_order_relaxed) - 1;; --level) {
      Node* next = node->next(level);
      while (next != bound && IsBefore(next, target)) {
        node = next;
        next = node->next(level);
      }
      if (before != nullptr) (*before)[level] = node;
      if (level == 0) return next;
      bound = next;
    }
  }

  // As Find, where all of `before` are before the target already, each at or behind the one above.
  Node* FindFrom(const Target& target, Path* before) const {
    Node* reached = nullptr;  // on a level above, behind where that one began
    Node* bound = nullptr;
    for (int level = height_.load(std::memory_order_relaxed) - 1;; --level) {
      Node* node = reached != nullptr ? reached : (*before)[level];
      Node* next = node->next(level);
      while (next != bound && IsBefore(next, target)) {
        reached = node = next;
        next = node->next(level);
      }
      (*before)[level] = node;
      if (level == 0) return next;
      bound = next;
    }
  }

  // Of a node that is being inserted.
  static Target TargetOf(Node* node) {
    const Target target(KeyOf(node));
    node->set_prefix(target.prefix);
    return target;
  }

  // Puts a node between what Find found for it. False if there is an equal one.
  bool InsertBefore(Node* next, const Target& target, Node* node, Path* before) {
    const bool has_older = next != nullptr && UserKeyOf(next) == target.user_key;
    if (has_older && TrailerOf(next) == target.trailer) return false;
    if (has_older) {
      Node* const oldest = next->other_end();
      oldest->set_other_end(node);
      node->set_other_end(oldest);
      node->set_next_key(next->next_key());
    } else {
      node->set_next_key(next);
    }
    Grow(node->height(), before);
    node->set_previous((*before)[0]);
    for (int level = 0; level < node->height(); ++level) {
      node->set_next(level, (*before)[level]->next(level));
      (*before)[level]->set_next(level, node);
    }
    (next != nullptr ? next : head_)->set_previous(node);
    // The node before is the oldest of its key.
    (*before)[0]->other_end()->set_next_key(node);
    return true;
  }

  void Grow(int height, Path* before) {
    const int old_height = height_.load(std::memory_order_relaxed);
    if (height <= old_height) return;
    std::fill(before->begin() + old_height, before->begin() + height, head_);
    height_.store(height, std::memory_order_relaxed);
  }

  Node* const head_;
  std::atomic<int> height_ = 1;
  uint32_t random_ = 2463534242;
};

}  // namespace pumice
