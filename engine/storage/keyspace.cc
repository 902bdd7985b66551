// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/keyspace.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "engine/storage/scan_order.h"

namespace pumice::keyspace {
namespace {

// Within S and B key values 0x00 is written 0x00 0xFF, and 0x00 0x01 closes the value: below every
// continuation.
constexpr char kEscape = '\x00';
constexpr char kEscapedZero = '\xff';
constexpr char kClose = '\x01';

// Behind the name of a space.
constexpr char kSpaceEnd = '\x00';

// GCC makes no such instruction of a loop over bytes.
template <typename Integer>
Integer Swapped(Integer value) {
  static_assert(std::endian::native == std::endian::little);
  if constexpr (sizeof(Integer) == sizeof(uint64_t)) return __builtin_bswap64(value);
  if constexpr (sizeof(Integer) == sizeof(uint32_t)) return __builtin_bswap32(value);
  if constexpr (sizeof(Integer) == sizeof(uint16_t)) return __builtin_bswap16(value);
}

template <typename Integer>
void AppendBigEndian(Integer value, std::string* key) {
  const Integer swapped = Swapped(value);
  key->append(reinterpret_cast<const char*>(&swapped), sizeof(swapped));
}

bool IsIdKeyspace(char keyspace) {
  return std::find(kIdKeyspaces.begin(), kIdKeyspaces.end(), keyspace) != kIdKeyspaces.end();
}

// Of four bytes.
uint32_t ReadId(std::string_view bytes) {
  assert(bytes.size() >= sizeof(uint32_t));
  uint32_t id = 0;
  std::memcpy(&id, bytes.data(), sizeof(id));
  return Swapped(id);
}

// Of eight bytes.
uint64_t ReadBigEndian(std::string_view bytes) {
  assert(bytes.size() >= sizeof(uint64_t));
  uint64_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return Swapped(value);
}

void AppendEscaped(std::string_view bytes, std::string* key) {
  while (true) {
    const size_t zero = bytes.find(kEscape);
    if (zero == std::string_view::npos) {
      key->append(bytes);
      return;
    }
    key->append(bytes.substr(0, zero + 1));
    key->push_back(kEscapedZero);
    bytes.remove_prefix(zero + 1);
  }
}

}  // namespace

std::string MetaKey(std::string_view name) { return std::string(1, kMeta).append(name); }

std::string CounterKey(uint32_t id) {
  std::string key(1, kCounters);
  AppendBigEndian(id, &key);
  return key;
}

std::string LayersKey(uint32_t id) {
  std::string key(1, kLayers);
  AppendBigEndian(id, &key);
  return key;
}

bool LeadsWithSpace(std::string_view key) {
  return !key.empty() &&
         std::find(kSpaceKeyspaces.begin(), kSpaceKeyspaces.end(), key[0]) != kSpaceKeyspaces.end();
}

std::string SpaceStart(char keyspace, std::string_view space) {
  assert(space.find(kSpaceEnd) == std::string_view::npos);
  return std::string(1, keyspace).append(space).append(1, kSpaceEnd);
}

std::string SpaceEnd(char keyspace, std::string_view space) {
  std::string end = SpaceStart(keyspace, space);
  MakeSuccessor(&end);
  return end;
}

std::string_view SpaceOf(std::string_view key) {
  assert(LeadsWithSpace(key));
  return key.substr(1, key.find(kSpaceEnd) - 1);
}

std::string_view NameInSpace(std::string_view key) {
  return key.substr(1 + SpaceOf(key).size() + 1);
}

std::string CatalogKey(std::string_view space, std::string_view table_name) {
  return SpaceStart(kCatalog, space).append(table_name);
}

std::string TokenKey(std::string_view space, std::string_view token) {
  return SpaceStart(kTokens, space).append(token);
}

std::string TokenTimeKey(std::string_view space, int64_t millis, std::string_view token) {
  std::string key = SpaceStart(kTokenTimes, space);
  AppendBigEndian(millis, &key);
  return key.append(token);
}

std::string_view TokenOfTimeKey(std::string_view key) {
  return NameInSpace(key).substr(sizeof(int64_t));
}

std::string StreamKey(std::string_view space, uint32_t id) {
  std::string key = SpaceStart(kStreams, space);
  AppendBigEndian(id, &key);
  return key;
}

uint32_t IdOfStreamKey(std::string_view stream_key) {
  assert(NameInSpace(stream_key).size() == sizeof(uint32_t));
  return ReadId(NameInSpace(stream_key));
}

std::string BackupKey(std::string_view space, std::string_view arn) {
  return SpaceStart(kBackups, space).append(arn);
}

std::string SnapshotKey(std::string_view space, std::string_view name) {
  return SpaceStart(kSnapshots, space).append(name);
}

std::string RecordKey(std::string_view space, std::string_view kind, std::string_view name) {
  assert(!kind.empty() && kind.find(kSpaceEnd) == std::string_view::npos);
  return SpaceStart(kRecords, space).append(kind).append(1, kSpaceEnd).append(name);
}

void AppendRowPrefix(uint32_t id, std::string* key) {
  key->push_back(kRows);
  AppendBigEndian(id, key);
}

bool LeadsWithId(std::string_view key) {
  return key.size() >= kRowPrefixSize && IsIdKeyspace(key[0]);
}

std::string IdPrefix(char keyspace, uint32_t id) {
  assert(IsIdKeyspace(keyspace));
  std::string key(1, keyspace);
  AppendBigEndian(id, &key);
  return key;
}

uint32_t RowId(std::string_view row_key) {
  assert(row_key.size() >= kRowPrefixSize);
  return ReadId(row_key.substr(1));
}

uint64_t RowHash(std::string_view row_key) { return ReadBigEndian(row_key.substr(kRowPrefixSize)); }

std::string_view RowPartition(std::string_view key) {
  constexpr size_t kSize = kRowPrefixSize + sizeof(uint64_t);
  return key.starts_with(kRows) && key.size() >= kSize ? key.substr(0, kSize) : std::string_view();
}

std::string ExpiryKey(int64_t seconds, std::string_view row_key) {
  assert(row_key.starts_with(kRows));
  std::string key = ExpiryStart(RowId(row_key), seconds);
  return key.append(row_key.substr(kRowPrefixSize));
}

std::string RowKeyOfExpiry(std::string_view expiry_key) {
  assert(expiry_key.starts_with(kExpiries) &&
         expiry_key.size() >= kRowPrefixSize + sizeof(int64_t));
  std::string key(expiry_key.substr(0, kRowPrefixSize));
  key[0] = kRows;
  return key.append(expiry_key.substr(kRowPrefixSize + sizeof(int64_t)));
}

int64_t SecondsOfExpiry(std::string_view expiry_key) {
  return static_cast<int64_t>(ReadBigEndian(expiry_key.substr(kRowPrefixSize)));
}

std::string ExpiryStart(uint32_t id, int64_t seconds) {
  std::string key(1, kExpiries);
  AppendBigEndian(id, &key);
  AppendBigEndian(seconds, &key);
  return key;
}

std::string StreamRecordKey(uint32_t id, uint16_t lane, uint64_t number) {
  std::string key(1, kStreamRecords);
  AppendBigEndian(id, &key);
  AppendBigEndian(lane, &key);
  AppendBigEndian(number, &key);
  return key;
}

uint16_t LaneOfStreamRecord(std::string_view record_key) {
  assert(record_key.size() == kStreamRecordKeySize);
  return static_cast<uint16_t>(static_cast<unsigned char>(record_key[5]) << 8 |
                               static_cast<unsigned char>(record_key[6]));
}

uint64_t SequenceOfStreamRecord(std::string_view record_key) {
  assert(record_key.size() == kStreamRecordKeySize);
  return ReadBigEndian(record_key.substr(kStreamRecordKeySize - sizeof(uint64_t)));
}

std::string HistoryKey(uint32_t id, int64_t millis, uint64_t number) {
  assert(millis >= 0);
  std::string key = IdPrefix(kHistory, id);
  key.reserve(kHistoryKeySize);
  AppendBigEndian(millis, &key);
  AppendBigEndian(number, &key);
  return key;
}

int64_t MillisOfHistory(std::string_view history_key) {
  assert(history_key.size() == kHistoryKeySize);
  return static_cast<int64_t>(ReadBigEndian(history_key.substr(kRowPrefixSize)));
}

uint64_t NumberOfHistory(std::string_view history_key) {
  assert(history_key.size() == kHistoryKeySize);
  return ReadBigEndian(history_key.substr(kHistoryKeySize - sizeof(uint64_t)));
}

std::string UndoKey(uint64_t number) {
  std::string key(1, kUndo);
  AppendBigEndian(number, &key);
  return key;
}

uint64_t NumberOfUndo(std::string_view undo_key) {
  assert(undo_key.size() == kUndoKeySize);
  return ReadBigEndian(undo_key.substr(1));
}

std::string KeyspaceStart(char keyspace) { return std::string(1, keyspace); }

std::string KeyspaceEnd(char keyspace) { return std::string(1, static_cast<char>(keyspace + 1)); }

void AppendKeyValue(ValueView value, std::string* key) {
  assert(value.type() <= ValueType::kBinary);
  if (value.type() == ValueType::kNumber) {
    key->append(value.payload());
    key->push_back('\0');  // below every digit (Number)
    return;
  }
  AppendEscaped(value.payload(), key);
  key->push_back(kEscape);
  key->push_back(kClose);
}

void AppendKeyPrefix(ValueView value, std::string* key) { AppendEscaped(value.payload(), key); }

void AppendPartition(uint32_t id, std::span<const ValueView> partition_key, std::string* key,
                     std::optional<uint64_t> known_hash) {
  AppendRowPrefix(id, key);
  AppendBigEndian(known_hash ? *known_hash : PartitionHash(partition_key), key);
  for (const ValueView value : partition_key) AppendKeyValue(value, key);
}

uint64_t PartitionHash(std::span<const ValueView> partition_key) {
  if (partition_key.size() == 1 && partition_key[0].type() != ValueType::kNumber) {
    return ScanOrder(partition_key[0].payload());
  }
  // What the service hashes of a number, or of several attributes, is not known.
  std::string values;
  for (const ValueView value : partition_key) AppendKeyValue(value, &values);
  return XXH3_64bits(values.data(), values.size());
}

void AppendHashStart(uint32_t id, uint64_t hash, std::string* key) {
  AppendRowPrefix(id, key);
  AppendBigEndian(hash, key);
}

void MakeSuccessor(std::string* key) {
  while (!key->empty() && key->back() == '\xff') key->pop_back();
  if (!key->empty()) key->back() = static_cast<char>(key->back() + 1);
}

}  // namespace pumice::keyspace
