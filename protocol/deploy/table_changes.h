// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/node.h"
#include "protocol/deploy/plan.h"

namespace pumice::deploy {

// How UpdateTable makes one table another.
struct TableChanges {
  std::vector<std::string> lines;  // see PlannedTable
  std::vector<PlannedCall> calls;
  // What no UpdateTable changes: "KeySchema: Id (S) -> Id (N)". Not empty: there are no calls.
  std::vector<std::string> fixed;
};

// `create`: CreateTable's input, with TableName. `table`: DescribeTable's Table.
TableChanges CompareTables(const Node& create, const Node& table);

}  // namespace pumice::deploy
