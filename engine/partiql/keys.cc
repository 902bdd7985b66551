// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/keys.h"

#include <algorithm>
#include <span>
#include <utility>

#include "engine/access/scalar_keys.h"
#include "engine/error/statements.h"
#include "engine/item/value_writer.h"

namespace pumice::partiql {
namespace {

class PredicateFinder {
 public:
  PredicateFinder(const Statement& statement, std::string_view attribute, Constants* constants)
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

class WhereKeyFinder {
 public:
  WhereKeyFinder(const Statement& statement, const KeySchema& schema, Parameters parameters)
      : statement_(statement),
        attributes_(AllAttributes(schema)),
        constants_(statement, parameters) {}

  WhereKey Find() {
    for (const ExprId conjunct : SplitConjuncts(statement_)) {
      if (!Take(conjunct)) found_.rest.push_back(conjunct);
      if (!found_.fault.empty()) return std::move(found_);
    }
    found_.complete = values_.size() == attributes_.size();
    if (!found_.complete) return std::move(found_);
    ValueWriter writer(&found_.key);
    std::ranges::sort(values_, {}, &KeyValue::name);
    for (const KeyValue& value : values_) {
      writer.Name(value.name);
      writer.Copy(value.value);
    }
    return std::move(found_);
  }

 private:
  struct KeyValue {
    std::string_view name;
    ValueView value;
  };

  // Whether the expression says the value of an attribute of the key.
  bool Take(ExprId conjunct) {
    for (const KeyAttribute* const attribute : attributes_) {
      const std::optional<ValueSet> set =
          FindValues(statement_, conjunct, attribute->name, &constants_);
      if (!set || !set->is_equality) continue;
      TakeValue(*attribute, set->values[0]);
      return true;
    }
    return false;
  }

  void TakeValue(const KeyAttribute& attribute, ValueView value) {
    const auto known = std::ranges::find(values_, attribute.name, &KeyValue::name);
    if (value.type() != attribute.type) {
      found_.fault = WrongKeyType(attribute.name);
    } else if (known == values_.end()) {
      values_.push_back({attribute.name, value});
    } else if (known->value != value) {
      found_.fault = SeveralKeyValues(attribute.name);
    }
  }

  const Statement& statement_;
  const KeyAttributes attributes_;
  Constants constants_;
  boost::container::small_vector<KeyValue, 2> values_;
  WhereKey found_;
};

bool IsChanged(const Statement& statement, ExprId path) {
  return std::ranges::find(statement.changes, path, &Assignment::path) != statement.changes.end();
}

void CheckPath(const Statement& statement, ExprId id, const TableDescription& table) {
  const std::string_view name = statement.path(statement.expr(id))[0].name;
  // To change the table's key at all is told in other words.
  if (table.key.Find(name) != nullptr && IsChanged(statement, id)) return;
  CheckPathOutsideKeys(table, name);
}

}  // namespace

std::optional<ValueSet> FindValues(const Statement& statement, ExprId id,
                                   std::string_view attribute, Constants* constants) {
  return PredicateFinder(statement, attribute, constants).Values(id);
}

std::optional<KeyRangeCondition> FindRange(const Statement& statement, ExprId id,
                                           std::string_view attribute, Constants* constants) {
  return PredicateFinder(statement, attribute, constants).Range(id);
}

WhereKey FindWhereKey(const Statement& statement, const KeySchema& schema, Parameters parameters) {
  return WhereKeyFinder(statement, schema, parameters).Find();
}

KeyAttributes AllAttributes(const KeySchema& key) {
  KeyAttributes attributes;
  for (const KeyAttribute& attribute : key.partition) attributes.push_back(&attribute);
  for (const KeyAttribute& attribute : key.sort) attributes.push_back(&attribute);
  return attributes;
}

void CheckKeyPaths(const Statement& statement, const TableDescription& table) {
  for (ExprId id = 0; id < statement.exprs.size(); ++id) {
    const Expr& expr = statement.exprs[id];
    const bool is_nested = expr.kind == ExprKind::kPath && expr.count > 1;
    if (is_nested && id != statement.source) CheckPath(statement, id, table);
  }
}

}  // namespace pumice::partiql
