// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/coerce.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <string>

#include "protocol/ascii.h"
#include "protocol/deploy/number_text.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

std::string MemberPlace(std::string_view place, std::string_view member) {
  std::string text(place);
  if (!text.empty()) text += '.';
  return text.append(member);
}

std::string ElementPlace(std::string_view place, size_t index) {
  return std::string(place).append("[").append(std::to_string(index)).append("]");
}

[[noreturn]] void ThrowKind(const Node& node, std::string_view place, std::string_view wanted) {
  std::string message = "must be ";
  message.append(wanted).append(", not ");
  if (node.is_scalar() && !node.is_null()) {
    message.append("\"").append(node.text().substr(0, 100)).append("\"");
  } else {
    message.append(KindName(node.kind()));
  }
  throw TemplateError(node.mark(), place, message);
}

Node Text(const Node& node, const Shape& shape, std::string_view place) {
  if (!node.is_scalar() || node.is_null()) ThrowKind(node, place, "a string");
  const bool known =
      shape.values.empty() || std::ranges::find(shape.values, node.text()) != shape.values.end();
  if (!known) {
    std::string wanted = "one of";
    for (const std::string_view value : shape.values) {
      wanted.append(value == shape.values.front() ? " " : ", ").append(value);
    }
    ThrowKind(node, place, wanted);
  }
  return Node::String(node.text(), node.mark());
}

Node Truth(const Node& node, std::string_view place) {
  if (node.is_bool()) return node;
  if (node.is_string() && EqualIgnoringCase(node.text(), "true")) {
    return Node::Bool(true, node.mark());
  }
  if (node.is_string() && EqualIgnoringCase(node.text(), "false")) {
    return Node::Bool(false, node.mark());
  }
  ThrowKind(node, place, "true or false");
}

Node Integer(const Node& node, std::string_view place) {
  if (node.is_number() || node.is_string()) {
    if (std::optional<std::string> text = IntegerText(node.text())) {
      return Node::Number(*std::move(text), node.mark());
    }
  }
  ThrowKind(node, place, "an integer");
}

Node Decimal(const Node& node, std::string_view place) {
  if ((node.is_number() || node.is_string()) && IsJsonNumber(node.text())) {
    return Node::Number(node.text(), node.mark());
  }
  ThrowKind(node, place, "a number");
}

void CheckRequired(const Node& node, const Shape& shape, std::string_view place) {
  for (uint64_t left = shape.required; left != 0; left &= left - 1) {
    const std::string_view name = shape.members[std::countr_zero(left)].name;
    if (node.Find(name) == nullptr) {
      throw TemplateError(node.mark(), MemberPlace(place, name), "is missing");
    }
  }
}

// What stands within a list, map or structure; bounded as shapes are.
Node Within(const Node& node, const Shape& shape, std::string_view place) {
  if (node.is_null()) ThrowKind(node, place, "a value");
  Node out = CoerceToShape(node, shape, place);
  if (shape.kind == ShapeKind::kStructure) CheckRequired(out, shape, place);
  return out;
}

Node Structure(const Node& node, const Shape& shape, std::string_view place) {
  if (!node.is_map()) ThrowKind(node, place, "a map");
  Node out = Node::Map(node.mark());
  for (const Node::Member& member : node.members()) {
    const auto found = std::ranges::find(shape.members, member.first, &Member::name);
    if (found == shape.members.end()) {
      throw TemplateError(member.second.mark(), MemberPlace(place, member.first),
                          "there is no such member");
    }
    if (member.second.is_null()) continue;
    out.Set(member.first, Within(member.second, *found->shape, MemberPlace(place, member.first)));
  }
  return out;
}

Node List(const Node& node, const Shape& shape, std::string_view place) {
  if (!node.is_list()) ThrowKind(node, place, "a list");
  Node out = Node::List(node.mark());
  for (const Node& item : node.items()) {
    out.Add(Within(item, *shape.element, ElementPlace(place, out.items().size())));
  }
  return out;
}

Node Map(const Node& node, const Shape& shape, std::string_view place) {
  if (!node.is_map()) ThrowKind(node, place, "a map");
  Node out = Node::Map(node.mark());
  for (const Node::Member& member : node.members()) {
    if (member.second.is_null()) continue;
    out.members().emplace_back(
        member.first, Within(member.second, *shape.element, MemberPlace(place, member.first)));
  }
  return out;
}

}  // namespace

Node CoerceToShape(const Node& node, const Shape& shape, std::string_view place) {
  if (node.is_null()) return node;
  switch (shape.kind) {
    case ShapeKind::kString:
    case ShapeKind::kBlob:
      return Text(node, shape, place);
    case ShapeKind::kBoolean:
      return Truth(node, place);
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
      return Integer(node, place);
    case ShapeKind::kDouble:
    case ShapeKind::kTimestamp:
      return Decimal(node, place);
    case ShapeKind::kList:
      return List(node, shape, place);
    case ShapeKind::kMap:
      return Map(node, shape, place);
    case ShapeKind::kStructure:
      return Structure(node, shape, place);
    case ShapeKind::kAttributeValue:
      return node;  // a structure of its own; DynamoDB checks it
  }
  return node;
}

}  // namespace pumice::deploy
