// SPDX-License-Identifier: Apache-2.0

// The functions that give values of the stack, its mappings and other stacks: Ref, Fn::GetAtt,
// Fn::FindInMap, Fn::ImportValue, Fn::GetStackOutput, Fn::GetAZs.

#include <string>
#include <utility>

#include "protocol/deploy/intrinsics.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// A string as it stands, or what a function gives.
std::string NameOf(const IntrinsicCall& call, const Node& node) {
  return node.is_string() ? node.text() : call.evaluator.Text(node, call.place);
}

std::optional<Node> DefaultOfMap(const IntrinsicCall& call) {
  if (call.argument.items().size() != 4) return std::nullopt;
  const Node* const value = call.argument.items()[3].Find("DefaultValue");
  if (value == nullptr) ThrowCall(call, "the fourth argument must be a map of DefaultValue");
  return call.evaluator.Evaluate(*value, call.place);
}

}  // namespace

std::optional<Node> CallRef(const IntrinsicCall& call) {
  return call.evaluator.Reference(NameOf(call, call.argument), call.mark, call.place);
}

std::optional<Node> CallGetAtt(const IntrinsicCall& call) {
  static constexpr std::string_view kUsage =
      "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource "
      "name and the resource attribute";
  std::string resource;
  std::string attribute;
  if (call.argument.is_list()) {
    const std::vector<Node>& items = call.argument.items();
    if (items.size() < 2) ThrowCall(call, kUsage);
    resource = NameOf(call, items[0]);
    for (size_t i = 1; i < items.size(); ++i) {
      attribute.append(i == 1 ? "" : ".").append(NameOf(call, items[i]));
    }
  } else {
    const std::string name = NameOf(call, call.argument);
    const size_t dot = name.find('.');
    resource = name.substr(0, dot);
    if (dot != std::string::npos) attribute = name.substr(dot + 1);
  }
  if (resource.empty() || attribute.empty()) ThrowCall(call, kUsage);
  return call.evaluator.Attribute(resource, attribute, call.mark, call.place);
}

std::optional<Node> CallFindInMap(const IntrinsicCall& call) {
  const std::vector<Node>& items = call.argument.items();
  const bool extended = call.evaluator.values().language_extensions && items.size() == 4;
  if (items.size() != 3 && !extended) {
    ThrowCall(call,
              "Template error: every Fn::FindInMap object requires three parameters, the map name, "
              "map key and the attribute for return value");
  }
  const std::string map = NameOf(call, items[0]);
  const std::string key = NameOf(call, items[1]);
  const std::string attribute = NameOf(call, items[2]);
  const auto& mappings = call.evaluator.values().mappings;
  const auto found = mappings.find(map);
  if (found == mappings.end()) {
    if (extended) return DefaultOfMap(call);
    ThrowCall(call, "Template error: Mapping named '" + map +
                        "' is not present in the 'Mappings' section of template.");
  }
  const Node* const row = found->second->Find(key);
  const Node* const value = row == nullptr ? nullptr : row->Find(attribute);
  if (value == nullptr) {
    if (extended) return DefaultOfMap(call);
    ThrowCall(call,
              "Template error: Unable to get mapping for " + map + "::" + key + "::" + attribute);
  }
  call.evaluator.budget().CountCopy(*value, call.mark);
  Node copy = *value;
  copy.set_mark(call.mark);
  return copy;
}

std::optional<Node> CallImportValue(const IntrinsicCall& call) {
  const std::string name = call.evaluator.Text(call.argument, call.place);
  const StackValues& values = call.evaluator.values();
  if (const auto found = values.nested_exports.find(name); found != values.nested_exports.end()) {
    return call.evaluator.Made(found->second, call.mark);
  }
  std::optional<std::string> value =
      values.inputs.import ? values.inputs.import(name) : std::nullopt;
  if (!value) ThrowCall(call, "No export named " + name + " found.");
  return call.evaluator.Made(*std::move(value), call.mark);
}

std::optional<Node> CallGetStackOutput(const IntrinsicCall& call) {
  const Node* const stack = call.argument.Find("StackName");
  const Node* const output = call.argument.Find("OutputName");
  if (stack == nullptr || output == nullptr) {
    ThrowCall(call, "must have StackName and OutputName");
  }
  const std::string stack_name = call.evaluator.Text(*stack, call.place);
  const std::string output_name = call.evaluator.Text(*output, call.place);
  const TemplateInputs& inputs = call.evaluator.values().inputs;
  std::optional<std::string> value =
      inputs.stack_output ? inputs.stack_output(stack_name, output_name) : std::nullopt;
  if (!value) ThrowCall(call, "there is no output " + output_name + " of a stack " + stack_name);
  return call.evaluator.Made(*std::move(value), call.mark);
}

std::optional<Node> CallGetAzs(const IntrinsicCall& call) {
  std::string region = call.evaluator.Text(call.argument, call.place);
  if (region.empty()) region = call.evaluator.values().inputs.region;
  Node zones = Node::List(call.mark);
  for (const char zone : {'a', 'b', 'c'}) {
    zones.Add(call.evaluator.Made(region + zone, call.mark));
  }
  return zones;
}

}  // namespace pumice::deploy
