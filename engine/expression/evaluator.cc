// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/evaluator.h"

#include <algorithm>
#include <cstring>

namespace pumice {
namespace {

// The service counts a string's length as Java does, in UTF-16 code units.
size_t StringLength(std::string_view utf8) {
  size_t length = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) length += byte >= 0xF0 ? 2 : 1;
  }
  return length;
}

std::optional<size_t> SizeOf(ValueView value) {
  switch (value.type()) {
    case ValueType::kString:
      return StringLength(value.payload());
    case ValueType::kBinary:
      return value.payload().size();
    case ValueType::kStringSet:
    case ValueType::kNumberSet:
    case ValueType::kBinarySet:
      return value.AsSet().size();
    case ValueType::kList:
      return value.AsList().size();
    case ValueType::kMap:
      return value.AsMap().size();
    default:
      return std::nullopt;
  }
}

bool IsOrdered(ValueType type) {
  return type == ValueType::kString || type == ValueType::kNumber || type == ValueType::kBinary;
}

// Below, equal to or above zero as `a` to `b`; nothing where they have no order.
std::optional<int> Order(ValueView a, ValueView b) {
  if (a.type() != b.type() || !IsOrdered(a.type())) return std::nullopt;
  return a.payload().compare(b.payload());
}

bool BeginsWith(ValueView value, ValueView prefix) {
  if (value.type() != prefix.type()) return false;
  if (value.type() != ValueType::kString && value.type() != ValueType::kBinary) return false;
  return value.payload().starts_with(prefix.payload());
}

bool Contains(ValueView container, ValueView value) {
  switch (container.type()) {
    case ValueType::kString:
    case ValueType::kBinary:
      return container.type() == value.type() &&
             container.payload().find(value.payload()) != std::string_view::npos;
    case ValueType::kStringSet:
    case ValueType::kNumberSet:
    case ValueType::kBinarySet:
      return ElementType(container.type()) == value.type() &&
             container.AsSet().Contains(value.payload());
    case ValueType::kList: {
      for (const ValueView element : container.AsList()) {
        if (element == value) return true;
      }
      return false;
    }
    default:
      return false;
  }
}

bool LacksValue(ValueView container, ValueView value) { return !Contains(container, value); }

}  // namespace

bool Evaluator::IsTrue(NodeId id) const {
  const Node& node = tree_.node(id);
  const std::span<const NodeId> operands = tree_.operands(node);
  switch (node.op) {
    case Op::kAnd:
      return std::ranges::all_of(operands, [this](NodeId each) { return IsTrue(each); });
    case Op::kOr:
      return std::ranges::any_of(operands, [this](NodeId each) { return IsTrue(each); });
    case Op::kNot:
      return !IsTrue(operands[0]);
    case Op::kEqual:
      return IsEqual(operands[0], operands[1]);
    case Op::kNotEqual:
      return !IsEqual(operands[0], operands[1]);
    case Op::kLess:
      return Compare(operands, [](int order) { return order < 0; });
    case Op::kLessOrEqual:
      return Compare(operands, [](int order) { return order <= 0; });
    case Op::kGreater:
      return Compare(operands, [](int order) { return order > 0; });
    case Op::kGreaterOrEqual:
      return Compare(operands, [](int order) { return order >= 0; });
    case Op::kBetween:
      return IsBetween(operands);
    case Op::kIn:
      return IsIn(operands);
    case Op::kAttributeExists:
      return Value(operands[0]).exists();
    case Op::kAttributeNotExists:
      return !Value(operands[0]).exists();
    case Op::kAttributeType:
      return HasType(operands);
    case Op::kBeginsWith:
      return Holds(operands, BeginsWith);
    case Op::kContains:
      return Holds(operands, Contains);
    case Op::kNotContains:
      return Holds(operands, LacksValue);
    default:
      return false;
  }
}

void Evaluator::OperandValue::SetSize(const Evaluator& evaluator, NodeId of) {
  const std::optional<ValueView> value = evaluator.Stored(evaluator.tree_.node(of));
  const std::optional<size_t> size = value ? SizeOf(*value) : std::nullopt;
  if (!size) return;
  const Number number = Number::FromInt(static_cast<int64_t>(*size));
  number_[0] = static_cast<char>(ValueType::kNumber);
  number_[1] = static_cast<char>(number.bytes().size());
  std::memcpy(number_.data() + 2, number.bytes().data(), number.bytes().size());
  value_ = ValueView(number_.data());
}

bool Evaluator::IsEqual(NodeId a, NodeId b) const {
  const OperandValue left(*this, a);
  if (!left.exists()) return false;
  const OperandValue right(*this, b);
  return right.exists() && left.value() == right.value();
}

template <typename Predicate>
bool Evaluator::Compare(std::span<const NodeId> operands, Predicate holds) const {
  const OperandValue left(*this, operands[0]);
  const OperandValue right(*this, operands[1]);
  if (!left.exists() || !right.exists()) return false;
  const std::optional<int> order = Order(left.value(), right.value());
  return order && holds(*order);
}

bool Evaluator::IsBetween(std::span<const NodeId> operands) const {
  const OperandValue value(*this, operands[0]);
  const OperandValue lower(*this, operands[1]);
  const OperandValue upper(*this, operands[2]);
  if (!value.exists() || !lower.exists() || !upper.exists()) return false;
  const std::optional<int> from = Order(lower.value(), value.value());
  const std::optional<int> to = Order(value.value(), upper.value());
  return from && to && *from <= 0 && *to <= 0;
}

bool Evaluator::IsIn(std::span<const NodeId> operands) const {
  const OperandValue value(*this, operands[0]);
  if (!value.exists()) return false;
  return std::ranges::any_of(operands.subspan(1), [&](NodeId id) {
    const OperandValue candidate(*this, id);
    return candidate.exists() && candidate.value() == value.value();
  });
}

bool Evaluator::HasType(std::span<const NodeId> operands) const {
  const OperandValue value(*this, operands[0]);
  if (!value.exists()) return false;
  const ValueView name = binding_.value(tree_.node(operands[1]));
  return ValueTypeName(value.value().type()) == name.payload();
}

bool Evaluator::Holds(std::span<const NodeId> operands,
                      bool (*function)(ValueView, ValueView)) const {
  const OperandValue first(*this, operands[0]);
  const OperandValue second(*this, operands[1]);
  return first.exists() && second.exists() && function(first.value(), second.value());
}

}  // namespace pumice
