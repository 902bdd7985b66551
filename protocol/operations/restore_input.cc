// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/restore_input.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "engine/error/backups.h"
#include "protocol/operations/table_input.h"
#include "protocol/table_arn.h"

namespace pumice {
namespace {

Projection ReadProjectionOverride(const JsonValue& index) {
  Projection projection;
  const JsonValue* const json = FindMember(index, "Projection");
  if (json == nullptr) return projection;
  const auto type = FindString(*json, "ProjectionType");
  if (type == "KEYS_ONLY") projection.type = ProjectionType::kKeysOnly;
  if (type == "INCLUDE") projection.type = ProjectionType::kInclude;
  if (const JsonValue* const names = FindMember(*json, "NonKeyAttributes")) {
    for (const JsonValue& name : names->GetArray()) {
      projection.non_key_attributes.emplace_back(JsonText(name));
    }
  }
  return projection;
}

IndexOverride ReadIndexOverride(const JsonValue& json) {
  IndexOverride index;
  index.name = *FindString(json, "IndexName");
  if (FindMember(json, "WarmThroughput") != nullptr) ThrowWarmThroughputOverride(index.name);
  for (const JsonValue& element : FindMember(json, "KeySchema")->GetArray()) {
    auto& role = *FindString(element, "KeyType") == "HASH" ? index.partition : index.sort;
    role.emplace_back(*FindString(element, "AttributeName"));
  }
  index.projection = ReadProjectionOverride(json);
  index.throughput = ReadThroughput(json, "ProvisionedThroughput");
  index.on_demand = ReadOnDemandThroughput(json, index.name);
  return index;
}

std::optional<std::vector<IndexOverride>> ReadIndexOverrides(const JsonValue& input,
                                                             std::string_view member) {
  const JsonValue* const list = FindMember(input, member);
  if (list == nullptr) return std::nullopt;
  std::vector<IndexOverride> indexes;
  for (const JsonValue& json : list->GetArray()) indexes.push_back(ReadIndexOverride(json));
  return indexes;
}

}  // namespace

std::optional<int64_t> FindTimestamp(const JsonValue& input, std::string_view member) {
  const JsonValue* const json = FindMember(input, member);
  if (json == nullptr) return std::nullopt;
  constexpr double kLatest = 1e15;  // far behind any clock's time
  return std::llround(std::clamp(json->GetDouble() * 1000, -kLatest, kLatest));
}

RestoreRequest ReadRestoreRequest(const OperationContext& context) {
  const JsonValue& input = context.input;
  RestoreRequest request;
  request.target_name = *FindString(input, "TargetTableName");
  request.region = context.region;
  request.account = context.account;
  if (const auto mode = FindString(input, "BillingModeOverride")) {
    request.on_demand_billing = *mode == "PAY_PER_REQUEST";
  }
  request.throughput = ReadThroughput(input, "ProvisionedThroughputOverride");
  request.on_demand = ReadOnDemandThroughput(input, {}, "OnDemandThroughputOverride");
  if (const JsonValue* const encryption = FindMember(input, "SSESpecificationOverride")) {
    request.encryption = ReadEncryption(*encryption).value_or(EncryptionSettings());
  }
  request.global_indexes = ReadIndexOverrides(input, "GlobalSecondaryIndexOverride");
  request.local_indexes = ReadIndexOverrides(input, "LocalSecondaryIndexOverride");
  return request;
}

}  // namespace pumice
