// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

// One block of MD5 (RFC 1321): for an order that others have too; it protects nothing. Inline, so
// that words that are known when it is compiled cost nothing.
namespace pumice {

inline constexpr size_t kMd5BlockSize = 64;

struct Md5State {
  uint32_t a = 0x67452301;
  uint32_t b = 0xefcdab89;
  uint32_t c = 0x98badcfe;
  uint32_t d = 0x10325476;
};

namespace md5 {

// RFC 1321, 3.4: 4294967296 * abs(sin(i + 1)).
constexpr std::array<uint32_t, 64> kSines = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

constexpr int kRotations[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

template <int kRound>
inline uint32_t Mix(uint32_t x, uint32_t y, uint32_t z) {
  if constexpr (kRound == 0) return z ^ (x & (y ^ z));
  if constexpr (kRound == 1) return y ^ (z & (x ^ y));
  if constexpr (kRound == 2) return x ^ y ^ z;
  return y ^ (x | ~z);
}

// The word of the block that a step of a round takes.
constexpr size_t WordOf(int round, int step) {
  switch (round) {
    case 0:
      return step;
    case 1:
      return (5 * step + 1) % 16;
    case 2:
      return (3 * step + 5) % 16;
    default:
      return (7 * step) % 16;
  }
}

template <int kRound, int kStep>
inline void Step(const auto& word, uint32_t* a, uint32_t b, uint32_t c, uint32_t d) {
  *a += kSines[16 * kRound + kStep] + word(WordOf(kRound, kStep));
  *a += Mix<kRound>(b, c, d);
  *a = std::rotl(*a, kRotations[kRound][kStep % 4]) + b;
}

template <int kRound, int kFirst>
inline void FourSteps(const auto& word, Md5State* s) {
  Step<kRound, kFirst>(word, &s->a, s->b, s->c, s->d);
  Step<kRound, kFirst + 1>(word, &s->d, s->a, s->b, s->c);
  Step<kRound, kFirst + 2>(word, &s->c, s->d, s->a, s->b);
  Step<kRound, kFirst + 3>(word, &s->b, s->c, s->d, s->a);
}

template <int kRound>
inline void Round(const auto& word, Md5State* s) {
  FourSteps<kRound, 0>(word, s);
  FourSteps<kRound, 4>(word, s);
  FourSteps<kRound, 8>(word, s);
  FourSteps<kRound, 12>(word, s);
}

}  // namespace md5

// What the next block of the text makes of a state. `word(i)` is the block's i-th word, read as
// little-endian.
[[gnu::always_inline]] inline Md5State AfterMd5Block(const Md5State& state, const auto& word) {
  Md5State next = state;
  md5::Round<0>(word, &next);
  md5::Round<1>(word, &next);
  md5::Round<2>(word, &next);
  md5::Round<3>(word, &next);
  return {state.a + next.a, state.b + next.b, state.c + next.c, state.d + next.d};
}

}  // namespace pumice
