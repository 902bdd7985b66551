// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/deploy/budget.h"
#include "protocol/deploy/node.h"
#include "protocol/deploy/place.h"
#include "protocol/deploy/stack_values.h"

namespace pumice::deploy {

// Evaluates values of a template: intrinsic functions become what they give, all else stays.
// What is evaluated must refer only to what `values` knows by then. All methods throw
// TemplateError.
class Evaluator {
 public:
  // Both must outlive it.
  Evaluator(StackValues* values, Budget* budget) : values_(*values), budget_(*budget) {}

  // Nothing for AWS::NoValue, which takes a member or an element away.
  std::optional<Node> Evaluate(const Node& node, const Place& place);
  // What must come to a scalar, as text.
  std::string Text(const Node& node, const Place& place);
  // Whether an expression of conditions holds: Fn::And, Fn::Or, Fn::Not, Fn::Equals, Condition.
  bool Holds(const Node& node, const Place& place);
  // Whether the condition of that name holds.
  bool Condition(const Node& name, const Place& place);

  // What {"Ref": name} gives; nothing for AWS::NoValue.
  std::optional<Node> Reference(std::string_view name, const Mark& mark, const Place& place);
  // What {"Fn::GetAtt": [resource, attribute]} gives.
  Node Attribute(std::string_view resource, std::string_view attribute, const Mark& mark,
                 const Place& place);

  StackValues& values() { return values_; }
  Budget& budget() { return budget_; }

  // A string that was made, counted.
  Node Made(std::string text, const Mark& mark);
  // The list that a function's argument comes to.
  Node ListOf(const Node& node, const Place& place, std::string_view message);

 private:
  std::optional<Node> EvaluateMap(const Node& node, const Place& place);

  StackValues& values_;
  Budget& budget_;
};

// The one member of a map that is a call of a function: {"Ref": …}, {"Fn::…": …}; else null.
const Node::Member* FindCall(const Node& node);

}  // namespace pumice::deploy
