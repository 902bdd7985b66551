// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/explanation.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/evaluator.h"
#include "engine/expression/syntax_tree.h"
#include "engine/item/short_text.h"

namespace pumice {
namespace {

// Of one value, and of one path.
constexpr size_t kMaxOperandBytes = 80;
// Of an operand that has no value.
constexpr std::string_view kNothing = "nothing";

std::string_view TruthName(bool truth) { return truth ? "true" : "false"; }

bool IsLogical(Op op) { return op == Op::kAnd || op == Op::kOr || op == Op::kNot; }

// "a", "a and b", "a, b and c".
std::string Enumerate(std::span<const std::string> words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

bool IsComparison(Op op) {
  switch (op) {
    case Op::kEqual:
    case Op::kNotEqual:
    case Op::kLess:
    case Op::kLessOrEqual:
    case Op::kGreater:
    case Op::kGreaterOrEqual:
      return true;
    default:
      return false;
  }
}

// An operator or function with its operands, as expressions have them.
std::string Spell(Op op, std::span<const std::string> operands) {
  const std::string name(OpName(op));
  if (IsComparison(op)) return operands[0] + " " + name + " " + operands[1];
  if (op == Op::kBetween) {
    return operands[0] + " BETWEEN " + operands[1] + " AND " + operands[2];
  }
  const bool is_in = op == Op::kIn;
  std::string text = is_in ? operands[0] + " IN (" : name + "(";
  for (size_t i = is_in ? 1 : 0; i < operands.size(); ++i) {
    if (i > (is_in ? 1U : 0U)) text += ", ";
    text += operands[i];
  }
  return text + ")";
}

// Whether values of different types make it false by themselves.
bool WantsOneType(Op op, ValueType first) {
  if (IsComparison(op)) return true;
  switch (op) {
    case Op::kBetween:
    case Op::kBeginsWith:
      return true;
    case Op::kContains:
    case Op::kNotContains:
      return first == ValueType::kString || first == ValueType::kBinary;
    default:
      return false;
  }
}

bool IsOrder(Op op) {
  return op == Op::kLess || op == Op::kLessOrEqual || op == Op::kGreater ||
         op == Op::kGreaterOrEqual || op == Op::kBetween;
}

class Explainer {
 public:
  Explainer(const ParsedCondition& condition, const Binding& binding, ItemView item)
      : tree_(condition.tree),
        implied_(condition.implied),
        binding_(binding),
        item_(item),
        evaluator_(tree_, binding, item) {}

  std::string Run(NodeId root) {
    Explain(root, evaluator_.IsTrue(root), /*negated=*/false);
    return text_.Take();
  }

 private:
  // Of a node that is `truth`. Below NOT, NOT is said of each operand that decided: NOT (a OR b) is
  // NOT a AND NOT b. Recursion is as deep as operators nest, which the parser limits.
  void Explain(NodeId id, bool truth, bool negated) {
    const Node& node = tree_.node(id);
    if (!IsLogical(node.op)) return ExplainOperand(node, truth, negated);
    if (node.op == Op::kNot) return Explain(tree_.operands(node)[0], !truth, !negated);
    bool explained = false;
    const auto explain = [&](NodeId operand) {
      if (text_.full() || evaluator_.IsTrue(operand) != truth) return;
      Explain(operand, truth, negated);
      explained = true;
    };
    for (const NodeId operand : tree_.operands(node)) {
      if (operand != implied_) explain(operand);
    }
    if (!explained && implied_) explain(*implied_);
  }

  void ExplainOperand(const Node& node, bool truth, bool negated) {
    if (any_) text_.Append("; ");
    any_ = true;
    if (negated) text_.Append("NOT ");
    std::vector<std::string> operands;
    for (const NodeId id : tree_.operands(node)) operands.push_back(SpellOperand(tree_.node(id)));
    text_.Append(Spell(node.op, operands));
    text_.Append(": ");
    text_.Append(ReasonOf(node, truth));
  }

  // The path, the placeholder or the value.
  std::string SpellOperand(const Node& node) const {
    if (node.op == Op::kPath) return ShortPath(binding_.path(node), kMaxOperandBytes);
    if (node.op == Op::kSize) {
      return "size(" + SpellOperand(tree_.node(tree_.operands(node)[0])) + ")";
    }
    const SyntaxTree::Slot& slot = tree_.values()[node.first];
    if (!slot.is_placeholder) return ShortValue(binding_.value(node), kMaxOperandBytes);
    ShortText name(kMaxOperandBytes);
    name.AppendEscaped(slot.text);
    return name.Take();
  }

  std::string ReasonOf(const Node& node, bool truth) const {
    std::string missing = DescribeMissing(node);
    if (!missing.empty()) return missing;
    if (node.op == Op::kAttributeExists || node.op == Op::kAttributeNotExists) {
      return SpellOperand(tree_.node(tree_.operands(node)[0])) + " is there";
    }
    if (node.op == Op::kAttributeType) return DescribeType(node, truth);
    return DescribeValues(node, truth);
  }

  // The operands without a value, which decided; empty: there are none.
  std::string DescribeMissing(const Node& node) const {
    std::vector<std::string> missing;
    std::span<const NodeId> operands = tree_.operands(node);
    // What is not there equals nothing, but the others of IN may.
    if (node.op == Op::kIn) operands = operands.first(1);
    for (const NodeId id : operands) {
      if (Evaluator::OperandValue(evaluator_, id).exists()) continue;
      if (item_.empty()) return "there is no item";
      const Node& operand = tree_.node(id);
      if (operand.op == Op::kSize) {
        const NodeId of = tree_.operands(operand)[0];
        const Evaluator::OperandValue sized(evaluator_, of);
        if (sized.exists()) return DescribeSizeless(of, sized.value());
        missing.push_back(SpellOperand(tree_.node(of)));
      } else {
        missing.push_back(SpellOperand(operand));
      }
    }
    if (missing.empty()) return "";
    return Enumerate(missing) + (missing.size() == 1 ? " is" : " are") + " not there";
  }

  std::string DescribeSizeless(NodeId id, ValueView value) const {
    return SpellOperand(tree_.node(id)) + " is of type " +
           std::string(ValueTypeName(value.type())) + ", which has no size";
  }

  std::string DescribeType(const Node& node, bool truth) const {
    const std::span<const NodeId> operands = tree_.operands(node);
    const Evaluator::OperandValue value(evaluator_, operands[0]);
    std::string text = SpellOperand(tree_.node(operands[0])) + " is of type " +
                       std::string(ValueTypeName(value.value().type()));
    if (truth) return text;
    const Evaluator::OperandValue wanted(evaluator_, operands[1]);
    ShortText name(kMaxOperandBytes);
    name.AppendEscaped(wanted.value().payload());
    return text + ", not " + name.Take();
  }

  std::string DescribeValues(const Node& node, bool truth) const {
    std::vector<std::string> values;
    std::vector<std::string> types;
    bool same_type = true;
    std::optional<ValueType> first;
    for (const NodeId id : tree_.operands(node)) {
      const Evaluator::OperandValue operand(evaluator_, id);
      if (!operand.exists()) {
        values.emplace_back(kNothing);
        continue;
      }
      const ValueView value = operand.value();
      values.push_back(ShortValue(value, kMaxOperandBytes));
      types.emplace_back(ValueTypeName(value.type()));
      if (!first) first = value.type();
      same_type = same_type && first == value.type();
    }
    std::string text = Spell(node.op, values) + " is " + std::string(TruthName(truth));
    if (!first || !WantsOneType(node.op, *first)) return text;
    if (!same_type) return text + ", the types are " + Enumerate(types);
    const bool has_order = *first == ValueType::kString || *first == ValueType::kNumber ||
                           *first == ValueType::kBinary;
    if (IsOrder(node.op) && !has_order) return text + ", type " + types.front() + " has no order";
    return text;
  }

  const SyntaxTree& tree_;
  const std::optional<NodeId> implied_;
  const Binding& binding_;
  const ItemView item_;
  const Evaluator evaluator_;
  ShortText text_{kMaxExplanationBytes};
  bool any_ = false;
};

}  // namespace

std::string Explain(const BoundCondition& condition, ItemView item) {
  const ParsedCondition& parsed = condition.parsed();
  return Explainer(parsed, condition.binding(), item).Run(parsed.root);
}

}  // namespace pumice
