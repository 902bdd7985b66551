// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cassert>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error/expressions.h"
#include "engine/expression/placeholders.h"
#include "engine/item/document_path.h"
#include "engine/item/value.h"

namespace pumice {

// What a node of an expression does with its operands.
enum class Op : uint8_t {
  kPath,
  kValue,
  // Conditions: operators, then functions.
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBetween,
  kIn,
  kAnd,
  kOr,
  kNot,
  kAttributeExists,
  kAttributeNotExists,
  kAttributeType,
  kBeginsWith,
  kContains,
  kNotContains,  // legacy conditions only: the attribute exists and does not contain the value
  kSize,
  // Right-hand sides of SET.
  kPlus,
  kMinus,
  kIfNotExists,
  kListAppend,
};

// The operator or function as expressions and messages spell it: "<=", "BETWEEN", "begins_with".
std::string_view OpName(Op op);

// A node of a SyntaxTree, by its place in the tree. A node stands after its operands.
using NodeId = uint32_t;

struct Node {
  Op op;
  uint32_t first;  // of its operands; for kPath of its elements; for kValue its slot
  uint32_t count;
};

// The nodes of one expression, independent of any request: names and values that a request supplies
// are slots, which a Binding fills. Parsers and code (legacy parameters, PartiQL) build it alike,
// operands before operators:
//
//   SyntaxTree tree;
//   NodeId root = tree.Add(Op::kEqual, {tree.Path({PathElement::Attribute("pk")}),
//   tree.Constant(value)});
//
// Copies every text and value it is given. Immutable once shared; then safe to read from any
// thread.
class SyntaxTree {
 public:
  struct Slot {
    std::string text;     // the attribute's name, the placeholder, or the constant's encoded value
    bool is_placeholder;  // to be looked up in the request
  };
  struct Element {
    uint32_t name_slot;
    uint32_t index;
    bool is_index;
  };

  // A path of literal names. These and constants are not looked up among those before: code may add
  // many.
  NodeId Path(std::span<const PathElement> path);
  NodeId Path(std::initializer_list<PathElement> path) {
    return Path(std::span(path.begin(), path.size()));
  }
  // The path of one attribute at the item's top.
  NodeId Attribute(std::string_view name) { return Path({PathElement::Attribute(name)}); }
  // A path of names that may be placeholders; its elements refer to NameSlot().
  NodeId Path(std::span<const Element> path);
  uint32_t NameSlot(std::string_view text, bool is_placeholder);

  // A value the request supplies, such as ":v".
  NodeId Placeholder(std::string_view placeholder);
  // A value known already.
  NodeId Constant(ValueView value);

  NodeId Add(Op op, std::span<const NodeId> operands);
  NodeId Add(Op op, std::initializer_list<NodeId> operands) {
    return Add(op, std::span(operands.begin(), operands.size()));
  }

  const Node& node(NodeId id) const {
    assert(id < nodes_.size());
    return nodes_[id];
  }
  // Of an operator or function.
  std::span<const NodeId> operands(const Node& node) const {
    assert(node.first + node.count <= operands_.size());
    return {operands_.data() + node.first, node.count};
  }

  size_t size() const { return nodes_.size(); }
  // Whether any path leads into an attribute: has more than one element.
  bool has_nested_paths() const { return has_nested_paths_; }
  const std::vector<Element>& elements() const { return elements_; }
  const std::vector<Slot>& names() const { return names_; }
  const std::vector<Slot>& values() const { return values_; }

  // Operators and functions as the limit of 300 counts them. Set by parsers only: code is not held
  // to that limit.
  size_t counted_operators = 0;

 private:
  std::vector<Node> nodes_;
  std::vector<NodeId> operands_;
  std::vector<Element> elements_;
  std::vector<Slot> names_;
  std::vector<Slot> values_;
  bool has_nested_paths_ = false;
};

// One request's names and values in a tree's slots. Borrows from the tree and from the request.
//
// Binding a node also checks what needs the request: that placeholders are defined, how many
// operands a function has and of what type, that an operator's operands differ. The service checks
// in the order of the text, each operator after its operands, which is the order of the nodes.
class Binding {
 public:
  // Binds nothing yet. `tree` outlives the binding.
  Binding(const SyntaxTree& tree, ExpressionKind kind);

  // Each node once, operands first. Throws ApiError, kValidation.
  void BindNode(const SyntaxTree& tree, NodeId id, Placeholders& placeholders);
  // Every node, then the limit on operators.
  void BindAll(const SyntaxTree& tree, Placeholders& placeholders);
  // The limit on operators. Throws ApiError, kValidation.
  void CheckOperatorCount(const SyntaxTree& tree) const;

  // The path of a kPath node.
  std::span<const PathElement> path(const Node& node) const {
    assert(node.op == Op::kPath && node.first + node.count <= elements_.size());
    return {elements_.data() + node.first, node.count};
  }
  // Calls `visit` with every path of more than one element. All of them must be bound.
  template <typename Visit>
  void ForEachNestedPath(const SyntaxTree& tree, Visit visit) const {
    if (!tree.has_nested_paths()) return;
    for (NodeId id = 0; id < tree.size(); ++id) {
      const Node& node = tree.node(id);
      if (node.op == Op::kPath && node.count > 1) visit(path(node));
    }
  }
  // The value of a kValue node.
  ValueView value(const Node& node) const {
    assert(node.op == Op::kValue && node.first < values_.size());
    return values_[node.first];
  }

 private:
  void BindPath(const SyntaxTree& tree, const Node& node, Placeholders& placeholders);
  void BindValue(const SyntaxTree& tree, const Node& node, Placeholders& placeholders);

  ExpressionKind kind_;
  boost::container::small_vector<PathElement, 8> elements_;
  boost::container::small_vector<ValueView, 8> values_;
};

}  // namespace pumice
