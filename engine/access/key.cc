// SPDX-License-Identifier: Apache-2.0

#include "engine/access/key.h"

#include <cassert>

#include "engine/error/service.h"
#include "engine/item/value_writer.h"
#include "engine/schema/limits.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// A number is never empty.
void CheckNotEmpty(const KeyAttribute& attribute, ValueView value) {
  if (!value.payload().empty()) return;
  ThrowEmptyKeyValue(attribute.type == ValueType::kBinary, attribute.name);
}

void CheckSizes(const KeyValues& key) {
  const KeyTooLong part = FindTooLong(TotalSize(key.partition), TotalSize(key.sort));
  if (part != KeyTooLong::kNone) ThrowKeyTooLong(part);
}

ValueView ItemKeyValue(const KeyAttribute& attribute, ItemView item) {
  const auto value = item.Find(attribute.name);
  if (!value) {
    ThrowMissingKey(attribute.name);
  }
  if (value->type() != attribute.type) {
    ThrowKeyType(attribute.name, ValueTypeName(attribute.type), ValueTypeName(value->type()));
  }
  CheckNotEmpty(attribute, *value);
  return *value;
}

ValueView RequestKeyValue(const KeyAttribute& attribute, ItemView key) {
  const auto value = key.Find(attribute.name);
  if (!value || value->type() != attribute.type) ThrowKeyMismatch();
  CheckNotEmpty(attribute, *value);
  return *value;
}

template <typename ValueOf>
KeyValues Collect(const KeySchema& schema, ValueOf value_of) {
  KeyValues values;
  for (const KeyAttribute& attribute : schema.partition) {
    values.partition.push_back(value_of(attribute));
  }
  for (const KeyAttribute& attribute : schema.sort) values.sort.push_back(value_of(attribute));
  return values;
}

void CheckIndexKeyValue(const IndexSchema& index, const KeyAttribute& attribute, ValueView value) {
  if (value.type() != attribute.type) {
    ThrowIndexKeyType(index.name, attribute.name, ValueTypeName(attribute.type),
                      ValueTypeName(value.type()));
  }
  if (value.payload().empty()) {
    ThrowEmptyIndexKeyValue(index.name, attribute.name, attribute.type == ValueType::kBinary);
  }
}

// Calls `check` for every attribute of an index key that the item has.
template <typename Check>
void ForEachIndexKeyValue(const TableDescription& table, ItemView item, Check check) {
  for (const IndexSchema& index : table.indexes) {
    const auto visit = [&](const KeyAttribute& attribute) {
      const auto value = item.Find(attribute.name);
      if (value) check(index, attribute, *value);
    };
    for (const KeyAttribute& attribute : index.key.partition) visit(attribute);
    for (const KeyAttribute& attribute : index.key.sort) visit(attribute);
  }
}

void CheckIndexKeySizes(const TableDescription& table, ItemView item) {
  const auto value_of = [&](const KeyAttribute& attribute) {
    return item.Find(attribute.name).value_or(ValueView());
  };
  for (const IndexSchema& index : table.indexes) CheckSizes(Collect(index.key, value_of));
}

}  // namespace

KeyTooLong FindTooLong(size_t partition_size, size_t sort_size) {
  if (partition_size > limits::kPartitionKeySize) return KeyTooLong::kPartition;
  return sort_size > limits::kSortKeySize ? KeyTooLong::kSort : KeyTooLong::kNone;
}

KeyValues KeyOfItem(const KeySchema& schema, ItemView item) {
  KeyValues key =
      Collect(schema, [&](const KeyAttribute& attribute) { return ItemKeyValue(attribute, item); });
  CheckSizes(key);
  return key;
}

KeyValues KeyOfStart(const KeySchema& schema, ItemView start, PagedOperation operation) {
  return Collect(schema, [&](const KeyAttribute& attribute) {
    const auto value = start.Find(attribute.name);
    if (!value || value->type() != attribute.type || value->payload().empty()) {
      ThrowStartKeyMismatch(operation);
    }
    return *value;
  });
}

KeyValues KeyOfRow(const KeySchema& schema, ItemView row) {
  const std::optional<KeyValues> key = KeyInIndex(schema, row);
  if (!key) ThrowDamagedItem();
  return *key;
}

KeyValues KeyOfRequest(const KeySchema& schema, ItemView request_key) {
  if (request_key.size() != schema.partition.size() + schema.sort.size()) ThrowKeyMismatch();
  KeyValues key = Collect(schema, [&](const KeyAttribute& attribute) {
    return RequestKeyValue(attribute, request_key);
  });
  CheckSizes(key);
  return key;
}

std::optional<KeyValues> KeyInIndex(const KeySchema& index_key, ItemView item) {
  bool fits = true;
  KeyValues key = Collect(index_key, [&](const KeyAttribute& attribute) {
    const auto value = item.Find(attribute.name);
    fits = fits && value && value->type() == attribute.type && !value->payload().empty();
    return value.value_or(ValueView());
  });
  if (!fits || FindTooLong(TotalSize(key.partition), TotalSize(key.sort)) != KeyTooLong::kNone) {
    return std::nullopt;
  }
  return key;
}

void CheckIndexKeys(const TableDescription& table, ItemView item) {
  ForEachIndexKeyValue(table, item, CheckIndexKeyValue);
  CheckIndexKeySizes(table, item);
}

void CheckUpdatedIndexKeys(const TableDescription& table, ItemView item, UpdateWords words) {
  ForEachIndexKeyValue(
      table, item,
      [words](const IndexSchema& index, const KeyAttribute& attribute, ValueView value) {
        const bool fits = value.type() == attribute.type;
        if (!fits && words == UpdateWords::kExpression) ThrowUpdatedIndexKeyType();
        if (fits && value.payload().empty() && words != UpdateWords::kItem) {
          ThrowEmptyUpdatedIndexKeyValue(value.type() == ValueType::kBinary);
        }
        CheckIndexKeyValue(index, attribute, value);
      });
  CheckIndexKeySizes(table, item);
}

std::string TableRowKey(uint32_t table_id, const KeyValues& key) {
  std::string row_key;
  row_key.reserve(64);
  keyspace::AppendPartition(table_id, {key.partition.data(), key.partition.size()}, &row_key,
                            key.partition_hash);
  for (const ValueView value : key.sort) keyspace::AppendKeyValue(value, &row_key);
  return row_key;
}

std::string IndexRowKey(uint32_t index_id, const KeyValues& index_key, const KeyValues& table_key) {
  std::string row_key = TableRowKey(index_id, index_key);
  for (const ValueView value : table_key.partition) keyspace::AppendKeyValue(value, &row_key);
  for (const ValueView value : table_key.sort) keyspace::AppendKeyValue(value, &row_key);
  return row_key;
}

void AppendKeyAttributes(const TableDescription& table, const IndexSchema* index, ItemView item,
                         std::string* out) {
  ValueWriter writer(out);
  for (auto it = item.begin(); it != item.end(); ++it) {
    const bool is_key =
        index != nullptr ? IsKeyOf(table, *index, it->name) : table.key.Find(it->name) != nullptr;
    if (is_key) writer.CopyAttribute(it.encoded());
  }
}

void AppendPartitionKey(const TableDescription& table, ItemView item, std::string* out) {
  const std::string& name = table.key.partition[0].name;
  const auto value = item.Find(name);
  assert(value);
  ValueWriter writer(out);
  writer.Name(name);
  writer.Copy(*value);
}

}  // namespace pumice
