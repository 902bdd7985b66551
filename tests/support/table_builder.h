// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/schema/table_schema.h"

namespace pumice::test {

// Key attributes by type: StringKey("pk").
inline KeyAttribute StringKey(std::string name) { return {std::move(name), ValueType::kString}; }
inline KeyAttribute NumberKey(std::string name) { return {std::move(name), ValueType::kNumber}; }
inline KeyAttribute BinaryKey(std::string name) { return {std::move(name), ValueType::kBinary}; }

inline Projection All() { return {ProjectionType::kAll, {}}; }
inline Projection KeysOnly() { return {ProjectionType::kKeysOnly, {}}; }
inline Projection Include(std::vector<std::string> names) {
  return {ProjectionType::kInclude, std::move(names)};
}

// Descriptions as CreateTable hands them to the catalog.
inline IndexSchema GlobalIndex(std::string name, KeySchema key, Projection projection = All()) {
  IndexSchema index;
  index.name = std::move(name);
  index.key = std::move(key);
  index.projection = std::move(projection);
  return index;
}

inline IndexSchema LocalIndex(std::string name, KeySchema key, Projection projection = All()) {
  IndexSchema index = GlobalIndex(std::move(name), std::move(key), std::move(projection));
  index.global = false;
  return index;
}

inline TableDescription MakeTable(std::string name, KeySchema key,
                                  std::vector<IndexSchema> indexes = {}) {
  TableDescription table;
  table.name = std::move(name);
  table.region = "us-east-1";
  table.on_demand_billing = true;
  table.key = std::move(key);
  table.indexes = std::move(indexes);
  const auto define = [&](const KeyAttribute& attribute) {
    for (const KeyAttribute& defined : table.attribute_definitions) {
      if (defined == attribute) return;
    }
    table.attribute_definitions.push_back(attribute);
  };
  const auto define_key = [&](const KeySchema& schema) {
    for (const KeyAttribute& attribute : schema.partition) define(attribute);
    for (const KeyAttribute& attribute : schema.sort) define(attribute);
  };
  define_key(table.key);
  for (const IndexSchema& index : table.indexes) define_key(index.key);
  return table;
}

}  // namespace pumice::test
