#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/item/value.h"

// How keys are laid out in the one column family. The first byte tells the keyspace:
//
//   meta      'm' name                                    → what the store remembers of itself
//   catalog   'c' table name                              → a table's description
//   counters  'n' id                                      → items and bytes of a table or index
//   tokens    't' token                                   → when a transaction with it was carried out
//   token times  'u' time token                           → nothing: the tokens in the order of their expiry
//   rows      'r' id hash partition-key… sort-key… [table key…]  → an item, or what an index projects of it
//
// id: 4 bytes, big-endian, of a table or an index, never used again.
// hash: 8 bytes, big-endian, of the encoded partition key, so that a Scan runs in hash order as DynamoDB's does.
// Key values stand one behind the other, each closed, so that bytes order as the values do: S and B by bytes, N by value.
namespace pumice::keyspace {

inline constexpr char kMeta = 'm';
inline constexpr char kCatalog = 'c';
inline constexpr char kCounters = 'n';
inline constexpr char kTokens = 't';
inline constexpr char kTokenTimes = 'u';
inline constexpr char kRows = 'r';

std::string MetaKey(std::string_view name);
std::string CatalogKey(std::string_view table_name);
std::string CounterKey(uint32_t id);
std::string TokenKey(std::string_view token);
std::string TokenTimeKey(int64_t millis, std::string_view token);
std::string_view TokenOfTimeKey(std::string_view key);

// The first bytes of all rows of a table or index; keyspace and id.
inline constexpr size_t kRowPrefixSize = 1 + 4;
void AppendRowPrefix(uint32_t id, std::string* key);
uint32_t RowId(std::string_view row_key);

// A key value, closed. Type S, N or B.
void AppendKeyValue(ValueView value, std::string* key);
// The start of all S or B key values that begin with the value's bytes; not closed.
void AppendKeyPrefix(ValueView value, std::string* key);

// The prefix of a partition: row prefix, hash, partition key.
void AppendPartition(uint32_t id, std::span<const ValueView> partition_key, std::string* key);

// The hash that AppendPartition puts there.
uint64_t PartitionHash(std::span<const ValueView> partition_key);

// The first possible key of a table or index whose partition hash is at least `hash`.
void AppendHashStart(uint32_t id, uint64_t hash, std::string* key);

// Turns `key` into the smallest key above everything it is a prefix of.
void MakeSuccessor(std::string* key);

}  // namespace pumice::keyspace
