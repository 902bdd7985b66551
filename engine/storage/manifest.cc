// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/manifest.h"

#include <algorithm>

#include "engine/storage/rocksdb_version.h"

namespace pumice {
namespace {

// RocksDB 7.8's version edits (db/version_edit.h): fields, each behind its tag.
enum Tag : uint64_t {
  kComparator = 1,
  kLogNumber = 2,
  kNextFileNumber = 3,
  kLastSequence = 4,
  kCompactCursor = 5,
  kDeletedFile = 6,
  kPrevLogNumber = 9,
  kMinLogNumberToKeep = 10,
  kNewFile4 = 103,
  kColumnFamily = 200,
  kMaxColumnFamily = 203,
  kInAtomicGroup = 300,
  kIgnorable = 1 << 13,  // in a tag: its field begins with its length
};
constexpr uint64_t kEndOfCustomFields = 1;

// Reads from the front of bytes; at the first fault `ok` turns false, and stays so.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  bool empty() const { return bytes_.empty(); }

  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
      const auto byte = static_cast<uint8_t>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

  void SkipBytes() {
    const uint64_t size = Varint();
    if (size > bytes_.size()) ok_ = false;
    if (ok_) bytes_.remove_prefix(size);
  }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

void ReadNewTable(Fields* fields, Manifest* manifest) {
  fields->Varint();  // level
  manifest->tables.insert(fields->Varint());
  fields->Varint();     // size
  fields->SkipBytes();  // smallest and largest key
  fields->SkipBytes();
  fields->Varint();  // smallest and largest sequence number
  fields->Varint();
  while (fields->ok() && fields->Varint() != kEndOfCustomFields) fields->SkipBytes();
}

bool ReadEdit(std::string_view record, Manifest* manifest) {
  Fields fields(record);
  while (fields.ok() && !fields.empty()) {
    const uint64_t tag = fields.Varint();
    switch (tag) {
      case kComparator:
        fields.SkipBytes();
        break;
      case kLogNumber:
      case kMinLogNumberToKeep:
        manifest->first_log = std::max(manifest->first_log, fields.Varint());
        break;
      case kNextFileNumber:
      case kLastSequence:
      case kPrevLogNumber:
      case kColumnFamily:
      case kMaxColumnFamily:
      case kInAtomicGroup:
        fields.Varint();
        break;
      case kCompactCursor:
        fields.Varint();
        fields.SkipBytes();
        break;
      case kDeletedFile:
        fields.Varint();  // level
        manifest->tables.erase(fields.Varint());
        break;
      case kNewFile4:
        ReadNewTable(&fields, manifest);
        break;
      default:
        if ((tag & kIgnorable) == 0) return false;
        fields.SkipBytes();
    }
  }
  return fields.ok();
}

}  // namespace

std::optional<Manifest> ReadManifest(std::string_view file) {
  Manifest manifest;
  bool known = true;
  manifest.end = ReadLog(file, [&](std::string_view record, uint64_t) {
    known = known && ReadEdit(record, &manifest);
  });
  if (!known) return std::nullopt;
  return manifest;
}

}  // namespace pumice
