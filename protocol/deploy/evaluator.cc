// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/evaluator.h"

#include <algorithm>
#include <utility>

#include "protocol/deploy/intrinsics.h"
#include "protocol/deploy/made_up_values.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

bool IsCallName(std::string_view name) { return name == "Ref" || name.starts_with("Fn::"); }

}  // namespace

const Node::Member* FindCall(const Node& node) {
  if (node.members().size() != 1 || !IsCallName(node.members()[0].first)) return nullptr;
  return &node.members()[0];
}

std::optional<Node> Evaluator::Evaluate(const Node& node, const Place& place) {
  const Budget::Level level(&budget_, node.mark());
  if (node.is_map()) return EvaluateMap(node, place);
  if (node.is_list()) {
    Node out = Node::List(node.mark());
    budget_.Count(1, 0, node.mark());
    for (size_t i = 0; i < node.items().size(); ++i) {
      std::optional<Node> item = Evaluate(node.items()[i], Place(place, i));
      if (item) out.Add(*std::move(item));
    }
    return out;
  }
  if (node.is_null()) {
    throw TemplateError(node.mark(), place.Text(), "'null' values are not allowed in templates");
  }
  budget_.Count(1, node.text().size(), node.mark());
  return node;
}

std::optional<Node> Evaluator::EvaluateMap(const Node& node, const Place& place) {
  if (const Node::Member* const call = FindCall(node)) {
    const Intrinsic function = FindIntrinsic(call->first, values_.language_extensions);
    if (function == nullptr) {
      throw TemplateError(node.mark(), place.Text(), call->first + " is not supported here");
    }
    const Place within(place, call->first);
    return function({call->second, node.mark(), within, *this});
  }
  Node out = Node::Map(node.mark());
  budget_.Count(1, 0, node.mark());
  for (const Node::Member& member : node.members()) {
    if (member.first.starts_with("Fn::")) {
      throw TemplateError(member.second.mark(), place.Text(),
                          member.first + " must stand alone in its map");
    }
    std::optional<Node> value = Evaluate(member.second, Place(place, member.first));
    if (!value) continue;
    budget_.Count(0, member.first.size(), node.mark());
    out.members().emplace_back(member.first, *std::move(value));
  }
  return out;
}

std::string Evaluator::Text(const Node& node, const Place& place) {
  const std::optional<Node> value = Evaluate(node, place);
  if (!value || !value->is_scalar()) {
    std::string message = "must be a string, not ";
    message.append(value ? KindName(value->kind()) : "AWS::NoValue");
    throw TemplateError(node.mark(), place.Text(), message);
  }
  return value->text();
}

Node Evaluator::Made(std::string text, const Mark& mark) {
  budget_.Count(1, text.size(), mark);
  return Node::String(std::move(text), mark);
}

Node Evaluator::ListOf(const Node& node, const Place& place, std::string_view message) {
  std::optional<Node> value = Evaluate(node, place);
  if (!value || !value->is_list()) throw TemplateError(node.mark(), place.Text(), message);
  return *std::move(value);
}

std::optional<Node> Evaluator::Reference(std::string_view name, const Mark& mark,
                                         const Place& place) {
  if (name == "AWS::NoValue") return std::nullopt;
  if (name.starts_with("AWS::")) {
    Node value = PseudoParameter(values_, name);
    if (!value.is_null()) {
      value.set_mark(mark);
      budget_.CountCopy(value, mark);
      return value;
    }
  }
  const std::string key(name);
  if (const auto found = values_.parameters.find(key); found != values_.parameters.end()) {
    const ParameterValue& parameter = found->second;
    if (parameter.unresolved) {
      throw TemplateError(mark, place.Text(),
                          "the parameter " + key + " is " + parameter.value.text() +
                              " of Systems Manager, which nothing looks up: give its value");
    }
    budget_.CountCopy(parameter.value, mark);
    Node value = parameter.value;
    value.set_mark(mark);
    return value;
  }
  if (const auto found = values_.resources.find(key);
      found != values_.resources.end() && found->second != nullptr) {
    return Made(found->second->physical_id, mark);
  }
  if (IsGeneratedBySam(values_, name)) {
    return Made(MadeUpName(values_.inputs.stack_name, name), mark);
  }
  throw TemplateError(mark, place.Text(),
                      "Template format error: Unresolved resource dependencies [" + key +
                          "] in the " + std::string(values_.block) + " block of the template");
}

Node Evaluator::Attribute(std::string_view resource, std::string_view attribute, const Mark& mark,
                          const Place& place) {
  const auto found = values_.resources.find(std::string(resource));
  if (found == values_.resources.end() || found->second == nullptr) {
    if (IsGeneratedBySam(values_, resource)) {
      const ResourceValue made_up = MadeUpResource(values_.inputs, "AWS::Serverless::Generated",
                                                   MadeUpName(values_.inputs.stack_name, resource));
      return Made(MadeUpAttribute(values_.inputs, made_up, attribute), mark);
    }
    throw TemplateError(mark, place.Text(),
                        "Template error: instance of Fn::GetAtt references undefined resource " +
                            std::string(resource));
  }
  const ResourceValue& value = *found->second;
  const auto known = value.attributes.find(std::string(attribute));
  if (known != value.attributes.end()) return Made(known->second, mark);
  if (value.open) return Made(MadeUpAttribute(values_.inputs, value, attribute), mark);
  throw TemplateError(mark, place.Text(),
                      "Template error: resource " + std::string(resource) +
                          " does not support attribute type " + std::string(attribute) +
                          " in Fn::GetAtt");
}

}  // namespace pumice::deploy
