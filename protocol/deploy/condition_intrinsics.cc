// SPDX-License-Identifier: Apache-2.0

// Conditions, and the functions that make and use them: Fn::If, Fn::And, Fn::Or, Fn::Not,
// Fn::Equals.

#include <string>
#include <utility>

#include "protocol/ascii.h"
#include "protocol/deploy/intrinsics.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// Conditions of CloudFormation's have from 2 to 10.
constexpr size_t kMinOperands = 2;
constexpr size_t kMaxOperands = 10;

bool HoldsOf(const IntrinsicCall& call, bool all, std::string_view usage) {
  const std::vector<Node>& items = call.argument.items();
  if (items.size() < kMinOperands || items.size() > kMaxOperands) ThrowCall(call, usage);
  bool holds = all;
  for (size_t i = 0; i < items.size(); ++i) {
    const bool each = call.evaluator.Holds(items[i], Place(call.place, i));
    holds = all ? holds && each : holds || each;
  }
  return holds;
}

std::string ComparedText(const IntrinsicCall& call, size_t index) {
  const std::optional<Node> value =
      call.evaluator.Evaluate(call.argument.items()[index], Place(call.place, index));
  if (!value) return "";
  return value->is_scalar() ? value->text() : NodeJson(*value);
}

}  // namespace

bool Evaluator::Holds(const Node& node, const Place& place) {
  const Budget::Level level(&budget_, node.mark());
  if (const Node* const name = node.Find("Condition"); name && node.members().size() == 1) {
    return Condition(*name, place);
  }
  const std::optional<Node> value = Evaluate(node, place);
  if (value && value->is_bool()) return value->is_true();
  if (value && EqualIgnoringCase(value->text(), "true")) return true;
  if (value && EqualIgnoringCase(value->text(), "false")) return false;
  throw TemplateError(node.mark(), place.Text(), "must be a condition");
}

bool Evaluator::Condition(const Node& name, const Place& place) {
  const std::string& key = name.text();
  const auto known = values_.condition_values.find(key);
  if (known != values_.condition_values.end()) return known->second;
  const auto found = values_.conditions.find(key);
  if (!name.is_string() || found == values_.conditions.end()) {
    throw TemplateError(name.mark(), place.Text(),
                        "Template format error: Unresolved condition dependency " + key +
                            " in the " + std::string(values_.block) + " block of the template");
  }
  std::vector<std::string>& open = values_.open_conditions;
  for (size_t i = 0; i < open.size(); ++i) {
    if (open[i] != key) continue;
    std::string names;
    for (; i < open.size(); ++i) names.append(names.empty() ? "" : ", ").append(open[i]);
    throw TemplateError(name.mark(), "",
                        "Template error: circular dependency between conditions: [" + names + "]");
  }
  open.push_back(key);
  const Place conditions("Conditions");
  const bool holds = Holds(*found->second, Place(conditions, key));
  open.pop_back();
  values_.condition_values[key] = holds;
  return holds;
}

std::optional<Node> CallIf(const IntrinsicCall& call) {
  const std::vector<Node>& items = call.argument.items();
  if (items.size() != 3 || !items[0].is_string()) {
    ThrowCall(call,
              "Template error: Fn::If requires a list argument with three elements: a "
              "condition, a value if it holds, and one if it does not");
  }
  const size_t taken = call.evaluator.Condition(items[0], call.place) ? 1 : 2;
  return call.evaluator.Evaluate(items[taken], Place(call.place, taken));
}

std::optional<Node> CallAnd(const IntrinsicCall& call) {
  return Node::Bool(HoldsOf(call, true,
                            "Template error: every Fn::And object requires a list of at least 2 "
                            "and at most 10 boolean parameters."),
                    call.mark);
}

std::optional<Node> CallOr(const IntrinsicCall& call) {
  return Node::Bool(HoldsOf(call, false,
                            "Template error: every Fn::Or object requires a list of at least 2 "
                            "and at most 10 boolean parameters."),
                    call.mark);
}

std::optional<Node> CallNot(const IntrinsicCall& call) {
  if (call.argument.items().size() != 1) {
    ThrowCall(call, "Template error: every Fn::Not object requires one boolean parameter.");
  }
  return Node::Bool(!call.evaluator.Holds(call.argument.items()[0], call.place), call.mark);
}

std::optional<Node> CallEquals(const IntrinsicCall& call) {
  if (call.argument.items().size() != 2) {
    ThrowCall(call,
              "Template error: every Fn::Equals object requires a list of two string "
              "parameters.");
  }
  return Node::Bool(ComparedText(call, 0) == ComparedText(call, 1), call.mark);
}

}  // namespace pumice::deploy
