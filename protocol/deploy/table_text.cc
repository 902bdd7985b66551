// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/table_text.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace pumice::deploy {
namespace {

// An attribute with its type: "Artist (S)".
std::string TypedName(const std::string& name, const AttributeTypes& types) {
  const auto found = types.find(name);
  return name + " (" + (found == types.end() ? "?" : found->second) + ")";
}

std::string Joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all.append(all.empty() ? "" : ", ").append(text);
  return all;
}

// One attribute stands for itself, several in brackets.
std::string Grouped(const std::vector<std::string>& names) {
  return names.size() == 1 ? names[0] : "[" + Joined(names) + "]";
}

std::string ProjectionText(const Node& index) {
  const Node* const projection = index.Find("Projection");
  if (projection == nullptr) return "";
  std::string text = TextOf(*projection, "ProjectionType");
  const Node* const names = projection->Find("NonKeyAttributes");
  if (names == nullptr || names->items().empty()) return text;
  std::vector<std::string> sorted;
  for (const Node& name : names->items()) sorted.push_back(name.text());
  std::sort(sorted.begin(), sorted.end());
  return text + " " + Joined(sorted);
}

}  // namespace

std::string TextOfParts(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part);
  return text;
}

std::string TableNameInput(std::string_view table) {
  Node input = Node::Map();
  input.Set("TableName", Node::String(std::string(table)));
  return NodeJson(input);
}

std::string TextOf(const Node& node, std::string_view member) {
  const Node* const found = node.Find(member);
  return found == nullptr ? "" : found->text();
}

int64_t IntegerOf(const Node* node, std::string_view member, int64_t otherwise) {
  const Node* const found = node == nullptr ? nullptr : node->Find(member);
  if (found == nullptr) return otherwise;
  const std::string& text = found->text();
  int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() ? value : otherwise;
}

bool IsTrue(const Node* node, std::string_view member) {
  const Node* const found = node == nullptr ? nullptr : node->Find(member);
  return found != nullptr && found->text() == "true";
}

bool IsOn(std::string_view status) {
  return status == "ENABLED" || status == "ENABLING" || status == "ACTIVE" || status == "UPDATING";
}

AttributeTypes TypesOf(const Node& table) {
  AttributeTypes types;
  const Node* const definitions = table.Find("AttributeDefinitions");
  if (definitions == nullptr) return types;
  for (const Node& definition : definitions->items()) {
    types[TextOf(definition, "AttributeName")] = TextOf(definition, "AttributeType");
  }
  return types;
}

std::string KeyText(const Node& keyed, const AttributeTypes& types) {
  std::vector<std::string> partition;
  std::vector<std::string> sort;
  if (const Node* const schema = keyed.Find("KeySchema")) {
    for (const Node& element : schema->items()) {
      const bool is_sort = TextOf(element, "KeyType") == "RANGE";
      (is_sort ? sort : partition).push_back(TypedName(TextOf(element, "AttributeName"), types));
    }
  }
  std::string text = Grouped(partition);
  if (!sort.empty()) text += ", " + Grouped(sort);
  return text;
}

std::string IndexText(const Node& index, const AttributeTypes& types) {
  return KeyText(index, types) + "; " + ProjectionText(index);
}

std::array<int64_t, 2> UnitsOf(const Node& holder, const Units& units) {
  const Node* const found = holder.Find(units.member);
  return {IntegerOf(found, units.read, units.otherwise),
          IntegerOf(found, units.write, units.otherwise)};
}

std::string UnitsText(const std::array<int64_t, 2>& values) {
  return std::to_string(values[0]) + " read, " + std::to_string(values[1]) + " write";
}

}  // namespace pumice::deploy
