// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Whether a value describes a table as DynamoDB's own operations do: a list of tables, or a map
// with TableName, Table or TableDescription.
bool IsTableJson(const Node& value);

// Adds the table, or each of a list:
//   - CreateTable's input, as `aws dynamodb create-table --cli-input-json` takes it and
//     --generate-cli-skeleton begins it. TimeToLiveSpecification and
//     PointInTimeRecoverySpecification may stand beside its members;
//   - what describe-table and create-table print, or a Table alone: made into that input.
// Throws TemplateError.
void AddTableJson(const Node& value, DesiredTables* desired);

}  // namespace pumice::deploy
