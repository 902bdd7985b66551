// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/data_model.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/deploy/coerce.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"
#include "protocol/shapes/shape.h"

namespace pumice::deploy {
namespace {

constexpr std::string_view kProvisioned = "PROVISIONED";

const Node& PartOf(const Node* node, std::string_view member) {
  static const Node kNone;
  const Node* const part = node == nullptr ? nullptr : node->Find(member);
  return part == nullptr ? kNone : *part;
}

// One table of a model.
class TableReader {
 public:
  TableReader(const Node& model, DesiredTables* desired) : model_(model), desired_(*desired) {
    if (!model.is_map()) throw TemplateError(model.mark(), "DataModel", "holds tables");
    table_.name = TextOf(model, "TableName");
    if (table_.name.empty()) throw TemplateError(model.mark(), "TableName", "is missing");
    table_.logical_id = table_.name;
    table_.mark = model.mark();
  }

  void Read() {
    Node create = Node::Map(model_.mark());
    create.Set("TableName", Node::String(table_.name));
    create.Set("KeySchema", ReadKey(model_, table_.name));
    // Without a word of it, Workbench makes tables on demand.
    provisioned_ = TextOf(model_, "BillingMode") == kProvisioned;
    create.Set("BillingMode", Node::String(provisioned_ ? "PROVISIONED" : "PAY_PER_REQUEST"));
    AddThroughput(model_, &create);
    AddIndexes("LocalSecondaryIndexes", &create);
    AddIndexes("GlobalSecondaryIndexes", &create);
    create.Set("AttributeDefinitions", std::move(definitions_));
    table_.create = CoerceToShape(create, *FindOperationShape("CreateTable")->input, table_.name);
    AddItems(model_);
    for (const Node& facet : PartOf(&model_, "TableFacets").items()) AddItems(facet);
    AddScaling(model_, "table/" + table_.name, "table");
    desired_.tables.push_back(std::move(table_));
  }

 private:
  // KeyAttributes: the partition key and, if there is one, the sort key.
  Node ReadKey(const Node& holder, const std::string& place) {
    const Node& attributes = PartOf(&holder, "KeyAttributes");
    if (PartOf(&attributes, "PartitionKey").is_null()) {
      throw TemplateError(holder.mark(), place + ".KeyAttributes.PartitionKey", "is missing");
    }
    Node schema = Node::List();
    AddKey(PartOf(&attributes, "PartitionKey"), "HASH", &schema);
    const Node& sort = PartOf(&attributes, "SortKey");
    if (!sort.is_null()) AddKey(sort, "RANGE", &schema);
    return schema;
  }

  void AddKey(const Node& key, std::string type, Node* schema) {
    const Node& name = PartOf(&key, "AttributeName");
    Node element = Node::Map(key.mark());
    element.Set("AttributeName", name);
    element.Set("KeyType", Node::String(std::move(type)));
    schema->Add(std::move(element));
    if (!defined_.insert(name.text()).second) return;
    Node definition = Node::Map(key.mark());
    definition.Set("AttributeName", name);
    definition.Set("AttributeType", PartOf(&key, "AttributeType"));
    definitions_.Add(std::move(definition));
  }

  // An index has the table's throughput where it says nothing of its own.
  void AddThroughput(const Node& holder, Node* to) const {
    if (!provisioned_) return;
    constexpr std::string_view kSettings = "ProvisionedCapacitySettings";
    constexpr std::string_view kThroughput = "ProvisionedThroughput";
    const Node* settings = &PartOf(&holder, kSettings);
    if (PartOf(settings, kThroughput).is_null()) settings = &PartOf(&model_, kSettings);
    const Node& throughput = PartOf(settings, kThroughput);
    if (!throughput.is_null()) to->Set(kThroughput, throughput);
  }

  void AddIndexes(std::string_view member, Node* create) {
    const Node& list = PartOf(&model_, member);
    if (list.items().empty()) return;
    const bool global = member.starts_with("Global");
    Node indexes = Node::List(list.mark());
    for (const Node& read : list.items()) {
      const std::string name = TextOf(read, "IndexName");
      Node index = Node::Map(read.mark());
      index.Set("IndexName", Node::String(name, read.mark()));
      index.Set("KeySchema", ReadKey(read, table_.name + "." + name));
      index.Set("Projection", PartOf(&read, "Projection"));
      if (global) {
        AddThroughput(read, &index);
        AddScaling(read, TextOfParts({"table/", table_.name, "/index/", name}), "index");
      }
      indexes.Add(std::move(index));
    }
    create->Set(member, std::move(indexes));
  }

  // What stands in several facets is one item.
  void AddItems(const Node& holder) {
    for (const Node& item : PartOf(&holder, "TableData").items()) {
      if (items_.insert(NodeJson(item)).second) table_.items.push_back(item);
    }
  }

  void AddScaling(const Node& holder, const std::string& resource, const std::string& kind) {
    if (!provisioned_) return;
    const Node& settings = PartOf(&holder, "ProvisionedCapacitySettings");
    for (const std::string& side : {std::string("Read"), std::string("Write")}) {
      const Node& scaling = PartOf(&settings, "AutoScaling" + side);
      if (scaling.is_null()) continue;
      const std::string dimension = TextOfParts({"dynamodb:", kind, ":", side, "CapacityUnits"});
      AddTarget(scaling, resource, dimension);
      AddPolicy(scaling, resource, dimension, side);
    }
  }

  static Node NewInput(const std::string& resource, const std::string& dimension) {
    Node input = Node::Map();
    input.Set("ServiceNamespace", Node::String("dynamodb"));
    input.Set("ResourceId", Node::String(resource));
    input.Set("ScalableDimension", Node::String(dimension));
    return input;
  }

  void AddCall(const Node& scaling, std::string operation, Node input) {
    desired_.calls.push_back({table_.name, scaling.mark(), "application-autoscaling",
                              std::move(operation), std::move(input)});
  }

  void AddTarget(const Node& scaling, const std::string& resource, const std::string& dimension) {
    const Node& request = PartOf(&scaling, "ScalableTargetRequest");
    Node input = NewInput(resource, dimension);
    for (const std::string_view name : {"MinCapacity", "MaxCapacity"}) {
      if (!PartOf(&request, name).is_null()) input.Set(name, PartOf(&request, name));
    }
    AddCall(scaling, "RegisterScalableTarget", std::move(input));
  }

  void AddPolicy(const Node& scaling, const std::string& resource, const std::string& dimension,
                 const std::string& side) {
    const Node& policy = PartOf(&scaling, "ScalingPolicyConfiguration");
    if (policy.is_null()) return;
    Node metric = Node::Map();
    metric.Set("PredefinedMetricType", Node::String("DynamoDB" + side + "CapacityUtilization"));
    Node configuration = policy;
    configuration.Set("PredefinedMetricSpecification", std::move(metric));
    Node input = NewInput(resource, dimension);
    input.Set("PolicyName", Node::String(table_.name + "-" + side + "-scaling-policy"));
    input.Set("PolicyType", Node::String("TargetTrackingScaling"));
    input.Set("TargetTrackingScalingPolicyConfiguration", std::move(configuration));
    AddCall(scaling, "PutScalingPolicy", std::move(input));
  }

  const Node& model_;
  DesiredTables& desired_;
  DesiredTable table_;
  bool provisioned_ = false;
  Node definitions_ = Node::List();
  std::set<std::string> defined_;
  std::set<std::string> items_;
};

}  // namespace

bool IsDataModel(const Node& value) { return PartOf(&value, "DataModel").is_list(); }

void AddDataModel(const Node& model, DesiredTables* desired) {
  for (const Node& table : PartOf(&model, "DataModel").items()) {
    TableReader(table, desired).Read();
  }
}

}  // namespace pumice::deploy
