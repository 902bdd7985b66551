#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pumice {

using SipHashKey = std::array<uint64_t, 2>;

// SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF"): a keyed checksum that nobody can make, or find
// out the key from, who does not know the key.
uint64_t SipHash(const SipHashKey& key, std::string_view bytes);

}  // namespace pumice
