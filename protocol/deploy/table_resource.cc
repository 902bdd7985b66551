// SPDX-License-Identifier: Apache-2.0

// AWS::DynamoDB::Table: its properties are CreateTable's members but for some, which are calls of
// their own or have other names.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/deploy/coerce.h"
#include "protocol/deploy/made_up_values.h"
#include "protocol/deploy/place.h"
#include "protocol/deploy/stack_resource.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"
#include "protocol/shapes/shape.h"

namespace pumice::deploy {
namespace {

constexpr std::string_view kNoStreamYet = "1970-01-01T00:00:00.000";

class TableMaker {
 public:
  TableMaker(const EvaluatedResource& resource, const TemplateInputs& inputs,
             DesiredTables* desired)
      : resource_(resource), inputs_(inputs), desired_(*desired) {}

  ResourceValue Make() {
    table_.logical_id = resource_.logical_id;
    table_.mark = resource_.mark;
    table_.retain = resource_.retain;
    table_.name = NameProperty(resource_, "TableName", inputs_);
    Node create = Node::Map(resource_.properties.mark());
    const Node* const name = resource_.properties.Find("TableName");
    create.Set("TableName",
               Node::String(table_.name, name == nullptr ? resource_.mark : name->mark()));
    for (const Node::Member& member : resource_.properties.members()) {
      Add(member.first, member.second, &create);
    }
    if (create.Find("KeySchema") == nullptr) {
      throw TemplateError(resource_.mark, resource_.PlaceOf("KeySchema"), "is missing");
    }
    const Place place(resource_.logical_id);
    RefuseDynamicReferences(create, Place(place, "Properties"));
    AddStackTags(&create);
    table_.create = CoerceToShape(create, *FindOperationShape("CreateTable")->input,
                                  resource_.logical_id + ".Properties");
    ResourceValue value = Value();
    desired_.tables.push_back(std::move(table_));
    return value;
  }

 private:
  void AddStackTags(Node* create) const {
    if (inputs_.tags.empty()) return;
    Node* own = create->Find("Tags");
    if (own == nullptr) own = &create->Set("Tags", Node::List(resource_.mark));
    if (!own->is_list()) return;  // is refused
    for (const auto& [key, value] : inputs_.tags) {
      const bool is_own = std::ranges::any_of(
          own->items(), [&name = key](const Node& tag) { return TextOf(tag, "Key") == name; });
      if (is_own) continue;
      Node& added = own->Add(Node::Map(resource_.mark));
      added.Set("Key", Node::String(key, resource_.mark));
      added.Set("Value", Node::String(value, resource_.mark));
    }
  }

  void Add(const std::string& name, const Node& value, Node* create) {
    if (name == "TableName") return;
    if (name == "GlobalSecondaryIndexes") {
      create->Set(name, Indexes(value));
    } else if (name == "SSESpecification") {
      create->Set(name, Renamed(value, "SSEEnabled", "Enabled"));
    } else if (name == "StreamSpecification") {
      create->Set(name, Stream(value));
    } else if (name == "ResourcePolicy") {
      if (Node policy = Policy(value); !policy.is_null()) create->Set(name, std::move(policy));
    } else if (name == "TimeToLiveSpecification") {
      table_.time_to_live = Coerced("UpdateTimeToLive", name, value);
    } else if (name == "PointInTimeRecoverySpecification") {
      table_.continuous_backups = Recovery(value);
    } else if (name == "KinesisStreamSpecification") {
      table_.kinesis_destination = Kinesis(value);
    } else if (name == "ContributorInsightsSpecification") {
      AddInsights(value, "", resource_.PlaceOf(name));
    } else if (name == "ImportSourceSpecification") {
      AddNote(value.mark(), resource_.PlaceOf(name),
              "the table is made without the items of the import", &desired_);
    } else {
      create->Set(name, value);
    }
  }

  Node Coerced(std::string_view operation, std::string_view member, const Node& value) const {
    return CoerceToShape(value, *FindInputMember(operation, member), resource_.PlaceOf(member));
  }

  static Node Renamed(const Node& value, std::string_view from, std::string_view to) {
    Node out = value;
    for (Node::Member& member : out.members()) {
      if (member.first == from) member.first = to;
    }
    return out;
  }

  Node Stream(const Node& value) {
    Node out = value;
    if (!out.is_map()) return out;
    if (const Node* const policy = out.Find("ResourcePolicy")) {
      AddNote(policy->mark(), resource_.PlaceOf("StreamSpecification.ResourcePolicy"),
              "the stream is made without its resource policy", &desired_);
      out.Remove("ResourcePolicy");
    }
    out.Set("StreamEnabled", Node::Bool(true, value.mark()));
    has_stream_ = true;
    return out;
  }

  // CreateTable takes the document as text.
  Node Policy(const Node& value) const {
    const Node* const document = value.Find("PolicyDocument");
    if (document == nullptr) {
      throw TemplateError(value.mark(), resource_.PlaceOf("ResourcePolicy.PolicyDocument"),
                          "is missing");
    }
    return Node::String(document->is_string() ? document->text() : NodeJson(*document),
                        document->mark());
  }

  Node Recovery(const Node& value) const {
    Node out = Coerced("UpdateContinuousBackups", "PointInTimeRecoverySpecification", value);
    if (out.Find("PointInTimeRecoveryEnabled") == nullptr) {
      out.Set("PointInTimeRecoveryEnabled", Node::Bool(false, value.mark()));
    }
    return out;
  }

  Node Kinesis(const Node& value) const {
    Node input = value;
    if (const Node* const precision = value.Find("ApproximateCreationDateTimePrecision")) {
      Node configuration = Node::Map(value.mark());
      configuration.Set("ApproximateCreationDateTimePrecision", *precision);
      input.Remove("ApproximateCreationDateTimePrecision");
      input.Set("EnableKinesisStreamingConfiguration", std::move(configuration));
    }
    return CoerceToShape(input, *FindOperationShape("EnableKinesisStreamingDestination")->input,
                         resource_.PlaceOf("KinesisStreamSpecification"));
  }

  void AddInsights(const Node& value, std::string_view index, const std::string& place) {
    const Node* const enabled = value.Find("Enabled");
    if (enabled == nullptr) throw TemplateError(value.mark(), place + ".Enabled", "is missing");
    const Shape& boolean = *FindInputMember("CreateTable", "DeletionProtectionEnabled");
    const bool on = CoerceToShape(*enabled, boolean, place + ".Enabled").is_true();
    Node input = Node::Map(value.mark());
    if (!index.empty()) input.Set("IndexName", Node::String(std::string(index), value.mark()));
    input.Set("ContributorInsightsAction", Node::String(on ? "ENABLE" : "DISABLE", value.mark()));
    for (const Node::Member& member : value.members()) {
      if (member.first == "Enabled") continue;
      const bool is_mode = member.first == "Mode";
      input.members().emplace_back(is_mode ? "ContributorInsightsMode" : member.first,
                                   member.second);
    }
    table_.contributor_insights.push_back(
        CoerceToShape(input, *FindOperationShape("UpdateContributorInsights")->input, place));
  }

  Node Indexes(const Node& value) {
    Node out = value;
    for (Node& index : out.items()) {
      const Node* const insights = index.Find("ContributorInsightsSpecification");
      if (insights == nullptr) continue;
      const Node* const name = index.Find("IndexName");
      AddInsights(*insights, name == nullptr ? "" : name->text(),
                  resource_.PlaceOf("GlobalSecondaryIndexes.ContributorInsightsSpecification"));
      index.Remove("ContributorInsightsSpecification");
    }
    return out;
  }

  // What Secrets Manager and Systems Manager would put into a text.
  void RefuseDynamicReferences(const Node& node, const Place& place) const {
    if (node.text().find("{{resolve:") != std::string::npos) {
      throw TemplateError(node.mark(), place.Text(),
                          "nothing resolves the dynamic reference " + node.text().substr(0, 100));
    }
    size_t index = 0;
    for (const Node& item : node.items()) RefuseDynamicReferences(item, Place(place, index++));
    for (const Node::Member& member : node.members()) {
      RefuseDynamicReferences(member.second, Place(place, member.first));
    }
  }

  ResourceValue Value() const {
    ResourceValue value;
    value.type = resource_.type;
    value.physical_id = table_.name;
    const std::string arn = MakeArn(inputs_, "dynamodb", "table/" + table_.name);
    value.attributes["Arn"] = arn;
    if (resource_.type == "AWS::DynamoDB::GlobalTable") {
      value.attributes["TableId"] = MadeUpUuid(table_.name);
    }
    if (!has_stream_) return value;
    std::optional<std::string> stream =
        inputs_.stream_arn ? inputs_.stream_arn(table_.name) : std::nullopt;
    value.attributes["StreamArn"] =
        stream ? *std::move(stream) : arn + "/stream/" + std::string(kNoStreamYet);
    return value;
  }

  const EvaluatedResource& resource_;
  const TemplateInputs& inputs_;
  DesiredTables& desired_;
  DesiredTable table_;
  bool has_stream_ = false;
};

}  // namespace

ResourceValue MakeTable(const EvaluatedResource& resource, const TemplateInputs& inputs,
                        DesiredTables* desired) {
  return TableMaker(resource, inputs, desired).Make();
}

}  // namespace pumice::deploy
