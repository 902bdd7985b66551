// SPDX-License-Identifier: Apache-2.0

// AWS::DynamoDB::GlobalTable: what is the table's and what its replica of this region overrides
// become the properties of an AWS::DynamoDB::Table, and its settings of auto scaling become calls.

#include <string>
#include <string_view>
#include <utility>

#include "protocol/deploy/coerce.h"
#include "protocol/deploy/service_shapes.h"
#include "protocol/deploy/stack_resource.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// Far beyond what a table may have; what is within is searched without an index.
constexpr size_t kMaxMembers = 100;

enum class Direction { kRead, kWrite };

void CheckSize(const Node& node, const std::string& place) {
  if (node.members().size() + node.items().size() <= kMaxMembers) return;
  throw TemplateError(node.mark(), place, "has more than 100 members");
}

std::string_view Word(Direction direction) {
  return direction == Direction::kRead ? "Read" : "Write";
}

class GlobalTableMaker {
 public:
  GlobalTableMaker(const EvaluatedResource& resource, const TemplateInputs& inputs,
                   DesiredTables* desired)
      : resource_(resource), inputs_(inputs), desired_(*desired) {}

  ResourceValue Make() {
    name_ = NameProperty(resource_, "TableName", inputs_);
    const Node replica = Replica();
    EvaluatedResource table = resource_;
    table.properties = Node::Map(resource_.properties.mark());
    table.properties.Set("TableName", Node::String(name_, resource_.mark));
    for (const Node::Member& member : resource_.properties.members()) {
      AddOfTable(member.first, member.second, &table.properties);
    }
    for (const Node::Member& member : replica.members()) {
      AddOfReplica(member.first, member.second, &table.properties);
    }
    AddThroughput(resource_.properties, replica, "", &table.properties);
    AddIndexes(resource_.properties, replica, &table.properties);
    ResourceValue value = MakeTable(table, inputs_, &desired_);
    for (DesiredCall& call : calls_) desired_.calls.push_back(std::move(call));
    return value;
  }

 private:
  static const Node* Within(const Node& node, std::string_view member, std::string_view inner) {
    const Node* const value = node.Find(member);
    return value == nullptr ? nullptr : value->Find(inner);
  }

  // Of this region; of several none of which is here, the first.
  Node Replica() {
    const Node* const replicas = resource_.properties.Find("Replicas");
    if (replicas == nullptr || replicas->items().empty()) {
      throw TemplateError(resource_.mark, resource_.PlaceOf("Replicas"), "is missing");
    }
    CheckSize(*replicas, resource_.PlaceOf("Replicas"));
    const Node* local = nullptr;
    for (const Node& each : replicas->items()) {
      const Node* const region = each.Find("Region");
      if (region != nullptr && region->text() == inputs_.region) local = &each;
    }
    if (local == nullptr) {
      local = &replicas->items()[0];
      AddNote(replicas->mark(), resource_.PlaceOf("Replicas"),
              "there is none in " + inputs_.region + ": the first stands for it", &desired_);
    }
    for (const Node& each : replicas->items()) {
      if (&each == local) continue;
      const Node* const region = each.Find("Region");
      AddNote(each.mark(), resource_.PlaceOf("Replicas"),
              "the replica in " + (region == nullptr ? "another region" : region->text()) +
                  " is not made",
              &desired_);
    }
    CheckSize(*local, resource_.PlaceOf("Replicas"));
    return *local;
  }

  void AddOfTable(const std::string& name, const Node& value, Node* table) {
    if (name == "Replicas" || name == "TableName" || name == "GlobalSecondaryIndexes" ||
        name == "WriteProvisionedThroughputSettings" || name == "WriteOnDemandThroughputSettings") {
      return;
    }
    const bool spans_regions = name == "MultiRegionConsistency" || name == "GlobalTableWitnesses" ||
                               name == "GlobalTableSourceArn" || name == "ReadOnlyReplicas";
    if (spans_regions) {
      AddNote(value.mark(), resource_.PlaceOf(name), "has no meaning for a table of one region",
              &desired_);
      return;
    }
    table->Set(name, value);
  }

  void AddOfReplica(const std::string& name, const Node& value, Node* table) {
    if (name == "Region" || name == "GlobalSecondaryIndexes" ||
        name == "ReadProvisionedThroughputSettings" || name == "ReadOnDemandThroughputSettings") {
      return;
    }
    if (name == "GlobalTableSettingsReplicationMode" || name == "DisassociationProtectionEnabled") {
      AddNote(value.mark(), resource_.PlaceOf("Replicas." + name),
              "has no meaning for a table of one region", &desired_);
    } else if (name == "ReplicaStreamSpecification") {
      AddNote(value.mark(), resource_.PlaceOf("Replicas." + name),
              "the stream is made without its resource policy", &desired_);
    } else if (name == "SSESpecification") {
      Node sse = Node::Map(value.mark());
      if (const Node* const whole = table->Find(name); whole && whole->is_map()) sse = *whole;
      const Node* const key = value.Find("KMSMasterKeyId");
      if (key == nullptr || value.members().size() != 1) {
        throw TemplateError(value.mark(), resource_.PlaceOf("Replicas." + name),
                            "must be a map of KMSMasterKeyId");
      }
      sse.Set("KMSMasterKeyId", *key);
      table->Set(name, std::move(sse));
    } else {
      table->Set(name, value);
    }
  }

  // Capacities of the table and of its indexes. `index`: empty for the table itself.
  void AddThroughput(const Node& whole, const Node& replica, const std::string& index,
                     Node* table) {
    Node provisioned = Node::Map(whole.mark());
    Node on_demand = Node::Map(whole.mark());
    AddCapacity(whole, Direction::kWrite, index, &provisioned);
    AddCapacity(replica, Direction::kRead, index, &provisioned);
    const Node* const writes =
        Within(whole, "WriteOnDemandThroughputSettings", "MaxWriteRequestUnits");
    const Node* const reads =
        Within(replica, "ReadOnDemandThroughputSettings", "MaxReadRequestUnits");
    if (reads != nullptr) on_demand.Set("MaxReadRequestUnits", *reads);
    if (writes != nullptr) on_demand.Set("MaxWriteRequestUnits", *writes);
    if (!provisioned.members().empty()) table->Set("ProvisionedThroughput", std::move(provisioned));
    if (!on_demand.members().empty()) table->Set("OnDemandThroughput", std::move(on_demand));
  }

  void AddIndexes(const Node& whole, const Node& replica, Node* table) {
    const Node* const indexes = whole.Find("GlobalSecondaryIndexes");
    if (indexes == nullptr) return;
    CheckSize(*indexes, resource_.PlaceOf("GlobalSecondaryIndexes"));
    if (const Node* const its = replica.Find("GlobalSecondaryIndexes")) {
      CheckSize(*its, resource_.PlaceOf("Replicas.GlobalSecondaryIndexes"));
    }
    Node out = Node::List(indexes->mark());
    for (const Node& each : indexes->items()) {
      const Node* const name = each.Find("IndexName");
      if (name == nullptr) {
        throw TemplateError(each.mark(), resource_.PlaceOf("GlobalSecondaryIndexes"),
                            "IndexName is missing");
      }
      const std::string index = name->text();
      const Node override = ReplicaIndex(replica, index);
      Node made = each;
      made.Remove("WriteProvisionedThroughputSettings");
      made.Remove("WriteOnDemandThroughputSettings");
      if (const Node* const insights = override.Find("ContributorInsightsSpecification")) {
        made.Set("ContributorInsightsSpecification", *insights);
      }
      AddThroughput(each, override, index, &made);
      out.Add(std::move(made));
    }
    table->Set("GlobalSecondaryIndexes", std::move(out));
  }

  static Node ReplicaIndex(const Node& replica, const std::string& name) {
    const Node* const indexes = replica.Find("GlobalSecondaryIndexes");
    if (indexes == nullptr) return Node::Map(replica.mark());
    for (const Node& each : indexes->items()) {
      const Node* const its = each.Find("IndexName");
      if (its != nullptr && its->text() == name) return each;
    }
    return Node::Map(replica.mark());
  }

  // A fixed capacity, or the one that auto scaling begins with.
  void AddCapacity(const Node& of, Direction direction, const std::string& index,
                   Node* provisioned) {
    const std::string word(Word(direction));
    const std::string member = word + "CapacityUnits";
    const Node* const settings = of.Find(word + "ProvisionedThroughputSettings");
    if (settings == nullptr) return;
    if (const Node* const units = settings->Find(member)) provisioned->Set(member, *units);
    const Node* const scaling = settings->Find(word + "CapacityAutoScalingSettings");
    if (scaling == nullptr) return;
    const Node* const min = scaling->Find("MinCapacity");
    const Node* const seed = scaling->Find("SeedCapacity");
    const Node* const units = seed == nullptr ? min : seed;
    if (units != nullptr) provisioned->Set(member, *units);
    AddScaling(*scaling, word, index);
  }

  Node TargetOf(const Node& scaling, const std::string& word, const std::string& index) const {
    const std::string what = index.empty() ? "table" : "index";
    const std::string of_index = index.empty() ? "" : "/index/" + index;
    Node target = Node::Map(scaling.mark());
    target.Set("ServiceNamespace", Node::String("dynamodb", scaling.mark()));
    target.Set("ResourceId", Node::String("table/" + name_ + of_index, scaling.mark()));
    target.Set("ScalableDimension",
               Node::String("dynamodb:" + what + ":" + word + "CapacityUnits", scaling.mark()));
    return target;
  }

  void AddCall(std::string_view operation, const Node& input, const Shape& shape) {
    calls_.push_back({resource_.logical_id, resource_.mark, "application-autoscaling",
                      std::string(operation),
                      CoerceToShape(input, shape, resource_.logical_id + ".Properties")});
  }

  void AddScaling(const Node& scaling, const std::string& word, const std::string& index) {
    Node target = TargetOf(scaling, word, index);
    Node policy = target;
    for (const std::string_view member : {"MinCapacity", "MaxCapacity"}) {
      if (const Node* const value = scaling.Find(member)) target.Set(member, *value);
    }
    AddCall("RegisterScalableTarget", target, kRegisterScalableTargetInput);
    const Node* const tracking = scaling.Find("TargetTrackingScalingPolicyConfiguration");
    if (tracking == nullptr || !tracking->is_map()) return;
    const std::string metric = "DynamoDB" + word + "CapacityUtilization";
    Node configuration = *tracking;
    Node predefined = Node::Map(scaling.mark());
    predefined.Set("PredefinedMetricType", Node::String(metric, scaling.mark()));
    configuration.Set("PredefinedMetricSpecification", std::move(predefined));
    policy.Set("PolicyName",
               Node::String(metric + ":" + policy.Find("ResourceId")->text(), scaling.mark()));
    policy.Set("PolicyType", Node::String("TargetTrackingScaling", scaling.mark()));
    policy.Set("TargetTrackingScalingPolicyConfiguration", std::move(configuration));
    AddCall("PutScalingPolicy", policy, kPutScalingPolicyInput);
  }

  const EvaluatedResource& resource_;
  const TemplateInputs& inputs_;
  DesiredTables& desired_;
  std::string name_;
  std::vector<DesiredCall> calls_;
};

}  // namespace

ResourceValue MakeGlobalTable(const EvaluatedResource& resource, const TemplateInputs& inputs,
                              DesiredTables* desired) {
  return GlobalTableMaker(resource, inputs, desired).Make();
}

}  // namespace pumice::deploy
