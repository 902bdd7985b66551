// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/access/reader.h"
#include "engine/access/writer.h"
#include "engine/schema/table_schema.h"

// DynamoDB's arithmetic of capacity: "DynamoDB read and write operations" (Developer Guide,
// capacity unit consumption).
namespace pumice {

// Units of reading `bytes`: one for each 4 KB begun, half of that if eventually consistent; at
// least one 4 KB.
double ReadUnits(int64_t bytes, bool consistent);

// Units of writing an item of `bytes`: one for each 1 KB begun, at least one.
double WriteUnits(size_t bytes);

// What one request took from a table and its indexes.
struct ConsumedCapacity {
  struct Index {
    std::string name;
    bool global;
    double units;
  };

  std::string table_name;
  double table = 0;
  std::vector<Index> indexes;  // those that were touched

  double Total() const;
  void Add(const ConsumedCapacity& other);
};

ConsumedCapacity CapacityOfGet(const TableDescription& table, size_t item_bytes, bool consistent);

ConsumedCapacity CapacityOfPage(const TableDescription& table, const PageRequest& request,
                                const PageResult& page);

// The larger of the item's two sizes for the table; for each index what changes in it: one write
// where an entry comes, goes or changes in place, two where it moves ("Global secondary indexes",
// provisioned throughput considerations).
ConsumedCapacity CapacityOfWrite(const TableDescription& table, const WriteOutcome& outcome);

}  // namespace pumice
