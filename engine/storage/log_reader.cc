// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/log_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>

#include "engine/storage/rocksdb_version.h"

// RocksDB's checksum, which it does not declare in public. With PUMICE_OWN_CRC32C the linker puts
// our own in its place (crc32c.cc), there and here.
namespace rocksdb::crc32c {
uint32_t Extend(uint32_t crc, const char* data, size_t size);
}

namespace pumice {
namespace {

// A file is a sequence of blocks, a block one of fragments; a fragment is checksum (4 bytes),
// length (2), type (1), bytes.
constexpr size_t kBlockSize = 32 << 10;
constexpr size_t kHeaderSize = 7;
constexpr size_t kTypeOffset = 6;

enum FragmentType : uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

// The unit in which an operating system writes files.
constexpr size_t kPageSize = 4096;
// Fewer zeros than these at the end may be a record's own.
constexpr size_t kMinUnwritten = 64;

struct Header {
  uint32_t checksum;
  size_t length;
  uint8_t type;

  bool Plausible() const { return kFull <= type && type <= kLast; }
};

struct Fragment {
  uint8_t type;
  std::string_view bytes;
};

uint32_t ReadLittleEndian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

// At least a header's bytes are there.
Header ReadHeader(std::string_view file, size_t offset) {
  return {ReadLittleEndian(file.substr(offset, 4)), ReadLittleEndian(file.substr(offset + 4, 2)),
          static_cast<uint8_t>(file[offset + kTypeOffset])};
}

// Checksums are stored masked: those of bytes that hold checksums are weak.
uint32_t MaskedChecksum(std::string_view bytes) {
  const uint32_t crc = rocksdb::crc32c::Extend(0, bytes.data(), bytes.size());
  return (crc >> 15 | crc << 17) + 0xa282ead8;
}

size_t LeftInBlock(size_t offset) { return kBlockSize - offset % kBlockSize; }

std::optional<Fragment> ReadFragment(std::string_view file, size_t offset) {
  const size_t most = std::min(file.size() - offset, LeftInBlock(offset));
  if (most < kHeaderSize) return std::nullopt;
  const Header header = ReadHeader(file, offset);
  if (!header.Plausible() || header.length > most - kHeaderSize) return std::nullopt;
  const std::string_view checked = file.substr(offset + kTypeOffset, 1 + header.length);
  if (MaskedChecksum(checked) != header.checksum) return std::nullopt;
  return Fragment{header.type, checked.substr(1)};
}

// The first offset from `offset` on where a whole fragment begins; the file's size if there is
// none.
size_t FindFragment(std::string_view file, size_t offset) {
  while (offset < file.size() && !ReadFragment(file, offset)) ++offset;
  return std::min(offset, file.size());
}

// Whether the file ends in whole pages, or a part of one, that were never written.
bool EndsUnwritten(std::string_view file, size_t offset) {
  const size_t last = file.find_last_not_of('\0');
  const size_t zeros = last == std::string_view::npos ? 0 : last + 1;
  if (zeros <= offset) return true;
  const size_t page = (zeros + kPageSize - 1) / kPageSize * kPageSize;
  return page + kMinUnwritten <= file.size();
}

// Whether the fragment at `offset`, which is not whole, is the last one of a file that was not
// written to its end.
bool IsTorn(std::string_view file, size_t offset) {
  if (file.size() - offset < kHeaderSize) return true;
  if (FindFragment(file, offset + 1) < file.size()) return false;
  if (EndsUnwritten(file, offset)) return true;
  const Header header = ReadHeader(file, offset);
  const size_t length = file.size() - offset - kHeaderSize;
  if (!header.Plausible() || header.length <= length) return false;
  // It is all there, if only its length is wrong.
  return MaskedChecksum(file.substr(offset + kTypeOffset, 1 + length)) != header.checksum;
}

}  // namespace

LogEnd ReadLog(std::string_view file, const std::function<void(std::string_view, uint64_t)>& each) {
  uint64_t whole = 0;
  std::string record;
  bool inside = false;
  for (size_t offset = 0;;) {
    if (LeftInBlock(offset) < kHeaderSize) offset += LeftInBlock(offset);
    if (offset >= file.size()) break;
    const std::optional<Fragment> fragment = ReadFragment(file, offset);
    if (!fragment) {
      return {IsTorn(file, offset) ? LogEnd::Kind::kTorn : LogEnd::Kind::kDamaged, whole};
    }
    const bool begins = fragment->type == kFull || fragment->type == kFirst;
    if (begins == inside) return {LogEnd::Kind::kDamaged, whole};
    offset += kHeaderSize + fragment->bytes.size();
    if (fragment->type == kFull) {
      each(fragment->bytes, offset);
    } else {
      if (begins) record.clear();
      record.append(fragment->bytes);
      if (fragment->type == kLast) each(record, offset);
    }
    inside = fragment->type == kFirst || fragment->type == kMiddle;
    if (!inside) whole = offset;
  }
  return {inside ? LogEnd::Kind::kTorn : LogEnd::Kind::kWhole, whole};
}

LogRemainder ReadBehindDamage(std::string_view file, uint64_t offset) {
  LogRemainder remainder;
  for (size_t at = FindFragment(file, offset); at < file.size(); at = FindFragment(file, at)) {
    const std::optional<Fragment> fragment = ReadFragment(file, at);
    if (fragment->type == kFull || fragment->type == kLast) ++remainder.fragments;
    remainder.bytes += fragment->bytes.size();
    at += kHeaderSize + fragment->bytes.size();
  }
  return remainder;
}

}  // namespace pumice
