// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/key_predicates.h"

#include <algorithm>
#include <utility>

namespace pumice::partiql {
namespace {

void AppendConjuncts(const Statement& statement, ExprId id, Conjuncts* conjuncts) {
  const Expr& expr = statement.expr(id);
  if (expr.kind != ExprKind::kAnd) return conjuncts->push_back(id);
  for (const ExprId operand : statement.operands(expr)) {
    AppendConjuncts(statement, operand, conjuncts);
  }
}

class Finder {
 public:
  Finder(const Statement& statement, std::string_view attribute, Constants* constants)
      : statement_(statement), attribute_(attribute), constants_(*constants) {}

  // Recursion is as deep as expressions nest, which the parser limits.
  std::optional<ValueSet> Values(ExprId id) const {
    const Expr& expr = statement_.expr(id);
    switch (expr.kind) {
      case ExprKind::kCompare:
        return OfEquality(expr);
      case ExprKind::kIn:
        return OfIn(expr);
      case ExprKind::kOr:
        return OfDisjunction(expr);
      case ExprKind::kAnd:
        return OfConjunction(expr);
      default:
        return std::nullopt;
    }
  }

  std::optional<KeyRangeCondition> Range(ExprId id) const {
    const Expr& expr = statement_.expr(id);
    const std::span<const ExprId> operands = statement_.operands(expr);
    if (expr.kind == ExprKind::kCompare) return OfComparison(expr);
    if (expr.kind == ExprKind::kBetween) {
      if (!IsAttribute(operands[0]) || !IsConstantAt(operands[1]) || !IsConstantAt(operands[2])) {
        return std::nullopt;
      }
      return KeyRangeCondition{KeyRangeCondition::Kind::kBetween, true, Encode(operands[1]),
                               Encode(operands[2])};
    }
    const bool begins_with = expr.kind == ExprKind::kCall && expr.text == "begins_with" &&
                             operands.size() == 2 && IsAttribute(operands[0]) &&
                             IsConstantAt(operands[1]);
    if (!begins_with) return std::nullopt;
    return KeyRangeCondition{KeyRangeCondition::Kind::kBeginsWith, true, Encode(operands[1]), {}};
  }

 private:
  bool IsAttribute(ExprId id) const {
    const Expr& expr = statement_.expr(id);
    return expr.kind == ExprKind::kPath && expr.count == 1 &&
           statement_.path(expr)[0].name == attribute_;
  }
  bool IsConstantAt(ExprId id) const { return IsConstant(statement_.expr(id)); }

  ValueView Encode(ExprId id) const { return constants_.Encode(statement_.expr(id)); }

  std::optional<ValueSet> OfEquality(const Expr& compare) const {
    if (compare.text != "=") return std::nullopt;
    const std::span<const ExprId> operands = statement_.operands(compare);
    for (const auto& [path, constant] :
         {std::pair{operands[0], operands[1]}, std::pair{operands[1], operands[0]}}) {
      if (IsAttribute(path) && IsConstantAt(constant))
        return ValueSet{{Encode(constant)}, true, true};
    }
    return std::nullopt;
  }

  // A value that is stated twice is read once.
  static void AddValue(ValueView value, ValueSet* set) {
    if (std::ranges::find(set->values, value) == set->values.end()) set->values.push_back(value);
  }

  std::optional<ValueSet> OfIn(const Expr& in) const {
    const std::span<const ExprId> operands = statement_.operands(in);
    const Expr& list = statement_.expr(operands[1]);
    const bool is_list = list.kind == ExprKind::kList || list.kind == ExprKind::kBag;
    if (!IsAttribute(operands[0]) || !is_list || list.count == 0) return std::nullopt;
    ValueSet set;
    for (const ExprId element : statement_.operands(list)) {
      if (!IsConstantAt(element)) return std::nullopt;
      AddValue(Encode(element), &set);
    }
    set.stated = list.count;
    return set;
  }

  std::optional<ValueSet> OfDisjunction(const Expr& disjunction) const {
    ValueSet all;
    for (const ExprId operand : statement_.operands(disjunction)) {
      const std::optional<ValueSet> branch = Values(operand);
      if (!branch) return std::nullopt;
      all.exact = all.exact && branch->exact;
      for (const ValueView value : branch->values) AddValue(value, &all);
    }
    all.stated = all.values.size();
    return all;
  }

  std::optional<ValueSet> OfConjunction(const Expr& conjunction) const {
    for (const ExprId operand : statement_.operands(conjunction)) {
      std::optional<ValueSet> set = Values(operand);
      if (!set) continue;
      set->exact = false;
      return set;
    }
    return std::nullopt;
  }

  std::optional<KeyRangeCondition> OfComparison(const Expr& compare) const {
    if (compare.text == "=" || compare.text == "<>") return std::nullopt;
    const std::span<const ExprId> operands = statement_.operands(compare);
    const bool flipped = !IsAttribute(operands[0]);
    const ExprId constant = operands[flipped ? 0 : 1];
    if (!IsAttribute(operands[flipped ? 1 : 0]) || !IsConstantAt(constant)) return std::nullopt;
    const bool lower = compare.text.starts_with('>') != flipped;
    return KeyRangeCondition{
        lower ? KeyRangeCondition::Kind::kLower : KeyRangeCondition::Kind::kUpper,
        compare.text.ends_with('='),
        Encode(constant),
        {}};
  }

  const Statement& statement_;
  const std::string_view attribute_;
  Constants& constants_;
};

}  // namespace

Conjuncts SplitConjuncts(const Statement& statement) {
  Conjuncts conjuncts;
  if (statement.has_where) AppendConjuncts(statement, statement.where, &conjuncts);
  return conjuncts;
}

std::optional<ValueSet> FindValues(const Statement& statement, ExprId id,
                                   std::string_view attribute, Constants* constants) {
  return Finder(statement, attribute, constants).Values(id);
}

std::optional<KeyRangeCondition> FindRange(const Statement& statement, ExprId id,
                                           std::string_view attribute, Constants* constants) {
  return Finder(statement, attribute, constants).Range(id);
}

}  // namespace pumice::partiql
