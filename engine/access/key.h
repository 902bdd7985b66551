// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/error/keys.h"
#include "engine/item/value.h"
#include "engine/schema/table_schema.h"

namespace pumice {

// The values of a key, in the order of its schema. Borrowed from the item or request they were
// found in.
struct KeyValues {
  boost::container::small_vector<ValueView, 2> partition;
  boost::container::small_vector<ValueView, 2> sort;
  // What a row's key holds as the partition's hash (keyspace::RowHash), once one was made.
  std::optional<uint64_t> partition_hash = {};

  friend bool operator==(const KeyValues& a, const KeyValues& b) {
    return a.partition == b.partition && a.sort == b.sort;
  }
};

// Takes the hash over from another key, if only that has it and both are of the same partition.
inline void TakePartitionHash(const KeyValues& from, KeyValues* key) {
  if (!key->partition_hash && from.partition_hash && from.partition == key->partition) {
    key->partition_hash = from.partition_hash;
  }
}

// The primary key of an item that is to be stored. Throws ApiError (ValidationException) if an
// attribute of the key is missing, of another type, empty or too long.
KeyValues KeyOfItem(const KeySchema& schema, ItemView item);

// The primary key that a request names: exactly the key's attributes. Throws ApiError
// (ValidationException): "The provided key element does not match the schema", and for empty or too
// long values.
KeyValues KeyOfRequest(const KeySchema& schema, ItemView key);

// The values that an ExclusiveStartKey or a token has for the key of a table or index, of whatever
// size. Throws ApiError (ValidationException), in the words of `operation`, if one is missing,
// empty or of another type.
KeyValues KeyOfStart(const KeySchema& schema, ItemView start, PagedOperation operation);

// The key of an item as it is stored. Throws ApiError (kInternal) if the item does not have one:
// the data is damaged.
KeyValues KeyOfRow(const KeySchema& schema, ItemView row);

// What all values of a key's partition attributes, or all of its sort attributes, count together.
template <typename Values>
size_t TotalSize(const Values& values) {
  size_t size = 0;
  for (const ValueView value : values) size += value.payload().size();
  return size;
}

// Which part of a key of these total sizes is too long.
KeyTooLong FindTooLong(size_t partition_size, size_t sort_size);

// The key under which an index holds an item, or nothing where the item is not in the index: it
// lacks one of the key's attributes, or has one that cannot be a key, as items from before the
// index may.
std::optional<KeyValues> KeyInIndex(const KeySchema& index_key, ItemView item);

// Checks what an item that is to be stored says of the keys of the table's indexes. Throws ApiError
// (ValidationException) for attributes of another type, empty or too long ones.
void CheckIndexKeys(const TableDescription& table, ItemView item);

// What an update's faults of index keys are told as.
enum class UpdateWords : uint8_t {
  kExpression,             // of an UpdateExpression
  kTransactionExpression,  // of one in a transaction: types as an item's
  kItem,                   // of AttributeUpdates: as an item's
};

// The same after an update.
void CheckUpdatedIndexKeys(const TableDescription& table, ItemView item, UpdateWords words);

// The store's key of a table's row.
std::string TableRowKey(uint32_t table_id, const KeyValues& key);

// The store's key of an index's row: the index key and behind it the table's, which makes it
// unique.
std::string IndexRowKey(uint32_t index_id, const KeyValues& index_key, const KeyValues& table_key);

// Appends the attributes of an item that are part of the table's key or, unless null, the index's:
// a LastEvaluatedKey.
void AppendKeyAttributes(const TableDescription& table, const IndexSchema* index, ItemView item,
                         std::string* out);

// Appends the partition key's attribute of an item, as an item. The item must have it: a write of
// it was carried out.
void AppendPartitionKey(const TableDescription& table, ItemView item, std::string* out);

}  // namespace pumice
