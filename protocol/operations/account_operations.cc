// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/limits.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"

namespace pumice {

void DescribeEndpoints(OperationContext& context) {
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Endpoints");
  json.BeginArray();
  json.BeginObject();
  json.StringMember("Address", context.host);
  json.IntegerMember("CachePeriodInMinutes", 1440);
  json.EndObject();
  json.EndArray();
  json.EndObject();
}

void DescribeLimits(OperationContext& context) {
  JsonWriter json(context.output);
  json.BeginObject();
  json.IntegerMember("AccountMaxReadCapacityUnits", limits::kAccountCapacityUnits);
  json.IntegerMember("AccountMaxWriteCapacityUnits", limits::kAccountCapacityUnits);
  json.IntegerMember("TableMaxReadCapacityUnits", limits::kTableCapacityUnits);
  json.IntegerMember("TableMaxWriteCapacityUnits", limits::kTableCapacityUnits);
  json.EndObject();
}

}  // namespace pumice
