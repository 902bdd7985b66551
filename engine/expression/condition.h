// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "engine/error/expressions.h"
#include "engine/expression/placeholders.h"
#include "engine/expression/syntax_tree.h"
#include "engine/item/value.h"

namespace pumice {

// A ConditionExpression or FilterExpression, independent of any request. Code may fill one as the
// parser does; trees deeper than the parser's limits must not be built.
struct ParsedCondition {
  ExpressionKind kind = ExpressionKind::kCondition;
  SyntaxTree tree;
  NodeId root = 0;
  // The operand of the root that code added to what the request says; explained only where it
  // decided by itself.
  std::optional<NodeId> implied;
};

// Throws ApiError, kValidation: "Invalid ConditionExpression: …" (or FilterExpression) for every
// fault that shows without the request's placeholders.
std::shared_ptr<const ParsedCondition> ParseCondition(std::string_view text, ExpressionKind kind);

// A condition with a request's names and values. Borrows from the request; const methods are
// thread-safe.
class BoundCondition {
 public:
  // Throws ApiError, kValidation: undefined placeholders and operands of a wrong type.
  BoundCondition(std::shared_ptr<const ParsedCondition> condition, Placeholders& placeholders);

  // What the request calls it: a condition or a filter.
  ExpressionKind kind() const { return condition_->kind; }

  // Whether the item, empty where there is none, satisfies the condition. Never throws.
  bool Matches(ItemView item) const;

  // For Explain (explanation.h).
  const ParsedCondition& parsed() const { return *condition_; }
  const Binding& binding() const { return binding_; }

  // The paths that the condition reads, in the order of the text; they may repeat. path(i)[0] is an
  // attribute's name.
  size_t path_count() const { return paths_.size(); }
  std::span<const PathElement> path(size_t index) const {
    return binding_.path(condition_->tree.node(paths_[index]));
  }

  // Calls `visit` with every path that leads into an attribute.
  template <typename Visit>
  void ForEachNestedPath(Visit visit) const {
    binding_.ForEachNestedPath(condition_->tree, visit);
  }

 private:
  std::shared_ptr<const ParsedCondition> condition_;
  Binding binding_;
  boost::container::small_vector<NodeId, 8> paths_;
};

}  // namespace pumice
