// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <string_view>

// RocksDB's own header of it is not among those that Debian installs.
namespace rocksdb::crc32c {
uint32_t Extend(uint32_t crc, const char* data, size_t size);
}
#if defined(PUMICE_OWN_CRC32C)
// NOLINTNEXTLINE(bugprone-reserved-identifier): the linker's name.
extern "C" uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(uint32_t crc, const char* data,
                                                           size_t size);
#endif

namespace pumice::test {
namespace {

// Bit by bit: the reflected polynomial of RFC 3720, B.4.
uint32_t Reference(std::string_view data) {
  uint32_t crc = 0xffffffff;
  for (const char byte : data) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc;
}

uint32_t Checksum(std::string_view data, uint32_t crc = 0) {
  return rocksdb::crc32c::Extend(crc, data.data(), data.size());
}

TEST_CASE("The checksum is CRC-32C, at every length and place", "[crc32c]") {
  // RFC 3720, B.4.
  CHECK(Checksum(std::string(32, '\0')) == 0x8a9136aa);
  CHECK(Checksum(std::string(32, '\xff')) == 0x62a8ab43);

  std::string data;
  for (int i = 0; i < 200; ++i) data += static_cast<char>(i * 37 + 11);
  for (size_t from = 0; from < 9; ++from) {
    for (size_t size = 0; size <= 100; ++size) {
      const std::string_view part = std::string_view(data).substr(from, size);
      REQUIRE(Checksum(part) == Reference(part));
      REQUIRE(Checksum(part.substr(size / 3), Checksum(part.substr(0, size / 3))) ==
              Reference(part));
    }
  }
}

#if defined(PUMICE_OWN_CRC32C)
TEST_CASE("The linker has put the checksum in the place of RocksDB's", "[crc32c]") {
  CHECK(&rocksdb::crc32c::Extend == &__wrap__ZN7rocksdb6crc32c6ExtendEjPKcm);
}
#endif

}  // namespace
}  // namespace pumice::test
