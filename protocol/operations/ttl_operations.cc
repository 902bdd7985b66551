// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "engine/database.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/table_arn.h"

// UpdateTimeToLive looks for faults in this order: the name; the table; its state; whether TTL is
// so already, or on another attribute; when it was changed last. DescribeTimeToLive: the name; the
// table.
namespace pumice {
namespace {

std::string_view StatusName(const TtlSettings& ttl, int64_t now_millis) {
  const bool changing = ttl.filling || now_millis < ttl.transition_millis;
  if (ttl.enabled) return changing ? "ENABLING" : "ENABLED";
  return changing ? "DISABLING" : "DISABLED";
}

}  // namespace

void UpdateTimeToLive(OperationContext& context) {
  const JsonValue& specification = *FindMember(context.input, "TimeToLiveSpecification");
  const std::string attribute(*FindString(specification, "AttributeName"));
  const bool enabled = *FindBool(specification, "Enabled");
  context.database.UpdateTimeToLive(ParseTableName(*FindString(context.input, "TableName")),
                                    attribute, enabled);
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("TimeToLiveSpecification");
  json.BeginObject();
  json.BoolMember("Enabled", enabled);
  json.StringMember("AttributeName", attribute);
  json.EndObject();
  json.EndObject();
}

void DescribeTimeToLive(OperationContext& context) {
  const TtlSettings ttl =
      context.database.DescribeTable(ParseTableName(*FindString(context.input, "TableName")))
          .description.ttl;
  const std::string_view status = StatusName(ttl, context.database.clock().NowMillis());
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("TimeToLiveDescription");
  json.BeginObject();
  json.StringMember("TimeToLiveStatus", status);
  if (status != "DISABLED") json.StringMember("AttributeName", ttl.attribute);
  json.EndObject();
  json.EndObject();
}

}  // namespace pumice
