// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/table_json.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/deploy/coerce.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"
#include "protocol/shapes/shape.h"

namespace pumice::deploy {
namespace {

constexpr std::string_view kOnDemand = "PAY_PER_REQUEST";

// What tells a description from CreateTable's input.
bool IsDescription(const Node& table) {
  return table.Find("TableStatus") != nullptr || table.Find("TableArn") != nullptr;
}

// The description in an answer of DynamoDB's; null: this is none.
const Node* DescriptionIn(const Node& value) {
  for (const std::string_view name : {"Table", "TableDescription"}) {
    const Node* const found = value.Find(name);
    if (found != nullptr && found->is_map()) return found;
  }
  return IsDescription(value) ? &value : nullptr;
}

void Copy(const Node& from, std::string_view member, Node* to) {
  const Node* const found = from.Find(member);
  if (found != nullptr && !found->is_null()) to->Set(member, *found);
}

// Of ProvisionedThroughput's description, what CreateTable takes. On demand there is none.
void CopyThroughput(const Node& from, bool on_demand, Node* to) {
  const Node* const found = from.Find("ProvisionedThroughput");
  if (found == nullptr || on_demand) return;
  Node throughput = Node::Map(found->mark());
  Copy(*found, "ReadCapacityUnits", &throughput);
  Copy(*found, "WriteCapacityUnits", &throughput);
  to->Set("ProvisionedThroughput", std::move(throughput));
}

void CopyIndexes(const Node& from, std::string_view member, bool on_demand, Node* to) {
  const Node* const found = from.Find(member);
  if (found == nullptr || found->items().empty()) return;
  Node indexes = Node::List(found->mark());
  for (const Node& described : found->items()) {
    Node index = Node::Map(described.mark());
    for (const std::string_view name :
         {"IndexName", "KeySchema", "Projection", "OnDemandThroughput"}) {
      Copy(described, name, &index);
    }
    CopyThroughput(described, on_demand, &index);
    indexes.Add(std::move(index));
  }
  to->Set(member, std::move(indexes));
}

void CopyEncryption(const Node& from, Node* to) {
  const Node* const found = from.Find("SSEDescription");
  if (found == nullptr || !IsOn(TextOf(*found, "Status"))) return;
  Node specification = Node::Map(found->mark());
  specification.Set("Enabled", Node::Bool(true));
  Copy(*found, "SSEType", &specification);
  if (const Node* const key = found->Find("KMSMasterKeyArn")) {
    specification.Set("KMSMasterKeyId", *key);
  }
  to->Set("SSESpecification", std::move(specification));
}

// What a description has beside the table itself (its state and its names) is left out.
Node CreateInputOf(const Node& described) {
  Node create = Node::Map(described.mark());
  for (const std::string_view name : {"TableName", "AttributeDefinitions", "KeySchema"}) {
    Copy(described, name, &create);
  }
  const Node* const summary = described.Find("BillingModeSummary");
  const bool on_demand = summary != nullptr && TextOf(*summary, "BillingMode") == kOnDemand;
  if (on_demand) create.Set("BillingMode", Node::String(std::string(kOnDemand)));
  CopyThroughput(described, on_demand, &create);
  Copy(described, "OnDemandThroughput", &create);
  CopyIndexes(described, "LocalSecondaryIndexes", /*on_demand=*/true, &create);
  CopyIndexes(described, "GlobalSecondaryIndexes", on_demand, &create);
  Copy(described, "StreamSpecification", &create);
  CopyEncryption(described, &create);
  if (const Node* const table_class = described.Find("TableClassSummary")) {
    Copy(*table_class, "TableClass", &create);
  }
  Copy(described, "DeletionProtectionEnabled", &create);
  return create;
}

// Takes a member out of a map.
Node Take(std::string_view member, Node* from) {
  const Node* const found = from->Find(member);
  if (found == nullptr) return {};
  Node taken = *found;
  from->Remove(member);
  return taken;
}

Node Coerced(const Node& value, std::string_view operation, std::string_view member,
             const std::string& table) {
  if (value.is_null()) return {};
  const Shape* const shape = FindInputMember(operation, member);
  return CoerceToShape(value, *shape, table + "." + std::string(member));
}

void NoteReplicas(const Node& described, DesiredTables* desired) {
  const Node* const replicas = described.Find("Replicas");
  if (replicas == nullptr) return;
  for (const Node& replica : replicas->items()) {
    desired->notes.push_back(replica.mark().Text() + ": " + TextOf(described, "TableName") +
                             ".Replicas: " + TextOf(replica, "RegionName") +
                             ": only the table itself is made");
  }
}

void AddOne(const Node& value, DesiredTables* desired) {
  if (!value.is_map()) {
    throw TemplateError(value.mark(), "",
                        "a table is a map, not " + std::string(KindName(value.kind())));
  }
  const Node* const described = DescriptionIn(value);
  DesiredTable table;
  table.mark = value.mark();
  table.create = described == nullptr ? value : CreateInputOf(*described);
  table.name = TextOf(table.create, "TableName");
  if (table.name.empty()) throw TemplateError(value.mark(), "TableName", "is missing");
  if (described != nullptr) NoteReplicas(*described, desired);
  constexpr std::string_view kTimeToLive = "TimeToLiveSpecification";
  constexpr std::string_view kRecovery = "PointInTimeRecoverySpecification";
  table.time_to_live =
      Coerced(Take(kTimeToLive, &table.create), "UpdateTimeToLive", kTimeToLive, table.name);
  table.continuous_backups =
      Coerced(Take(kRecovery, &table.create), "UpdateContinuousBackups", kRecovery, table.name);
  const OperationShape* const operation = FindOperationShape("CreateTable");
  table.create = CoerceToShape(table.create, *operation->input, table.name);
  desired->tables.push_back(std::move(table));
}

}  // namespace

bool IsTableJson(const Node& value) {
  if (value.is_list()) return true;
  return value.Find("TableName") != nullptr || DescriptionIn(value) != nullptr;
}

void AddTableJson(const Node& value, DesiredTables* desired) {
  if (!value.is_list()) return AddOne(value, desired);
  for (const Node& table : value.items()) AddOne(table, desired);
}

}  // namespace pumice::deploy
