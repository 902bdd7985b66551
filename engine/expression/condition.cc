// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/condition.h"

#include <utility>

#include "engine/expression/condition_parser.h"
#include "engine/expression/evaluator.h"

namespace pumice {

std::shared_ptr<const ParsedCondition> ParseCondition(std::string_view text, ExpressionKind kind) {
  auto condition = std::make_shared<ParsedCondition>();
  condition->kind = kind;
  condition->root = ParseConditionTree(text, kind, &condition->tree);
  return condition;
}

BoundCondition::BoundCondition(std::shared_ptr<const ParsedCondition> condition,
                               Placeholders& placeholders)
    : condition_(std::move(condition)), binding_(condition_->tree, condition_->kind) {
  const SyntaxTree& tree = condition_->tree;
  binding_.BindAll(tree, placeholders);
  for (NodeId id = 0; id < tree.size(); ++id) {
    const Node& node = tree.node(id);
    if (node.op == Op::kPath) paths_.push_back(id);
  }
}

bool BoundCondition::Matches(ItemView item) const {
  return Evaluator(condition_->tree, binding_, item).IsTrue(condition_->root);
}

}  // namespace pumice
