// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/identifiers.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace pumice::services {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest DigestOf(std::string_view seed) {
  Digest digest;
  SHA256(reinterpret_cast<const unsigned char*>(seed.data()), seed.size(), digest.data());
  return digest;
}

std::string Hex(const unsigned char* bytes, size_t digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < digits; ++i) {
    text.push_back(kDigits[(i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2]) & 15]);
  }
  return text;
}

// Version 4, variant 1 (RFC 9562).
std::string Uuid(std::array<unsigned char, 16> bytes) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string text = Hex(bytes.data(), 32);
  for (const size_t at : {20, 16, 12, 8}) text.insert(at, 1, '-');
  return text;
}

}  // namespace

std::string HashDigits(std::string_view seed, size_t count) {
  return Hex(DigestOf(seed).data(), std::min(count, 2 * sizeof(Digest)));
}

std::string HashLetters(std::string_view seed, size_t count) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const Digest first = DigestOf(seed);
  std::string text;
  for (size_t i = 0; i < std::min(count, first.size()); ++i) {
    text.push_back(kLetters[first[i] % kLetters.size()]);
  }
  return text;
}

std::string HashUuid(std::string_view seed) {
  const Digest digest = DigestOf(seed);
  std::array<unsigned char, 16> bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Uuid(bytes);
}

std::string NewUuid() {
  std::array<unsigned char, 16> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  return Uuid(bytes);
}

}  // namespace pumice::services
