// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/serverless_transform.h"

#include <string>
#include <string_view>
#include <utility>

#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// SAM spells types out: "String".
Node AttributeType(const Node& type, const std::string& place) {
  const std::string& text = type.text();
  if (text == "String") return Node::String("S", type.mark());
  if (text == "Number") return Node::String("N", type.mark());
  if (text == "Binary") return Node::String("B", type.mark());
  if (!type.is_scalar()) return type;
  throw TemplateError(type.mark(), place + ".PrimaryKey.Type",
                      "must be one of String, Number, Binary, not \"" + text + "\"");
}

// The key's attribute; without PrimaryKey it is a string named "id".
void AddKey(const Node& properties, const std::string& place, Node* table) {
  const Mark& mark = properties.mark();
  Node name = Node::String("id", mark);
  Node type = Node::String("S", mark);
  if (const Node* const key = properties.Find("PrimaryKey")) {
    const Node* const key_name = key->Find("Name");
    const Node* const key_type = key->Find("Type");
    if (key_type == nullptr) {
      throw TemplateError(key->mark(), place + ".PrimaryKey.Type", "is missing");
    }
    if (key_name != nullptr) name = *key_name;
    type = AttributeType(*key_type, place);
  }
  Node definition = Node::Map(mark);
  definition.Set("AttributeName", name);
  definition.Set("AttributeType", std::move(type));
  Node element = Node::Map(mark);
  element.Set("AttributeName", std::move(name));
  element.Set("KeyType", Node::String("HASH", mark));
  table->Set("AttributeDefinitions", Node::List(mark)).Add(std::move(definition));
  table->Set("KeySchema", Node::List(mark)).Add(std::move(element));
}

// SAM's tags are a map.
Node TagList(const Node& tags, const std::string& place) {
  if (!tags.is_map()) throw TemplateError(tags.mark(), place + ".Tags", "must be a map");
  Node out = Node::List(tags.mark());
  for (const Node::Member& member : tags.members()) {
    Node tag = Node::Map(member.second.mark());
    tag.Set("Key", Node::String(member.first, member.second.mark()));
    tag.Set("Value", member.second);
    out.Add(std::move(tag));
  }
  return out;
}

Node TableProperties(const Node& properties, const Node* globals, const std::string& place) {
  Node table = Node::Map(properties.mark());
  AddKey(properties, place, &table);
  if (const Node* const sse = globals == nullptr ? nullptr : globals->Find("SSESpecification")) {
    table.Set("SSESpecification", *sse);
  }
  for (const Node::Member& member : properties.members()) {
    const std::string& name = member.first;
    if (name == "PrimaryKey") continue;
    const bool is_known = name == "TableName" || name == "ProvisionedThroughput" ||
                          name == "SSESpecification" || name == "PointInTimeRecoverySpecification";
    if (name == "Tags") {
      table.Set(name, TagList(member.second, place));
    } else if (is_known) {
      table.Set(name, member.second);
    } else {
      throw TemplateError(member.second.mark(), place + "." + name, "there is no such member");
    }
  }
  if (table.Find("ProvisionedThroughput") == nullptr) {
    table.Set("BillingMode", Node::String("PAY_PER_REQUEST", properties.mark()));
  }
  return table;
}

Node StackProperties(const Node& properties) {
  Node stack = Node::Map(properties.mark());
  stack.Set("TemplateURL", *properties.Find("Location"));
  if (const Node* const parameters = properties.Find("Parameters")) {
    stack.Set("Parameters", *parameters);
  }
  return stack;
}

}  // namespace

Node ExpandServerless(const Node& resources, const Node& globals) {
  Node out = resources;
  const Node* const tables = globals.Find("SimpleTable");
  for (Node::Member& member : out.members()) {
    Node* const type = member.second.Find("Type");
    if (type == nullptr) continue;
    const Node* const written = member.second.Find("Properties");
    const Node properties = written == nullptr ? Node::Map(member.second.mark()) : *written;
    if (type->text() == "AWS::Serverless::SimpleTable") {
      *type = Node::String("AWS::DynamoDB::Table", type->mark());
      member.second.Set("Properties",
                        TableProperties(properties, tables, member.first + ".Properties"));
    } else if (type->text() == "AWS::Serverless::Application") {
      // An application of the repository has a map as its location.
      const Node* const location = properties.Find("Location");
      if (location == nullptr || !location->is_string()) continue;
      *type = Node::String("AWS::CloudFormation::Stack", type->mark());
      member.second.Set("Properties", StackProperties(properties));
    }
  }
  return out;
}

}  // namespace pumice::deploy
