// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/scan_order.h"

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <iterator>

#include "engine/base/md5_block.h"

namespace pumice {
namespace {

constexpr char kPrefix[] = {'O', 'u', 't', 'l', 'i', 'e', 'r', 's'};
constexpr uint32_t kPrefixWords[] = {0x6c74754f, 0x73726569};  // its bytes
constexpr char kEnd = '\x80';                                  // behind the text

// A block ends with the text's length in bits.
constexpr size_t kLengthAt = kMd5BlockSize - sizeof(uint64_t);
constexpr size_t kMediumKey = kLengthAt - sizeof(kPrefix) - sizeof(kEnd);
constexpr size_t kShortKey = 15;

static_assert(std::endian::native == std::endian::little);

uint64_t BitsOf(std::string_view key) { return 8 * (sizeof(kPrefix) + key.size()); }

uint64_t Start(const Md5State& state) {
  return uint64_t{__builtin_bswap32(state.a)} << 32 | __builtin_bswap32(state.b);
}

// Of a key that fits into one block. Almost every key does, and all but a few of its words are
// known when this is compiled: that saves a third of the instructions.
template <size_t kLongest>
uint64_t OrderInOneBlock(std::string_view key) {
  assert(key.size() <= kLongest);
  constexpr size_t kWords = (kLongest + sizeof(kEnd)) / sizeof(uint32_t);
  uint32_t words[kWords] = {};
  char* const bytes = reinterpret_cast<char*>(words);
  std::memcpy(bytes, key.data(), key.size());
  bytes[key.size()] = kEnd;
  const auto word = [&](size_t i) {
    constexpr size_t kBefore = std::size(kPrefixWords);
    if (i < kBefore) return kPrefixWords[i];
    if (i < kBefore + kWords) return words[i - kBefore];
    return i == kLengthAt / sizeof(uint32_t) ? static_cast<uint32_t>(BitsOf(key)) : 0;
  };
  return Start(AfterMd5Block({}, word));
}

void AddBlock(const char* block, Md5State* state) {
  *state = AfterMd5Block(*state, [block](size_t i) {
    uint32_t word = 0;
    std::memcpy(&word, block + i * sizeof(word), sizeof(word));
    return word;
  });
}

uint64_t OrderOfLong(std::string_view key) {
  Md5State state;
  char block[kMd5BlockSize];
  std::memcpy(block, kPrefix, sizeof(kPrefix));
  size_t filled = sizeof(kPrefix);
  for (std::string_view rest = key;;) {
    const size_t taken = rest.copy(block + filled, kMd5BlockSize - filled);
    rest.remove_prefix(taken);
    filled += taken;
    if (filled < kMd5BlockSize) break;
    AddBlock(block, &state);
    filled = 0;
  }
  block[filled++] = kEnd;
  std::memset(block + filled, 0, kMd5BlockSize - filled);
  if (filled > kLengthAt) {
    AddBlock(block, &state);
    std::memset(block, 0, kMd5BlockSize);
  }
  const uint64_t bits = BitsOf(key);
  std::memcpy(block + kLengthAt, &bits, sizeof(bits));
  AddBlock(block, &state);
  return Start(state);
}

}  // namespace

uint64_t ScanOrder(std::string_view key) {
  if (key.size() <= kShortKey) return OrderInOneBlock<kShortKey>(key);
  if (key.size() <= kMediumKey) return OrderInOneBlock<kMediumKey>(key);
  return OrderOfLong(key);
}

}  // namespace pumice
