// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <optional>
#include <span>

#include "engine/expression/syntax_tree.h"
#include "engine/item/number.h"
#include "engine/item/value.h"

namespace pumice {

// Evaluates the nodes of a bound condition on one item. Borrows all three.
class Evaluator {
 public:
  Evaluator(const SyntaxTree& tree, const Binding& binding, ItemView item)
      : tree_(tree), binding_(binding), item_(item) {}

  // Of an operator's node. Recursion is as deep as operators nest, which the parser limits.
  bool IsTrue(NodeId id) const;

  // An operand's value in the item, if it has one. Stays where it is made: a computed value lies
  // inside.
  class OperandValue {
   public:
    OperandValue(const Evaluator& evaluator, NodeId id) {
      const Node& node = evaluator.tree_.node(id);
      if (node.op == Op::kSize) {
        SetSize(evaluator, evaluator.tree_.operands(node)[0]);
      } else {
        value_ = evaluator.Stored(node);
      }
    }
    OperandValue(const OperandValue&) = delete;
    OperandValue& operator=(const OperandValue&) = delete;

    bool exists() const { return value_.has_value(); }
    ValueView value() const { return *value_; }

   private:
    void SetSize(const Evaluator& evaluator, NodeId of);

    std::optional<ValueView> value_;
    std::array<char, 2 + Number::kMaxBytes> number_;
  };

 private:
  // The value of a path or of a value's node.
  std::optional<ValueView> Stored(const Node& node) const {
    if (node.op == Op::kValue) return binding_.value(node);
    return FindPath(item_, binding_.path(node));
  }

  OperandValue Value(NodeId id) const { return OperandValue(*this, id); }
  bool IsEqual(NodeId a, NodeId b) const;
  template <typename Predicate>
  bool Compare(std::span<const NodeId> operands, Predicate holds) const;
  bool IsBetween(std::span<const NodeId> operands) const;
  bool IsIn(std::span<const NodeId> operands) const;
  bool HasType(std::span<const NodeId> operands) const;
  bool Holds(std::span<const NodeId> operands, bool (*function)(ValueView, ValueView)) const;

  const SyntaxTree& tree_;
  const Binding& binding_;
  const ItemView item_;
};

}  // namespace pumice
