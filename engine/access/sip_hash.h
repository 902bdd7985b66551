// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace pumice {

using SipHashKey = std::array<uint64_t, 2>;

// SipHash-c-d (Aumasson and Bernstein, "SipHash: a fast short-input PRF"): a keyed checksum that
// nobody can make who does not know the key. c rounds a word, d at the end; 2-4 is the paper's own
// choice, 1-3 what hash tables take.
template <int kWordRounds, int kLastRounds>
class SipHash {
 public:
  static uint64_t Of(const SipHashKey& key, std::string_view bytes) {
    static_assert(std::endian::native == std::endian::little);
    SipHash state(key);
    const uint64_t size = bytes.size();
    for (; bytes.size() >= kWord; bytes.remove_prefix(kWord)) {
      uint64_t word;
      std::memcpy(&word, bytes.data(), kWord);
      state.Add(word);
    }
    uint64_t rest = size << 56;
    for (size_t i = 0; i < bytes.size(); ++i) {
      rest |= uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    state.Add(rest);
    return state.Finish();
  }

 private:
  static constexpr size_t kWord = sizeof(uint64_t);

  explicit SipHash(const SipHashKey& key)
      : v0_(key[0] ^ 0x736f6d6570736575),
        v1_(key[1] ^ 0x646f72616e646f6d),
        v2_(key[0] ^ 0x6c7967656e657261),
        v3_(key[1] ^ 0x7465646279746573) {}

  void Add(uint64_t word) {
    v3_ ^= word;
    for (int i = 0; i < kWordRounds; ++i) Round();
    v0_ ^= word;
  }

  uint64_t Finish() {
    v2_ ^= 0xff;
    for (int i = 0; i < kLastRounds; ++i) Round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

  void Round() {
    v0_ += v1_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v3_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v2_ = std::rotl(v2_, 32);
  }

  uint64_t v0_;
  uint64_t v1_;
  uint64_t v2_;
  uint64_t v3_;
};

}  // namespace pumice
