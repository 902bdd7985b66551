// SPDX-License-Identifier: Apache-2.0

// The checksum of RocksDB's log and files by the processor's own instruction. Debian builds RocksDB
// for processors that lack it, and RocksDB chooses when it is built. With PUMICE_OWN_CRC32C (x86-64
// only) engine/CMakeLists.txt has the linker put this function in the place of RocksDB's.

#include <nmmintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/storage/rocksdb_version.h"

// rocksdb::crc32c::Extend(uint32_t, const char*, size_t): as the linker finds it, and as RocksDB
// has it.
// NOLINTBEGIN(bugprone-reserved-identifier): the linker's names.
extern "C" uint32_t __real__ZN7rocksdb6crc32c6ExtendEjPKcm(uint32_t crc, const char* data,
                                                           size_t size);
extern "C" uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(uint32_t crc, const char* data,
                                                           size_t size);
// NOLINTEND(bugprone-reserved-identifier)

namespace pumice {
namespace {

__attribute__((target("sse4.2"))) uint32_t ExtendByInstruction(uint32_t crc, const char* data,
                                                               size_t size) {
  uint64_t state = ~crc;
  for (; size >= sizeof(uint64_t); size -= sizeof(uint64_t), data += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, data, sizeof(word));
    state = _mm_crc32_u64(state, word);
  }
  auto last = static_cast<uint32_t>(state);
  for (; size > 0; --size, ++data) last = _mm_crc32_u8(last, static_cast<unsigned char>(*data));
  return ~last;
}

}  // namespace
}  // namespace pumice

uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(uint32_t crc, const char* data, size_t size) {
  static const bool has_instruction = __builtin_cpu_supports("sse4.2");
  return has_instruction ? pumice::ExtendByInstruction(crc, data, size)
                         : __real__ZN7rocksdb6crc32c6ExtendEjPKcm(crc, data, size);
}
