// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Whether a value is a data model of NoSQL Workbench for DynamoDB.
bool IsDataModel(const Node& value);

// Adds the model's tables with their indexes, capacity, auto scaling and sample data; of facets,
// the data that stands in them. Throws TemplateError.
void AddDataModel(const Node& model, DesiredTables* desired);

}  // namespace pumice::deploy
