// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/operand_checks.h"

#include <algorithm>
#include <optional>
#include <string>

#include "engine/expression/expression_limits.h"
#include "engine/item/number.h"

namespace pumice {
namespace {

// As the service lists them, in the order of its hash sets.
constexpr std::string_view kTypesOfAttributeType = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";

bool IsOrdered(ValueType type) {
  return type == ValueType::kString || type == ValueType::kNumber || type == ValueType::kBinary;
}
bool IsStringOrBinary(ValueType type) {
  return type == ValueType::kString || type == ValueType::kBinary;
}
bool IsNumber(ValueType type) { return type == ValueType::kNumber; }
bool IsList(ValueType type) { return type == ValueType::kList; }
bool HasSize(ValueType type) {
  return type != ValueType::kNumber && type != ValueType::kBool && type != ValueType::kNull;
}

// A value as the service prints it in messages: Java's AttributeValue.toString().
std::string DescribeValue(ValueView value) {
  std::string text = "AttributeValue: {";
  text.append(ValueTypeName(value.type())).append(":");
  if (value.type() == ValueType::kNumber) {
    Number::AppendText(value.payload(), &text);
  } else if (value.type() == ValueType::kBinary) {
    const std::string size = std::to_string(value.payload().size());
    text.append("java.nio.HeapByteBuffer[pos=0 lim=").append(size);
    text.append(" cap=").append(size).append("]");
  } else {
    text.append(value.payload());
  }
  return text.append("}");
}

class OperandChecker {
 public:
  OperandChecker(const SyntaxTree& tree, const Binding& binding, ExpressionKind kind,
                 const Node& node)
      : tree_(tree), binding_(binding), kind_(kind), node_(node), operands_(tree.operands(node)) {}

  void Check() const {
    switch (node_.op) {
      case Op::kEqual:
      case Op::kNotEqual:
        return CheckDistinct();
      case Op::kLess:
      case Op::kLessOrEqual:
      case Op::kGreater:
      case Op::kGreaterOrEqual:
        CheckTypes(IsOrdered);
        return CheckDistinct();
      case Op::kBetween:
        CheckTypes(IsOrdered);
        CheckDistinct();
        return CheckBounds();
      case Op::kIn:
        CheckInOperands();
        return CheckDistinct();
      case Op::kAttributeExists:
      case Op::kAttributeNotExists:
        CheckCount(1);
        return CheckFirstIsPath();
      case Op::kAttributeType:
        CheckCount(2);
        CheckDistinct();
        return CheckTypeName();
      case Op::kBeginsWith:
        CheckCount(2);
        CheckTypes(IsStringOrBinary);
        return CheckDistinct();
      case Op::kContains:
        CheckCount(2);
        return CheckDistinct();
      case Op::kSize:
        CheckCount(1);
        return CheckTypes(HasSize);
      case Op::kPlus:
      case Op::kMinus:
        return CheckTypes(IsNumber);
      case Op::kIfNotExists:
        CheckCount(2);
        CheckFirstIsPath();
        return CheckDistinct();
      case Op::kListAppend:
        CheckCount(2);
        return CheckTypes(IsList);
      default:
        return;
    }
  }

 private:
  [[noreturn]] void ThrowType(std::string_view type) const {
    ThrowOperandType(kind_, OpName(node_.op), type);
  }

  // The type an operand has whatever the item is.
  std::optional<ValueType> KnownType(NodeId id) const {
    const Node& operand = tree_.node(id);
    switch (operand.op) {
      case Op::kValue:
        return binding_.value(operand).type();
      case Op::kSize:
      case Op::kPlus:
      case Op::kMinus:
        return ValueType::kNumber;
      case Op::kListAppend:
        return ValueType::kList;
      default:
        return std::nullopt;
    }
  }

  void CheckTypes(bool (*accepts)(ValueType)) const {
    for (const NodeId id : operands_) {
      const std::optional<ValueType> type = KnownType(id);
      if (type && !accepts(*type)) ThrowType(ValueTypeName(*type));
    }
  }

  void CheckCount(size_t count) const {
    if (operands_.size() == count) return;
    ThrowOperandCount(kind_, OpName(node_.op), operands_.size());
  }

  void CheckFirstIsPath() const {
    if (tree_.node(operands_[0]).op == Op::kPath) return;
    ThrowOperandNotPath(kind_, OpName(node_.op));
  }

  void CheckDistinct() const {
    const Node& first = tree_.node(operands_[0]);
    if (first.op != Op::kPath) return;
    const std::span<const PathElement> path = binding_.path(first);
    for (const NodeId id : operands_.subspan(1)) {
      const Node& operand = tree_.node(id);
      if (operand.op != Op::kPath || !std::ranges::equal(binding_.path(operand), path)) continue;
      ThrowOperandsNotDistinct(kind_, OpName(node_.op), DescribePath(path));
    }
  }

  void CheckInOperands() const {
    const size_t count = operands_.size() - 1;
    if (count <= kMaxInOperands) return;
    ThrowTooManyInOperands(kind_, count);
  }

  void CheckTypeName() const {
    const Node& operand = tree_.node(operands_[1]);
    const std::optional<ValueType> type = KnownType(operands_[1]);
    if (!type) ThrowType(kTypesOfAttributeType);
    if (*type != ValueType::kString) ThrowType(ValueTypeName(*type));
    const std::string_view name = binding_.value(operand).payload();
    if (ValueTypeFromName(name)) return;
    ThrowUnknownTypeName(kind_, name);
  }

  void CheckBounds() const {
    const Node& lower = tree_.node(operands_[1]);
    const Node& upper = tree_.node(operands_[2]);
    if (lower.op != Op::kValue || upper.op != Op::kValue) return;
    const ValueView low = binding_.value(lower);
    const ValueView high = binding_.value(upper);
    if (low.type() != high.type()) {
      ThrowBetweenTypes(kind_, DescribeValue(low), DescribeValue(high));
    }
    if (low.payload() > high.payload()) {
      ThrowBetweenOrder(kind_, DescribeValue(low), DescribeValue(high));
    }
  }

  const SyntaxTree& tree_;
  const Binding& binding_;
  const ExpressionKind kind_;
  const Node& node_;
  const std::span<const NodeId> operands_;
};

}  // namespace

void CheckOperands(const SyntaxTree& tree, const Binding& binding, ExpressionKind kind,
                   const Node& node) {
  OperandChecker(tree, binding, kind, node).Check();
}

}  // namespace pumice
