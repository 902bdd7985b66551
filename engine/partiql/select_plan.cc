// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/select_plan.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error/expressions.h"
#include "engine/error/key_conditions.h"
#include "engine/error/reads.h"
#include "engine/error/statements.h"
#include "engine/item/value_writer.h"
#include "engine/partiql/conditions.h"
#include "engine/partiql/keys.h"

namespace pumice::partiql {
namespace {

// "PartiQL arithmetic, comparison, and logical operators for DynamoDB", IN.
constexpr size_t kMaxPartitionValues = 50;
// Items that are read by key instead of by a query of their partition.
constexpr size_t kMaxReads = 100;

struct KeyValue {
  const KeyAttribute* attribute;
  ValueView value;
};
// In the order of the key's attributes.
using KeyPrefix = boost::container::small_vector<KeyValue, 2>;
using KeyPrefixes = boost::container::small_vector<KeyPrefix, 1>;

class SelectPlanner {
 public:
  SelectPlanner(const Statement& statement, const TableDescription& table, Parameters parameters)
      : statement_(statement),
        table_(table),
        parameters_(parameters),
        constants_(statement, parameters),
        index_(FindIndex()),
        key_(index_ != nullptr ? index_->key : table.key),
        conjuncts_(SplitConjuncts(statement)),
        consumed_(conjuncts_.size(), false),
        plan_(statement) {}

  SelectPlan Plan() {
    CheckKeyPaths(statement_, table_);
    CheckOrder();
    FindReads();
    CompileFilter();
    if (IndexLacksAttributes()) CheckProjected();
    return std::move(plan_);
  }

 private:
  using Values = decltype(ValueSet::values);

  const IndexSchema* FindIndex() const {
    if (statement_.index.empty()) return nullptr;
    const IndexSchema* const index = table_.FindIndex(statement_.index);
    if (index != nullptr) return index;
    ThrowStatementIndexNotFound();
  }

  std::string_view OrderName(const OrderKey& order) const {
    return statement_.path(statement_.expr(order.key))[0].name;
  }

  void CheckOrder() const {
    for (const OrderKey& order : statement_.order) {
      if (key_.Find(OrderName(order)) != nullptr) continue;
      ThrowOrderNotByKey(OrderName(order));
    }
  }

  // How ORDER BY wants the values of an attribute; null: not at all.
  const OrderKey* FindOrder(std::string_view attribute) const {
    for (const OrderKey& order : statement_.order) {
      if (OrderName(order) == attribute) return &order;
    }
    return nullptr;
  }

  void FindReads() {
    KeyPrefixes prefixes(1);
    for (const KeyAttribute& attribute : key_.partition) {
      std::optional<ValueSet> set = TakeValues(attribute, SIZE_MAX);
      if (!set) return PlanScan();
      CheckPartitionCount(prefixes.size() * set->stated);
      Extend(attribute, set->values, &prefixes);
    }
    size_t sort_count = 0;
    for (const KeyAttribute& attribute : key_.sort) {
      std::optional<ValueSet> set = TakeValues(attribute, kMaxReads / prefixes.size());
      if (!set) break;
      Extend(attribute, set->values, &prefixes);
      ++sort_count;
    }
    if (index_ == nullptr && sort_count == key_.sort.size()) return PlanGets(prefixes);
    PlanQueries(prefixes, sort_count);
  }

  void PlanScan() {
    std::fill(consumed_.begin(), consumed_.end(), false);
    if (statement_.order.empty()) return;
    ThrowOrderWithoutKey();
  }

  static void CheckPartitionCount(size_t count) {
    if (count <= kMaxPartitionValues) return;
    ThrowTooManyInOperands(ExpressionKind::kStatement, count);
  }

  // The values of a key attribute by the conjunct that leaves the fewest, unless they are too many.
  std::optional<ValueSet> TakeValues(const KeyAttribute& attribute, size_t limit) {
    std::optional<ValueSet> best;
    size_t best_index = 0;
    for (size_t i = 0; i < conjuncts_.size(); ++i) {
      if (consumed_[i]) continue;
      std::optional<ValueSet> set =
          FindValues(statement_, conjuncts_[i], attribute.name, &constants_);
      if (!set || (best && best->values.size() <= set->values.size())) continue;
      best = std::move(set);
      best_index = i;
    }
    if (!best) return best;
    CheckTypes(attribute, *best);
    if (best->values.size() > limit) return std::nullopt;
    consumed_[best_index] = best->exact;
    Sort(attribute, &best->values);
    return best;
  }

  static void CheckTypes(const KeyAttribute& attribute, const ValueSet& set) {
    for (const ValueView value : set.values) {
      if (value.type() == attribute.type) continue;
      if (set.is_equality) WrongKeyType(attribute.name).Throw();
      ThrowKeyConditionType();
    }
  }

  void Sort(const KeyAttribute& attribute, Values* values) const {
    const OrderKey* const order = FindOrder(attribute.name);
    if (order == nullptr) return;
    std::ranges::stable_sort(*values, [order](ValueView a, ValueView b) {
      return order->descending ? a.payload() > b.payload() : a.payload() < b.payload();
    });
  }

  // Each prefix with each of the values behind it.
  static void Extend(const KeyAttribute& attribute, const Values& values, KeyPrefixes* prefixes) {
    if (values.size() == 1) {
      for (KeyPrefix& prefix : *prefixes) prefix.push_back({&attribute, values[0]});
      return;
    }
    KeyPrefixes extended;
    for (const KeyPrefix& prefix : *prefixes) {
      for (const ValueView value : values) {
        extended.push_back(prefix);
        extended.back().push_back({&attribute, value});
      }
    }
    *prefixes = std::move(extended);
  }

  void PlanGets(KeyPrefixes& keys) {
    plan_.access = SelectPlan::Access::kGet;
    for (KeyPrefix& key : keys) {
      std::ranges::sort(
          key, {}, [](const KeyValue& value) { return std::string_view(value.attribute->name); });
      std::string item;
      ValueWriter writer(&item);
      for (const KeyValue& value : key) {
        writer.Name(value.attribute->name);
        writer.Copy(value.value);
      }
      plan_.keys.push_back(std::move(item));
    }
  }

  void PlanQueries(const KeyPrefixes& prefixes, size_t sort_count) {
    plan_.access = SelectPlan::Access::kQuery;
    std::optional<KeyRangeCondition> range;
    const KeyAttribute* ranged = nullptr;
    if (sort_count < key_.sort.size()) {
      ranged = &key_.sort[sort_count];
      range = TakeRange(*ranged);
      const OrderKey* const order = FindOrder(ranged->name);
      plan_.forward = order == nullptr || !order->descending;
    }
    for (const KeyPrefix& prefix : prefixes) {
      plan_.conditions.push_back(MakeCondition(prefix, ranged, range));
    }
  }

  // The conditions on a sort attribute that a range of keys answers. Of two bounds that are not
  // part of the range both, a filter sees to the edges.
  std::optional<KeyRangeCondition> TakeRange(const KeyAttribute& attribute) {
    using Kind = KeyRangeCondition::Kind;
    std::optional<KeyRangeCondition> lower;
    std::optional<KeyRangeCondition> upper;
    size_t lower_index = 0;
    size_t upper_index = 0;
    for (size_t i = 0; i < conjuncts_.size(); ++i) {
      std::optional<KeyRangeCondition> range =
          FindRange(statement_, conjuncts_[i], attribute.name, &constants_);
      if (!range) continue;
      if (range->operand.type() != attribute.type) WrongKeyType(attribute.name).Throw();
      if (range->kind == Kind::kBetween || range->kind == Kind::kBeginsWith) {
        consumed_[i] = true;
        return range;
      }
      std::optional<KeyRangeCondition>& bound = range->kind == Kind::kLower ? lower : upper;
      if (bound) continue;
      (range->kind == Kind::kLower ? lower_index : upper_index) = i;
      bound = range;
    }
    const bool both = lower && upper && lower->operand.payload() <= upper->operand.payload();
    if (!both) {
      if (!lower && !upper) return std::nullopt;
      consumed_[lower ? lower_index : upper_index] = true;
      return lower ? lower : upper;
    }
    consumed_[lower_index] = lower->inclusive;
    consumed_[upper_index] = upper->inclusive;
    return KeyRangeCondition{Kind::kBetween, true, lower->operand, upper->operand};
  }

  static ParsedKeyCondition MakeCondition(const KeyPrefix& prefix, const KeyAttribute* ranged,
                                          const std::optional<KeyRangeCondition>& range) {
    ParsedKeyCondition condition;
    SyntaxTree& tree = condition.tree;
    std::vector<NodeId> nodes;
    for (const KeyValue& value : prefix) {
      const NodeId path = tree.Attribute(value.attribute->name);
      nodes.push_back(tree.Add(Op::kEqual, {path, tree.Constant(value.value)}));
    }
    if (range) {
      const NodeId path = tree.Attribute(ranged->name);
      std::vector<NodeId> operands = {path, tree.Constant(range->operand)};
      if (range->kind == KeyRangeCondition::Kind::kBetween) {
        operands.push_back(tree.Constant(range->upper));
      }
      nodes.push_back(tree.Add(RangeOp(*range), operands));
    }
    condition.root = nodes.size() == 1 ? nodes[0] : tree.Add(Op::kAnd, nodes);
    return condition;
  }

  static Op RangeOp(const KeyRangeCondition& range) {
    switch (range.kind) {
      case KeyRangeCondition::Kind::kLower:
        return range.inclusive ? Op::kGreaterOrEqual : Op::kGreater;
      case KeyRangeCondition::Kind::kUpper:
        return range.inclusive ? Op::kLessOrEqual : Op::kLess;
      case KeyRangeCondition::Kind::kBetween:
        return Op::kBetween;
      case KeyRangeCondition::Kind::kBeginsWith:
        break;
    }
    return Op::kBeginsWith;
  }

  void CompileFilter() {
    Conjuncts rest;
    for (size_t i = 0; i < conjuncts_.size(); ++i) {
      if (!consumed_[i]) rest.push_back(conjuncts_[i]);
    }
    if (rest.empty()) return;
    plan_.filter =
        CompileCondition(statement_, {rest.data(), rest.size()}, Presence::kAny, {}, parameters_);
  }

  bool IndexLacksAttributes() const {
    return index_ != nullptr && index_->projection.type != ProjectionType::kAll;
  }

  // A local index fetches from the table what the answer wants besides what it projects; a global
  // one cannot. A filter sees what the index projects, and a query refuses one that needs more.
  void CheckProjected() {
    const std::string filtered = plan_.filter ? Unprojected(*plan_.filter) : "";
    if (!filtered.empty() && plan_.access == SelectPlan::Access::kQuery) {
      ThrowFilterAttributesNotProjected(index_->name, filtered);
    }
    const std::string selected = Unprojected(plan_.list);
    if (selected.empty()) return;
    if (index_->global) ThrowAttributesNotProjected(index_->name, selected);
    plan_.select = Select::kAllAttributes;
    if (!filtered.empty()) HideUnprojected();
  }

  // The attributes of the paths that the index does not project, each once.
  template <typename Paths>
  std::string Unprojected(const Paths& paths) const {
    std::vector<std::string_view> names;
    std::string text;
    for (size_t i = 0; i < paths.path_count(); ++i) {
      const std::string_view name = paths.path(i)[0].name;
      if (Projects(table_, *index_, name) || std::ranges::find(names, name) != names.end())
        continue;
      if (!names.empty()) text += ", ";
      text += name;
      names.push_back(name);
    }
    return text;
  }

  // Of the filter's attributes, lets it see those that the index projects.
  void HideUnprojected() {
    std::vector<std::string_view> names;
    for (size_t i = 0; i < plan_.filter->path_count(); ++i) {
      const std::string_view name = plan_.filter->path(i)[0].name;
      if (Projects(table_, *index_, name)) names.push_back(name);
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    Placeholders none;
    plan_.filter_view.emplace(ProjectAttributes(names), none);
  }

  const Statement& statement_;
  const TableDescription& table_;
  const Parameters parameters_;
  Constants constants_;
  const IndexSchema* const index_;
  const KeySchema& key_;
  const Conjuncts conjuncts_;
  boost::container::small_vector<bool, 8> consumed_;  // conjuncts that the keys of the reads imply
  SelectPlan plan_;
};

}  // namespace

SelectPlan PlanSelect(const Statement& statement, const TableDescription& table,
                      Parameters parameters) {
  return SelectPlanner(statement, table, parameters).Plan();
}

}  // namespace pumice::partiql
