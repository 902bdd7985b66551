// SPDX-License-Identifier: Apache-2.0

#include "engine/error/tables.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"

namespace pumice {

// Global tables of version 2017.11.29 cannot be created here, so there are none.

void DescribeGlobalTable(OperationContext& context) {
  ThrowGlobalTableNotFound(*FindString(context.input, "GlobalTableName"));
}

void ListGlobalTables(OperationContext& context) {
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("GlobalTables");
  json.BeginArray();
  json.EndArray();
  json.EndObject();
}

}  // namespace pumice
