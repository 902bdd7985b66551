// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/table_json.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/deploy/coerce.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"
#include "protocol/shapes/shape.h"

namespace pumice::deploy {
namespace {

constexpr std::string_view kOnDemand = "PAY_PER_REQUEST";
constexpr std::string_view kTimeToLive = "TimeToLiveSpecification";
constexpr std::string_view kRecovery = "PointInTimeRecoverySpecification";

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

// What a description has of a table's, or an index's, state and names.
constexpr std::array<std::string_view, 18> kTableState = {"TableStatus",
                                                          "CreationDateTime",
                                                          "TableSizeBytes",
                                                          "ItemCount",
                                                          "TableArn",
                                                          "TableId",
                                                          "LatestStreamLabel",
                                                          "LatestStreamArn",
                                                          "GlobalTableVersion",
                                                          "Replicas",
                                                          "GlobalTableWitnesses",
                                                          "GlobalTableSettingsReplicationMode",
                                                          "RestoreSummary",
                                                          "ArchivalSummary",
                                                          "MultiRegionConsistency",
                                                          "WarmThroughput",
                                                          "VectorIndexes",
                                                          "ContinuousBackupsDescription"};
constexpr std::array<std::string_view, 6> kIndexState = {
    "IndexStatus", "Backfilling", "IndexSizeBytes", "ItemCount", "IndexArn", "WarmThroughput"};
// What is not called so in CreateTable's input, or has other members there.
constexpr std::array<std::string_view, 6> kConverted = {
    "BillingModeSummary",     "ProvisionedThroughput", "LocalSecondaryIndexes",
    "GlobalSecondaryIndexes", "SSEDescription",        "TableClassSummary"};
constexpr std::array<std::string_view, 4> kIndexMembers = {"IndexName", "KeySchema", "Projection",
                                                           "OnDemandThroughput"};

template <size_t kSize>
bool Has(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void NoteUnknown(const Node& value, const std::string& path, std::vector<std::string>* notes) {
  notes->push_back(TextOfParts({value.mark().Text(), ": ", path, ": is not known, and left out"}));
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

// From a description to CreateTable's input.
class CreateInput {
 public:
  CreateInput(const Node& described, std::vector<std::string>* notes)
      : described_(described),
        notes_(*notes),
        on_demand_(IsOnDemand(described)),
        create_(Node::Map(described.mark())) {}

  Node Take() {
    for (const std::string_view name : {"TableName", "AttributeDefinitions", "KeySchema"}) {
      Copy(described_, name, &create_);
    }
    if (on_demand_) create_.Set(kBillingMode, Node::String(std::string(kOnDemand)));
    CopyThroughput(described_, on_demand_, &create_);
    Copy(described_, "OnDemandThroughput", &create_);
    CopyIndexes("LocalSecondaryIndexes", /*on_demand=*/true);
    CopyIndexes("GlobalSecondaryIndexes", on_demand_);
    Copy(described_, "StreamSpecification", &create_);
    CopyEncryption(described_, &create_);
    if (const Node* const table_class = described_.Find("TableClassSummary")) {
      Copy(*table_class, "TableClass", &create_);
    }
    CopyOthers();
    return std::move(create_);
  }

 private:
  static constexpr std::string_view kBillingMode = "BillingMode";

  static bool IsOnDemand(const Node& described) {
    const Node* const summary = described.Find("BillingModeSummary");
    const std::string mode = TextOf(described, kBillingMode);
    return summary == nullptr ? mode == kOnDemand : TextOf(*summary, kBillingMode) == kOnDemand;
  }

  void CopyOthers() {
    const std::string table = TextOf(described_, "TableName");
    for (const auto& [name, value] : described_.members()) {
      if (value.is_null() || Has(kTableState, name) || Has(kConverted, name)) continue;
      if (create_.Find(name) != nullptr) continue;
      if (IsTaken(name)) {
        create_.Set(name, value);
      } else {
        NoteUnknown(value, TextOfParts({table, ".", name}), &notes_);
      }
    }
  }

  // What has been written into a description by hand counts as in CreateTable's input.
  static bool IsTaken(std::string_view name) {
    return name == kTimeToLive || name == kRecovery ||
           FindInputMember("CreateTable", name) != nullptr;
  }

  void CopyIndexes(std::string_view member, bool on_demand) {
    const Node* const found = described_.Find(member);
    if (found == nullptr || found->items().empty()) return;
    Node indexes = Node::List(found->mark());
    for (const Node& described : found->items()) {
      Node index = Node::Map(described.mark());
      for (const std::string_view name : kIndexMembers) Copy(described, name, &index);
      NoteUnknownMembers(described, member);
      CopyThroughput(described, on_demand, &index);
      indexes.Add(std::move(index));
    }
    create_.Set(member, std::move(indexes));
  }

  void NoteUnknownMembers(const Node& index, std::string_view member) {
    for (const auto& [name, value] : index.members()) {
      if (Has(kIndexMembers, name) || Has(kIndexState, name) || Has(kConverted, name)) continue;
      NoteUnknown(value, TextOfParts({TextOf(described_, "TableName"), ".", member, ".", name}),
                  &notes_);
    }
  }

  const Node& described_;
  std::vector<std::string>& notes_;
  const bool on_demand_;
  Node create_;
};

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
  table.create = described == nullptr ? value : CreateInput(*described, &desired->notes).Take();
  table.name = TextOf(table.create, "TableName");
  if (table.name.empty()) {
    const Node* const name = table.create.Find("TableName");
    throw TemplateError(name == nullptr ? value.mark() : name->mark(), "TableName",
                        name == nullptr ? "is missing" : "is empty");
  }
  if (described != nullptr) NoteReplicas(*described, desired);
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
