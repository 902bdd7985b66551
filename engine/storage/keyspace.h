// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/item/value.h"

// How keys are laid out in the one column family. The first byte tells the keyspace:
//
//   meta           'm' name              → what the store remembers of itself
//   counters       'n' id                → items and bytes of a table or index
//   undo log       'o' number            → what a record was before a commit
//   layers         'v' id                → under which ids the rows of a forked one are stored
//
//   catalog        'c' space table-name  → a table's description
//   streams        's' space id          → a stream's description
//   backups        'b' space ARN         → a backup's description
//   snapshots      'p' space name        → a snapshot's description
//   records        'k' space kind name   → what a service beside DynamoDB keeps
//   tokens         't' space token       → when a transaction with it was carried out
//   token times    'u' space time token  → nothing: the tokens in the order of their expiry
//
//   rows           'r' id hash partition-key… sort-key… [table key…]
//                                        → an item, or what an index projects of it
//   expiries       'e' id seconds rest-of-row-key
//                                        → nothing: a table's items in the order of their expiry
//   stream records 'd' id lane number    → what happened to an item
//   history        'h' id millis number  → what a row was before a change
//
// space: the name of a space (engine/spaces.h), and a zero byte, which no name has; kind: likewise.
// id: 4 bytes, big-endian, of a table, an index or a stream, never used again.
// hash: 8 bytes, big-endian, of the partition key, so that a Scan runs in hash order as DynamoDB's
// does (scan_order.h). Key values stand one behind the other, each closed, so that bytes order as
// the values do: S and B by bytes, N by value.
namespace pumice::keyspace {

inline constexpr char kMeta = 'm';
inline constexpr char kCatalog = 'c';
inline constexpr char kCounters = 'n';
inline constexpr char kTokens = 't';
inline constexpr char kTokenTimes = 'u';
inline constexpr char kExpiries = 'e';
inline constexpr char kRows = 'r';
inline constexpr char kStreams = 's';
inline constexpr char kStreamRecords = 'd';
inline constexpr char kHistory = 'h';
inline constexpr char kBackups = 'b';
inline constexpr char kSnapshots = 'p';
inline constexpr char kRecords = 'k';
inline constexpr char kUndo = 'o';
inline constexpr char kLayers = 'v';

std::string MetaKey(std::string_view name);
std::string CounterKey(uint32_t id);
std::string LayersKey(uint32_t id);

// The keyspaces whose keys lead with a space.
inline constexpr std::array kSpaceKeyspaces = {kCatalog, kStreams,    kBackups, kSnapshots,
                                               kTokens,  kTokenTimes, kRecords};
bool LeadsWithSpace(std::string_view key);
// All keys of a space in one of these keyspaces: from this one up to but not including the end.
std::string SpaceStart(char keyspace, std::string_view space);
std::string SpaceEnd(char keyspace, std::string_view space);
// Requires that the key leads with a space.
std::string_view SpaceOf(std::string_view key);
// What stands behind the space.
std::string_view NameInSpace(std::string_view key);

std::string CatalogKey(std::string_view space, std::string_view table_name);
std::string TokenKey(std::string_view space, std::string_view token);
std::string TokenTimeKey(std::string_view space, int64_t millis, std::string_view token);
std::string_view TokenOfTimeKey(std::string_view key);
std::string StreamKey(std::string_view space, uint32_t id);
uint32_t IdOfStreamKey(std::string_view stream_key);
std::string BackupKey(std::string_view space, std::string_view arn);
std::string SnapshotKey(std::string_view space, std::string_view name);
std::string RecordKey(std::string_view space, std::string_view kind, std::string_view name);

// The first bytes of all rows of a table or index; keyspace and id.
inline constexpr size_t kRowPrefixSize = 1 + 4;
void AppendRowPrefix(uint32_t id, std::string* key);
// The keyspaces whose keys lead with an id, and whether a key is of one of them.
inline constexpr std::array kIdKeyspaces = {kRows, kExpiries, kStreamRecords, kHistory};
bool LeadsWithId(std::string_view key);
// What keys of an id begin with in one of these keyspaces.
std::string IdPrefix(char keyspace, uint32_t id);
uint32_t RowId(std::string_view row_key);
// The hash of the partition that the row is in.
uint64_t RowHash(std::string_view row_key);
// What rows of one partition, and hardly those of two, begin with; of any key: nothing if it is no
// row's.
std::string_view RowPartition(std::string_view key);

// The entry of a row that expires then, the row's key behind it, and the first possible entry of an
// expiry.
std::string ExpiryKey(int64_t seconds, std::string_view row_key);
std::string RowKeyOfExpiry(std::string_view expiry_key);
int64_t SecondsOfExpiry(std::string_view expiry_key);
std::string ExpiryStart(uint32_t id, int64_t seconds);

// The records of a stream's lane in the order of their numbers; 8 bytes, big-endian.
inline constexpr size_t kStreamRecordKeySize = 1 + 4 + 2 + 8;
std::string StreamRecordKey(uint32_t id, uint16_t lane, uint64_t number);
uint16_t LaneOfStreamRecord(std::string_view record_key);
uint64_t SequenceOfStreamRecord(std::string_view record_key);

// The history of a table's rows in the order of their changes; 8 bytes each, big-endian.
inline constexpr size_t kHistoryKeySize = 1 + 4 + 8 + 8;
std::string HistoryKey(uint32_t id, int64_t millis, uint64_t number);
int64_t MillisOfHistory(std::string_view history_key);
uint64_t NumberOfHistory(std::string_view history_key);

// The undo log in the order of its numbers; 8 bytes, big-endian.
inline constexpr size_t kUndoKeySize = 1 + 8;
std::string UndoKey(uint64_t number);
uint64_t NumberOfUndo(std::string_view undo_key);

// All keys of a keyspace: from this one up to but not including the end.
std::string KeyspaceStart(char keyspace);
std::string KeyspaceEnd(char keyspace);

// A key value, closed. Type S, N or B.
void AppendKeyValue(ValueView value, std::string* key);
// The start of all S or B key values that begin with the value's bytes; not closed.
void AppendKeyPrefix(ValueView value, std::string* key);

// The prefix of a partition: row prefix, hash, partition key. The hash costs more than the rest:
// whoever knows it hands it over.
void AppendPartition(uint32_t id, std::span<const ValueView> partition_key, std::string* key,
                     std::optional<uint64_t> known_hash = std::nullopt);

// The hash that AppendPartition puts there.
uint64_t PartitionHash(std::span<const ValueView> partition_key);

// The first possible key of a table or index whose partition hash is at least `hash`.
void AppendHashStart(uint32_t id, uint64_t hash, std::string* key);

// Turns `key` into the smallest key above everything it is a prefix of.
void MakeSuccessor(std::string* key);

}  // namespace pumice::keyspace
