// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/table_collector.h"

#include <optional>
#include <utility>

#include "protocol/deploy/json_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/resource_values.h"
#include "tools/deploy/terraform/service_calls.h"
#include "tools/deploy/terraform/table_input.h"

namespace pumice::deploy::terraform {
namespace {

constexpr std::string_view kNotHonoured[] = {
    "aws_dynamodb_table_replica", "aws_dynamodb_global_table", "aws_dynamodb_table_export"};

bool BelongsToTable(std::string_view type) {
  return type == "aws_dynamodb_table_item" || type == "aws_dynamodb_global_secondary_index" ||
         type == "aws_dynamodb_contributor_insights" ||
         type == "aws_dynamodb_kinesis_streaming_destination" ||
         type == "aws_dynamodb_resource_policy" || type == "aws_dynamodb_tag";
}

// Of "arn:aws:dynamodb:REGION:ACCOUNT:table/NAME", and of what is within the table: a stream.
std::string TableOfArn(const std::string& arn) {
  const size_t table = arn.find(":table/");
  if (table == std::string::npos) return "";
  const std::string rest = arn.substr(table + 7);
  return rest.find('/') == std::string::npos ? rest : "";
}

std::string RegionOfArn(const std::string& arn) {
  const size_t begin = arn.find(":dynamodb:");
  return begin == std::string::npos
             ? ""
             : arn.substr(begin + 10, arn.find(':', begin + 10) - begin - 10);
}

}  // namespace

void TableCollector::Note(const Resource& resource, const std::string& message) {
  out_.notes.push_back(NoteOf(resource, message));
}

void TableCollector::Add(Resource resource) {
  if (resource.type == "aws_dynamodb_table") {
    AddTable(resource);
  } else if (BelongsToTable(resource.type)) {
    later_.push_back(std::move(resource));
  } else if (std::optional<DesiredCall> call = MakeServiceCall(resource)) {
    out_.calls.push_back(*std::move(call));
  } else {
    ++out_.passed_over[resource.type];
    for (const std::string_view type : kNotHonoured) {
      if (resource.type == type) Note(resource, "pumice has nothing for this: it is left out");
    }
  }
}

void TableCollector::AddTable(const Resource& resource) {
  DesiredTable table = MakeTable(resource, &out_.notes);
  const auto present = tables_.find(table.name);
  if (present == tables_.end()) {
    tables_.emplace(table.name, out_.tables.size());
    out_.tables.push_back(std::move(table));
  } else if (!resource.region.empty()) {
    Note(resource, "a table " + table.name + " is made already; this one is left out");
  } else {
    throw TemplateError(resource.mark, resource.address,
                        "there is another table named " + table.name + ": " +
                            out_.tables[present->second].logical_id);
  }
}

void TableCollector::Finish() {
  for (const Resource& resource : std::exchange(later_, {})) {
    if (resource.type == "aws_dynamodb_table_item") {
      AddItem(resource);
    } else if (resource.type == "aws_dynamodb_global_secondary_index") {
      AddIndex(resource);
    } else if (resource.type == "aws_dynamodb_contributor_insights") {
      AddInsights(resource);
    } else if (resource.type == "aws_dynamodb_kinesis_streaming_destination") {
      AddKinesis(resource);
    } else if (resource.type == "aws_dynamodb_resource_policy") {
      AddPolicy(resource);
    } else {
      AddTag(resource);
    }
  }
}

// The table; null, and told, where there is none of that name.
DesiredTable* TableCollector::FindTable(const Resource& resource, const std::string& name) {
  const auto found = tables_.find(name);
  if (found != tables_.end()) return &out_.tables[found->second];
  Note(resource, name.empty() ? "which table this is of is known only after terraform apply; it is "
                                "left out"
                              : "there is no table " + name + " here; this is left out");
  return nullptr;
}

void TableCollector::AddItem(const Resource& resource) {
  DesiredTable* const table = FindTable(resource, TextOf(resource.values, "table_name"));
  const Node* const item = Given(resource.values, "item");
  if (table == nullptr) return;
  const Mark& mark = item == nullptr ? resource.mark : item->mark();
  try {
    Node read = ReadJsonDocument(item == nullptr ? "" : item->text(), nullptr);
    if (!read.is_map()) throw TemplateError({}, "", "an object is needed");
    read.set_mark(mark);
    table->items.push_back(std::move(read));
  } catch (const TemplateError& error) {
    throw TemplateError(mark, resource.address + ".item", error.sentence());
  }
}

void TableCollector::AddIndex(const Resource& resource) {
  const std::string name = TextOf(resource.values, "table_name");
  DesiredTable* const table =
      FindTable(resource, name.empty() ? TextOf(resource.values, "table") : name);
  if (table == nullptr) return;
  Node attributes = Node::List();
  Node index =
      MakeIndex(resource, table->create.Find("ProvisionedThroughput") != nullptr, &attributes);
  Node* indexes = table->create.Find("GlobalSecondaryIndexes");
  if (indexes == nullptr)
    indexes = &table->create.Set("GlobalSecondaryIndexes", Node::List(resource.mark));
  indexes->Add(std::move(index));
  Node* const definitions = table->create.Find("AttributeDefinitions");
  for (Node& attribute : attributes.items()) {
    const std::string& wanted = attribute.Find("AttributeName")->text();
    bool is_there = false;
    for (const Node& definition : definitions->items()) {
      const Node* const defined = definition.Find("AttributeName");
      is_there = is_there || (defined != nullptr && defined->text() == wanted);
    }
    if (!is_there) definitions->Add(std::move(attribute));
  }
}

void TableCollector::AddInsights(const Resource& resource) {
  DesiredTable* const table = FindTable(resource, TextOf(resource.values, "table_name"));
  if (table == nullptr) return;
  Node input = Node::Map(resource.mark);
  input.Set("ContributorInsightsAction", Node::String("ENABLE", resource.mark));
  Copy(resource.values, "index_name", "IndexName", &input);
  Copy(resource.values, "mode", "ContributorInsightsMode", &input);
  table->contributor_insights.push_back(std::move(input));
}

void TableCollector::AddKinesis(const Resource& resource) {
  DesiredTable* const table = FindTable(resource, TextOf(resource.values, "table_name"));
  if (table == nullptr) return;
  const Node* const stream = Given(resource.values, "stream_arn");
  if (stream == nullptr)
    return Note(resource, "the stream is known only after terraform apply; it is left out");
  Node input = Node::Map(resource.mark);
  input.Set("StreamArn", *stream);
  if (const Node* const precision =
          Given(resource.values, "approximate_creation_date_time_precision")) {
    Node settings = Node::Map(precision->mark());
    settings.Set("ApproximateCreationDateTimePrecision", *precision);
    input.Set("EnableKinesisStreamingConfiguration", std::move(settings));
  }
  table->kinesis_destination = std::move(input);
}

void TableCollector::AddPolicy(const Resource& resource) {
  const std::string arn = TextOf(resource.values, "resource_arn");
  if (arn.find("/stream/") != std::string::npos)
    return Note(resource, "pumice keeps the policies of tables only; it is left out");
  DesiredTable* const table = FindTable(resource, TableOfArn(arn));
  if (table == nullptr) return;
  const Node* const policy = Given(resource.values, "policy");
  if (policy == nullptr)
    return Note(resource, "the policy is known only after terraform apply; it is left out");
  table->create.Set("ResourcePolicy", *policy);
}

void TableCollector::AddTag(const Resource& resource) {
  const std::string arn = TextOf(resource.values, "resource_arn");
  if (!arn.empty() && RegionOfArn(arn) != options_.region)
    return Note(resource, "the table is in another region; the tag is left out");
  DesiredTable* const table = FindTable(resource, TableOfArn(arn));
  const Node* const key = Given(resource.values, "key");
  const Node* const value = resource.values.Find("value");
  if (table == nullptr || key == nullptr || value == nullptr) return;
  Node* tags = table->create.Find("Tags");
  if (tags == nullptr) tags = &table->create.Set("Tags", Node::List(resource.mark));
  for (Node& tag : tags->items()) {
    if (tag.Find("Key")->text() != key->text()) continue;
    tag.Set("Value", *value);
    return;
  }
  Node tag = Node::Map(resource.mark);
  tag.Set("Key", *key);
  tag.Set("Value", *value);
  tags->Add(std::move(tag));
}

}  // namespace pumice::deploy::terraform
