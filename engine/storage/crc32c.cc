// SPDX-License-Identifier: Apache-2.0

// The checksum of RocksDB's log and files by the processor's own instruction, where it has one.
// Debian builds RocksDB for x86-64 processors that lack it, and RocksDB chooses when it is built;
// on arm64 RocksDB chooses when it runs, but as Debian builds it always finds that there is none.
// With PUMICE_OWN_CRC32C (Linux on x86-64 and arm64) engine/CMakeLists.txt has the linker put this
// function in the place of RocksDB's.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/storage/rocksdb_version.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#if !defined(__clang__)
#include <arm_acle.h>
#endif
#else
#error "PUMICE_OWN_CRC32C is for x86-64 and arm64"
#endif

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

#if defined(__x86_64__)
#define PUMICE_WITH_CRC_INSTRUCTION __attribute__((target("sse4.2")))
using Crc = uint64_t;

bool HasInstruction() { return __builtin_cpu_supports("sse4.2") != 0; }

PUMICE_WITH_CRC_INSTRUCTION inline Crc AddWord(Crc crc, uint64_t word) {
  return _mm_crc32_u64(crc, word);
}
PUMICE_WITH_CRC_INSTRUCTION inline uint32_t AddByte(uint32_t crc, unsigned char byte) {
  return _mm_crc32_u8(crc, byte);
}
#else
using Crc = uint32_t;

// ARMv8.0 has it as an extension, which Linux tells of; every later version has it.
bool HasInstruction() { return (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0; }

#if defined(__clang__)
// clang's <arm_acle.h> has no such functions unless the whole file is compiled for CRC.
#define PUMICE_WITH_CRC_INSTRUCTION __attribute__((target("crc")))
PUMICE_WITH_CRC_INSTRUCTION inline Crc AddWord(Crc crc, uint64_t word) {
  return __builtin_arm_crc32cd(crc, word);
}
PUMICE_WITH_CRC_INSTRUCTION inline uint32_t AddByte(uint32_t crc, unsigned char byte) {
  return __builtin_arm_crc32cb(crc, byte);
}
#else
#define PUMICE_WITH_CRC_INSTRUCTION __attribute__((target("+crc")))
PUMICE_WITH_CRC_INSTRUCTION inline Crc AddWord(Crc crc, uint64_t word) {
  return __crc32cd(crc, word);
}
PUMICE_WITH_CRC_INSTRUCTION inline uint32_t AddByte(uint32_t crc, unsigned char byte) {
  return __crc32cb(crc, byte);
}
#endif
#endif

PUMICE_WITH_CRC_INSTRUCTION uint32_t ExtendByInstruction(uint32_t crc, const char* data,
                                                         size_t size) {
  Crc state = ~crc;
  for (; size >= sizeof(uint64_t); size -= sizeof(uint64_t), data += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, data, sizeof(word));
    state = AddWord(state, word);
  }
  auto last = static_cast<uint32_t>(state);
  for (; size > 0; --size, ++data) last = AddByte(last, static_cast<unsigned char>(*data));
  return ~last;
}

}  // namespace
}  // namespace pumice

uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(uint32_t crc, const char* data, size_t size) {
  static const bool has_instruction = pumice::HasInstruction();
  return has_instruction ? pumice::ExtendByInstruction(crc, data, size)
                         : __real__ZN7rocksdb6crc32c6ExtendEjPKcm(crc, data, size);
}
