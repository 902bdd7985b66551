// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/key_condition.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/error/key_conditions.h"
#include "engine/error/keys.h"
#include "engine/expression/condition_parser.h"

namespace pumice {
namespace {

using Conditions = boost::container::small_vector<AttributeCondition, 2>;

// The operator of a key condition; `flipped` where the attribute stands on the right.
std::optional<KeyOperator> ToKeyOperator(Op op, bool flipped) {
  switch (op) {
    case Op::kEqual:
      return KeyOperator::kNone;
    case Op::kLess:
      return flipped ? KeyOperator::kGreater : KeyOperator::kLess;
    case Op::kLessOrEqual:
      return flipped ? KeyOperator::kGreaterOrEqual : KeyOperator::kLessOrEqual;
    case Op::kGreater:
      return flipped ? KeyOperator::kLess : KeyOperator::kGreater;
    case Op::kGreaterOrEqual:
      return flipped ? KeyOperator::kLessOrEqual : KeyOperator::kGreaterOrEqual;
    case Op::kBetween:
      return KeyOperator::kBetween;
    case Op::kBeginsWith:
      return KeyOperator::kBeginsWith;
    default:
      return std::nullopt;
  }
}

// Takes an expression apart into conditions on single attributes.
class ConditionSplitter {
 public:
  ConditionSplitter(const ParsedKeyCondition& condition, const Binding& binding)
      : tree_(condition.tree), binding_(binding), legacy_(condition.legacy) {}

  // Recursion is as deep as ANDs nest, which the parser limits.
  void Split(NodeId id) {
    const Node& node = tree_.node(id);
    if (node.op == Op::kAnd) {
      for (const NodeId operand : tree_.operands(node)) Split(operand);
      return;
    }
    if (!ToKeyOperator(node.op, false)) {
      if (legacy_) return AddRefused(node);
      ThrowKeyConditionOperator(OpName(node.op));
    }
    AddCondition(node);
  }

  Conditions TakeConditions() { return std::move(conditions_); }

 private:
  void AddRefused(const Node& node) {
    AttributeCondition condition;
    condition.name = AttributeName(binding_.path(tree_.node(tree_.operands(node)[0])));
    condition.indexable = false;
    conditions_.push_back(condition);
  }

  void AddCondition(const Node& node) {
    const std::span<const NodeId> operands = tree_.operands(node);
    CheckNoFunctions(operands);
    if (node.op == Op::kBetween || node.op == Op::kBeginsWith) CheckPathIsFirst(node);
    const size_t path_at = FindPathOperand(operands);
    AttributeCondition condition;
    condition.name = AttributeName(binding_.path(tree_.node(operands[path_at])));
    condition.op = *ToKeyOperator(node.op, path_at != 0);
    condition.operand = binding_.value(tree_.node(operands[path_at == 0 ? 1 : 0]));
    if (node.op == Op::kBetween) condition.upper = binding_.value(tree_.node(operands[2]));
    for (const AttributeCondition& other : conditions_) {
      if (other.name != condition.name) continue;
      ThrowSeveralConditionsPerKey();
    }
    conditions_.push_back(condition);
  }

  void CheckNoFunctions(std::span<const NodeId> operands) const {
    for (const NodeId operand : operands) {
      if (tree_.node(operand).op != Op::kSize) continue;
      ThrowNestedKeyOperations();
    }
  }

  void CheckPathIsFirst(const Node& node) const {
    if (tree_.node(tree_.operands(node)[0]).op == Op::kPath) return;
    ThrowKeyNotFirstOperand(OpName(node.op));
  }

  // Where the one path stands among the operands.
  size_t FindPathOperand(std::span<const NodeId> operands) const {
    std::optional<size_t> path_at;
    for (size_t i = 0; i < operands.size(); ++i) {
      if (tree_.node(operands[i]).op != Op::kPath) continue;
      if (path_at) {
        ThrowSeveralKeysPerCondition();
      }
      path_at = i;
    }
    if (!path_at) {
      ThrowNoKeyInCondition();
    }
    return *path_at;
  }

  std::string_view AttributeName(std::span<const PathElement> path) const {
    if (path.size() == 1) return path[0].name;
    ThrowKeyConditionOnNestedAttribute();
  }

  const SyntaxTree& tree_;
  const Binding& binding_;
  const bool legacy_;
  Conditions conditions_;
};

const AttributeCondition* Find(const Conditions& conditions, std::string_view name) {
  const auto found = std::ranges::find_if(
      conditions, [name](const AttributeCondition& condition) { return condition.name == name; });
  return found == conditions.end() ? nullptr : &*found;
}

void CheckKeyValue(const KeyAttribute& attribute, ValueView value) {
  if (value.type() != attribute.type) {
    ThrowKeyConditionType();
  }
  if (!value.payload().empty()) return;
  ThrowEmptyKeyValue(attribute.type == ValueType::kBinary, attribute.name);
}

void CheckOperands(const KeyAttribute& attribute, const AttributeCondition& condition) {
  CheckKeyValue(attribute, condition.operand);
  if (condition.op == KeyOperator::kBetween) CheckKeyValue(attribute, condition.upper);
}

using Names = std::vector<std::string_view>;

void TakePartition(const Conditions& conditions, const QueriedKey& key, KeyRange* range) {
  const bool several = key.partition.size() > 1;
  Names missing;
  for (const KeyAttribute& attribute : key.partition) {
    if (Find(conditions, attribute.name) == nullptr) missing.push_back(attribute.name);
  }
  if (!missing.empty()) {
    several ? ThrowHashNeedsEquality(missing) : ThrowKeyConditionMisses(missing.front());
  }
  Names unequal;
  for (const KeyAttribute& attribute : key.partition) {
    const AttributeCondition& condition = *Find(conditions, attribute.name);
    if (!condition.indexable) ThrowKeyConditionNotSupported();
    CheckOperands(attribute, condition);
    if (condition.op != KeyOperator::kNone) unequal.push_back(attribute.name);
    range->partition.push_back(condition.operand);
  }
  if (!unequal.empty()) {
    several ? ThrowHashNeedsEquality(unequal) : ThrowKeyConditionNotSupported();
  }
}

// Sort attributes are used from left to right, without a gap.
void CheckNoGap(const Conditions& conditions, std::span<const KeyAttribute> sort) {
  Names missing;
  for (const KeyAttribute& attribute : sort) {
    if (Find(conditions, attribute.name) == nullptr) {
      missing.push_back(attribute.name);
    } else if (!missing.empty()) {
      ThrowRangeNeedsEquality(missing, attribute.name);
    }
  }
}

// Only the last sort attribute that is used may have a range.
void TakeSort(const Conditions& conditions, const QueriedKey& key, KeyRange* range) {
  const bool several = key.sort.size() > 1;
  if (several) CheckNoGap(conditions, key.sort);
  const size_t wanted = conditions.size() - key.partition.size();
  Names unequal;
  for (size_t i = 0; i < wanted; ++i) {
    if (i == key.sort.size()) ThrowKeyConditionNotSupported();
    const KeyAttribute& attribute = key.sort[i];
    const AttributeCondition* condition = Find(conditions, attribute.name);
    if (condition == nullptr) ThrowKeyConditionMisses(attribute.name);
    if (!condition->indexable) ThrowKeyConditionNotIndexable();
    CheckOperands(attribute, *condition);
    if (condition->op == KeyOperator::kNone) {
      range->sort_equal.push_back(condition->operand);
      continue;
    }
    if (i + 1 < wanted) {
      if (!several) ThrowKeyConditionNotSupported();
      unequal.push_back(attribute.name);
    }
    range->op = condition->op;
    range->operand = condition->operand;
    range->upper = condition->upper;
  }
  if (!unequal.empty()) ThrowRangeNeedsEquality(unequal, key.sort[wanted - 1].name);
}

KeyRange MakeRange(const Conditions& conditions, const QueriedKey& key) {
  if (conditions.size() > 2 && key.partition.size() == 1 && key.sort.size() <= 1) {
    ThrowKeyConditionCount();
  }
  KeyRange range;
  TakePartition(conditions, key, &range);
  TakeSort(conditions, key, &range);
  return range;
}

}  // namespace

std::shared_ptr<const ParsedKeyCondition> ParseKeyCondition(std::string_view text) {
  auto condition = std::make_shared<ParsedKeyCondition>();
  condition->root = ParseConditionTree(text, ExpressionKind::kKeyCondition, &condition->tree);
  return condition;
}

BoundKeyCondition::BoundKeyCondition(const ParsedKeyCondition& condition,
                                     Placeholders& placeholders)
    : binding_(condition.tree, ExpressionKind::kKeyCondition) {
  binding_.BindAll(condition.tree, placeholders);
  ConditionSplitter splitter(condition, binding_);
  splitter.Split(condition.root);
  conditions_ = splitter.TakeConditions();
  try {
    placeholders.CheckAllUsed();
  } catch (...) {
    unused_ = std::current_exception();
  }
}

KeyRange BoundKeyCondition::RangeOf(const QueriedKey& key) const {
  KeyRange range = MakeRange(conditions_, key);
  if (unused_ != nullptr) std::rethrow_exception(unused_);
  return range;
}

KeyRange BindKeyCondition(const ParsedKeyCondition& condition, Placeholders& placeholders,
                          const QueriedKey& key) {
  Binding binding(condition.tree, ExpressionKind::kKeyCondition);
  binding.BindAll(condition.tree, placeholders);
  ConditionSplitter splitter(condition, binding);
  splitter.Split(condition.root);
  return MakeRange(splitter.TakeConditions(), key);
}

}  // namespace pumice
