// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/json_value.h"

#include <optional>
#include <utility>

#include "protocol/json_writer.h"
#include "tools/deploy/terraform/decimal.h"

namespace pumice::deploy::terraform {
namespace {

// As Go writes it: safe within HTML.
void AppendString(const std::string& text, std::string* out) {
  std::string json;
  AppendJsonString(text, &json);
  for (const char c : json) {
    if (c == '<') {
      out->append("\\u003c");
    } else if (c == '>') {
      out->append("\\u003e");
    } else if (c == '&') {
      out->append("\\u0026");
    } else {
      out->push_back(c);
    }
  }
}

}  // namespace

void AppendJson(const Value& value, std::string* out) {
  bool first = true;
  const auto part = [&] {
    if (!first) out->push_back(',');
    first = false;
  };
  if (value.is_string()) {
    AppendString(value.text(), out);
  } else if (value.is_number()) {
    out->append(value.text());
  } else if (value.is_bool()) {
    out->append(value.is_true() ? "true" : "false");
  } else if (value.is_sequence()) {
    out->push_back('[');
    for (const Value& item : value.items()) {
      part();
      AppendJson(item, out);
    }
    out->push_back(']');
  } else if (value.is_map()) {
    out->push_back('{');
    for (const auto& [name, member] : value.members()) {
      part();
      AppendString(name, out);
      out->push_back(':');
      AppendJson(member, out);
    }
    out->push_back('}');
  } else {
    out->append("null");
  }
}

Value ValueOf(const Node& node) {
  switch (node.kind()) {
    case Node::Kind::kNull:
      return {};
    case Node::Kind::kBool:
      return Value::Bool(node.is_true());
    case Node::Kind::kNumber: {
      std::optional<std::string> number = ParseDecimal(node.text());
      return number ? Value::Number(*std::move(number)) : Value::String(node.text());
    }
    case Node::Kind::kString:
      return Value::String(node.text());
    case Node::Kind::kList: {
      Value::Items items;
      for (const Node& item : node.items()) items.push_back(ValueOf(item));
      return Value::List(std::move(items));
    }
    case Node::Kind::kMap: {
      Value::Members members;
      for (const Node::Member& member : node.members())
        members.insert_or_assign(member.first, ValueOf(member.second));
      return Value::Map(std::move(members));
    }
  }
  return {};
}

}  // namespace pumice::deploy::terraform
