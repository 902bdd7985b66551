// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/access/reader.h"
#include "engine/expression/condition.h"
#include "engine/expression/key_condition.h"
#include "engine/expression/projection.h"
#include "engine/partiql/literal.h"
#include "engine/partiql/select_list.h"
#include "engine/partiql/statement.h"
#include "engine/schema/table_schema.h"

namespace pumice::partiql {

// How a SELECT is carried out: by items' keys where WHERE says all of the key, by partitions where
// it says the partition key (=, IN, or OR of such), otherwise by a scan ("PartiQL select statements
// for DynamoDB"). Borrows the statement.
struct SelectPlan {
  enum class Access : uint8_t { kGet, kQuery, kScan };

  explicit SelectPlan(const Statement& statement) : list(statement) {}

  // The reads that make up the whole, one behind the other; a scan is one.
  size_t read_count() const {
    if (access == Access::kScan) return 1;
    return access == Access::kGet ? keys.size() : conditions.size();
  }

  Access access = Access::kScan;
  boost::container::small_vector<std::string, 1> keys;  // of kGet: items
  std::vector<ParsedKeyCondition> conditions;           // of kQuery
  bool forward = true;
  Select select = Select::kDefault;
  std::optional<BoundCondition> filter;  // what is left of WHERE
  // What the filter sees of an item; nothing: all of it.
  std::optional<BoundProjection> filter_view;
  SelectList list;
};

// Throws ApiError, kValidation.
SelectPlan PlanSelect(const Statement& statement, const TableDescription& table,
                      Parameters parameters);

}  // namespace pumice::partiql
