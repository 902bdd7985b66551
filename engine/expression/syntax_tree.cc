// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/syntax_tree.h"

#include <algorithm>

#include "engine/expression/expression_limits.h"
#include "engine/expression/operand_checks.h"

namespace pumice {
namespace {

uint32_t FindOrAddSlot(std::string_view text, bool is_placeholder,
                       std::vector<SyntaxTree::Slot>* slots) {
  const auto found = std::find_if(slots->begin(), slots->end(), [&](const auto& slot) {
    return slot.is_placeholder == is_placeholder && slot.text == text;
  });
  if (found != slots->end()) return static_cast<uint32_t>(found - slots->begin());
  slots->push_back({std::string(text), is_placeholder});
  return static_cast<uint32_t>(slots->size() - 1);
}

}  // namespace

std::string_view OpName(Op op) {
  switch (op) {
    case Op::kPath:
    case Op::kValue:
      return "";
    case Op::kEqual:
      return "=";
    case Op::kNotEqual:
      return "<>";
    case Op::kLess:
      return "<";
    case Op::kLessOrEqual:
      return "<=";
    case Op::kGreater:
      return ">";
    case Op::kGreaterOrEqual:
      return ">=";
    case Op::kBetween:
      return "BETWEEN";
    case Op::kIn:
      return "IN";
    case Op::kAnd:
      return "AND";
    case Op::kOr:
      return "OR";
    case Op::kNot:
      return "NOT";
    case Op::kAttributeExists:
      return "attribute_exists";
    case Op::kAttributeNotExists:
      return "attribute_not_exists";
    case Op::kAttributeType:
      return "attribute_type";
    case Op::kBeginsWith:
      return "begins_with";
    case Op::kContains:
      return "contains";
    case Op::kNotContains:
      return "not contains";
    case Op::kSize:
      return "size";
    case Op::kPlus:
      return "+";
    case Op::kMinus:
      return "-";
    case Op::kIfNotExists:
      return "if_not_exists";
    case Op::kListAppend:
      return "list_append";
  }
  return "";
}

NodeId SyntaxTree::Path(std::span<const PathElement> path) {
  const auto first = static_cast<uint32_t>(elements_.size());
  for (const PathElement& element : path) {
    elements_.push_back({static_cast<uint32_t>(names_.size()), element.index, element.is_index});
    if (!element.is_index) names_.push_back({std::string(element.name), false});
  }
  nodes_.push_back({Op::kPath, first, static_cast<uint32_t>(path.size())});
  has_nested_paths_ = has_nested_paths_ || path.size() > 1;
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId SyntaxTree::Path(std::span<const Element> path) {
  const auto first = static_cast<uint32_t>(elements_.size());
  elements_.insert(elements_.end(), path.begin(), path.end());
  nodes_.push_back({Op::kPath, first, static_cast<uint32_t>(path.size())});
  has_nested_paths_ = has_nested_paths_ || path.size() > 1;
  return static_cast<NodeId>(nodes_.size() - 1);
}

uint32_t SyntaxTree::NameSlot(std::string_view text, bool is_placeholder) {
  return FindOrAddSlot(text, is_placeholder, &names_);
}

NodeId SyntaxTree::Placeholder(std::string_view placeholder) {
  nodes_.push_back({Op::kValue, FindOrAddSlot(placeholder, true, &values_), 0});
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId SyntaxTree::Constant(ValueView value) {
  nodes_.push_back({Op::kValue, static_cast<uint32_t>(values_.size()), 0});
  values_.push_back({std::string(value.encoded()), false});
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId SyntaxTree::Add(Op op, std::span<const NodeId> operands) {
  const auto first = static_cast<uint32_t>(operands_.size());
  operands_.insert(operands_.end(), operands.begin(), operands.end());
  nodes_.push_back({op, first, static_cast<uint32_t>(operands.size())});
  return static_cast<NodeId>(nodes_.size() - 1);
}

Binding::Binding(const SyntaxTree& tree, ExpressionKind kind)
    : kind_(kind), elements_(tree.elements().size()), values_(tree.values().size()) {}

void Binding::BindNode(const SyntaxTree& tree, NodeId id, Placeholders& placeholders) {
  const Node& node = tree.node(id);
  switch (node.op) {
    case Op::kPath:
      return BindPath(tree, node, placeholders);
    case Op::kValue:
      return BindValue(tree, node, placeholders);
    default:
      return CheckOperands(tree, *this, kind_, node);
  }
}

void Binding::BindAll(const SyntaxTree& tree, Placeholders& placeholders) {
  for (NodeId id = 0; id < tree.size(); ++id) BindNode(tree, id, placeholders);
  CheckOperatorCount(tree);
}

void Binding::CheckOperatorCount(const SyntaxTree& tree) const {
  if (tree.counted_operators <= kMaxOperators) return;
  // The service stops counting at the first operator too many.
  ThrowTooManyOperators(kind_, kMaxOperators + 1);
}

void Binding::BindPath(const SyntaxTree& tree, const Node& node, Placeholders& placeholders) {
  if (node.count > kMaxPathElements) {
    ThrowPathTooDeep(kind_, node.count);
  }
  for (uint32_t i = node.first; i < node.first + node.count; ++i) {
    const SyntaxTree::Element& element = tree.elements()[i];
    if (element.is_index) {
      elements_[i] = PathElement::Index(element.index);
      continue;
    }
    const SyntaxTree::Slot& slot = tree.names()[element.name_slot];
    if (!slot.is_placeholder) {
      elements_[i] = PathElement::Attribute(slot.text);
      continue;
    }
    const std::string_view* name = placeholders.UseName(slot.text);
    if (name == nullptr) {
      ThrowUndefinedName(kind_, slot.text);
    }
    elements_[i] = PathElement::Attribute(*name);
  }
}

void Binding::BindValue(const SyntaxTree& tree, const Node& node, Placeholders& placeholders) {
  const SyntaxTree::Slot& slot = tree.values()[node.first];
  if (!slot.is_placeholder) {
    values_[node.first] = ValueView(slot.text.data());
    return;
  }
  const ValueView* value = placeholders.UseValue(slot.text);
  if (value == nullptr) {
    ThrowUndefinedValue(kind_, slot.text);
  }
  values_[node.first] = *value;
}

}  // namespace pumice
