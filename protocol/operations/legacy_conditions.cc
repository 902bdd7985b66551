// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/legacy_conditions.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error/key_conditions.h"
#include "engine/error/requests.h"
#include "engine/expression/expression_limits.h"
#include "engine/schema/limits.h"
#include "protocol/item_json.h"
#include "protocol/operations/legacy_parameters.h"

namespace pumice {
namespace {

bool IsAnyType(ValueType) { return true; }
bool IsScalar(ValueType type) {
  return type == ValueType::kString || type == ValueType::kNumber || type == ValueType::kBinary;
}
bool IsStringOrBinary(ValueType type) {
  return type == ValueType::kString || type == ValueType::kBinary;
}
bool IsNoContainer(ValueType type) {
  return !IsSet(type) && type != ValueType::kList && type != ValueType::kMap;
}

// A ComparisonOperator, and what AttributeValueList it takes ("Condition", API Reference).
struct Comparison {
  std::string_view name;
  Op op;
  size_t min_values;
  size_t max_values;
  bool (*accepts)(ValueType);
};

constexpr std::array<Comparison, 13> kComparisons = {{
    {"EQ", Op::kEqual, 1, 1, IsAnyType},
    {"NE", Op::kNotEqual, 1, 1, IsAnyType},
    {"LE", Op::kLessOrEqual, 1, 1, IsScalar},
    {"LT", Op::kLess, 1, 1, IsScalar},
    {"GE", Op::kGreaterOrEqual, 1, 1, IsScalar},
    {"GT", Op::kGreater, 1, 1, IsScalar},
    {"NOT_NULL", Op::kAttributeExists, 0, 0, IsAnyType},
    {"NULL", Op::kAttributeNotExists, 0, 0, IsAnyType},
    {"CONTAINS", Op::kContains, 1, 1, IsNoContainer},
    {"NOT_CONTAINS", Op::kNotContains, 1, 1, IsNoContainer},
    {"BEGINS_WITH", Op::kBeginsWith, 1, 1, IsStringOrBinary},
    {"IN", Op::kIn, 1, std::numeric_limits<size_t>::max(), IsScalar},
    {"BETWEEN", Op::kBetween, 2, 2, IsScalar},
}};

// `name` is one of the enumeration, as ValidateInput has seen.
const Comparison& FindComparison(std::string_view name) {
  return *std::ranges::find(kComparisons, name, &Comparison::name);
}

// The values of one condition, encoded.
class Values {
 public:
  Values() = default;
  explicit Values(const JsonValue* list) {
    if (list == nullptr) return;
    for (const JsonValue& value : list->GetArray()) Add(value);
  }

  void Add(const JsonValue& value) {
    offsets_.push_back(bytes_.size());
    EncodeValue(value, &bytes_);
  }

  size_t size() const { return offsets_.size(); }
  ValueView operator[](size_t index) const { return ValueView(bytes_.data() + offsets_[index]); }

 private:
  std::string bytes_;
  std::vector<size_t> offsets_;
};

void CheckValues(const Comparison& comparison, const Values& values) {
  if (values.size() < comparison.min_values || values.size() > comparison.max_values) {
    ThrowComparisonCount(comparison.name);
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const ValueType type = values[i].type();
    if (!comparison.accepts(type)) {
      ThrowComparisonType(comparison.name, ValueTypeName(type));
    }
    if (type != values[0].type()) {
      ThrowComparisonTypesDiffer();
    }
  }
  if (comparison.op == Op::kBetween && values[0].payload() > values[1].payload()) {
    ThrowBetweenRange();
  }
}

// `op` with an attribute and values[first, last).
NodeId AddOperator(Op op, std::string_view attribute, const Values& values, size_t first,
                   size_t last, SyntaxTree* tree) {
  std::vector<NodeId> operands = {tree->Attribute(attribute)};
  for (size_t i = first; i < last; ++i) operands.push_back(tree->Constant(values[i]));
  return tree->Add(op, operands);
}

NodeId AddComparison(const Comparison& comparison, std::string_view attribute, const Values& values,
                     SyntaxTree* tree) {
  CheckLegacyAttributeName(attribute);
  CheckValues(comparison, values);
  if (values.size() <= kMaxInOperands) {
    return AddOperator(comparison.op, attribute, values, 0, values.size(), tree);
  }
  // An expression's IN is limited, an AttributeValueList is not.
  std::vector<NodeId> parts;
  for (size_t i = 0; i < values.size(); i += kMaxInOperands) {
    const size_t end = std::min(i + kMaxInOperands, values.size());
    parts.push_back(AddOperator(Op::kIn, attribute, values, i, end, tree));
  }
  return tree->Add(Op::kOr, parts);
}

// An entry of QueryFilter, ScanFilter or KeyConditions.
struct FilterEntry {
  explicit FilterEntry(const JsonValue& json)
      : comparison(FindComparison(*FindString(json, "ComparisonOperator"))),
        values(FindMember(json, "AttributeValueList")) {}

  const Comparison& comparison;
  Values values;
};

// An entry of Expected ("ExpectedAttributeValue", API Reference): either a comparison, or a value
// that the attribute must have, or that it must not exist.
class ExpectedEntry {
 public:
  ExpectedEntry(std::string_view attribute, const JsonValue& json)
      : attribute_(attribute),
        operator_(FindString(json, "ComparisonOperator")),
        list_(FindMember(json, "AttributeValueList")),
        value_(FindMember(json, "Value")),
        exists_(FindBool(json, "Exists")) {}

  NodeId AddTo(SyntaxTree* tree) const {
    CheckMembers();
    Values values(list_);
    if (value_ != nullptr) values.Add(*value_);
    return AddComparison(FindComparison(OperatorName()), attribute_, values, tree);
  }

 private:
  std::string_view OperatorName() const {
    if (operator_) return *operator_;
    return value_ != nullptr ? "EQ" : "NULL";
  }

  void CheckMembers() const {
    if (operator_ && exists_) ThrowExistsAndOperator(attribute_);
    if (value_ != nullptr && list_ != nullptr) ThrowValueAndList(attribute_);
    operator_ ? CheckHasValues() : CheckExistence();
  }

  void CheckHasValues() const {
    if (value_ != nullptr || list_ != nullptr) return;
    if (FindComparison(*operator_).max_values == 0) return;
    ThrowOperatorWithoutValues(*operator_, attribute_);
  }

  void CheckExistence() const {
    if (list_ != nullptr) ThrowListWithoutOperator(attribute_);
    const bool exists = exists_.value_or(true);
    if (exists && value_ == nullptr) ThrowExistsWithoutValue(exists_.has_value(), attribute_);
    if (!exists && value_ != nullptr) ThrowNotExistsWithValue(attribute_);
  }

  std::string_view attribute_;
  std::optional<std::string_view> operator_;
  const JsonValue* list_;
  const JsonValue* value_;
  std::optional<bool> exists_;
};

Op Conjunction(const JsonValue* conditional_operator, size_t conditions) {
  if (conditional_operator == nullptr) return Op::kAnd;
  if (conditions == 0) {
    ThrowConditionalOperatorAlone();
  }
  if (conditions == 1) {
    ThrowConditionalOperatorOfOne();
  }
  return JsonText(*conditional_operator) == "OR" ? Op::kOr : Op::kAnd;
}

// `add` appends one entry's condition to a tree.
template <typename Add>
std::shared_ptr<const ParsedCondition> ParseConditions(ExpressionKind kind, const JsonValue* map,
                                                       const JsonValue* conditional_operator,
                                                       Add add) {
  auto parsed = std::make_shared<ParsedCondition>();
  parsed->kind = kind;
  std::vector<NodeId> conditions;
  if (map != nullptr) {
    for (const auto* entry : AttributeEntries(*map)) {
      conditions.push_back(add(JsonText(entry->name), entry->value, &parsed->tree));
    }
  }
  const Op op = Conjunction(conditional_operator, conditions.size());
  if (conditions.empty()) return nullptr;
  parsed->root = conditions.size() == 1 ? conditions[0] : parsed->tree.Add(op, conditions);
  return parsed;
}

}  // namespace

std::shared_ptr<const ParsedCondition> ParseExpected(const JsonValue* expected,
                                                     const JsonValue* conditional_operator) {
  return ParseConditions(ExpressionKind::kCondition, expected, conditional_operator,
                         [](std::string_view name, const JsonValue& json, SyntaxTree* tree) {
                           return ExpectedEntry(name, json).AddTo(tree);
                         });
}

std::shared_ptr<const ParsedCondition> ParseLegacyFilter(const JsonValue* filter,
                                                         const JsonValue* conditional_operator) {
  return ParseConditions(ExpressionKind::kLegacyFilter, filter, conditional_operator,
                         [](std::string_view name, const JsonValue& json, SyntaxTree* tree) {
                           const FilterEntry entry(json);
                           return AddComparison(entry.comparison, name, entry.values, tree);
                         });
}

std::shared_ptr<const ParsedKeyCondition> ParseKeyConditions(const JsonValue& key_conditions) {
  auto parsed = std::make_shared<ParsedKeyCondition>();
  parsed->legacy = true;
  std::vector<NodeId> conditions;
  for (const auto* member : AttributeEntries(key_conditions)) {
    const FilterEntry entry(member->value);
    const std::string_view name = JsonText(member->name);
    CheckLegacyAttributeName(name);
    CheckValues(entry.comparison, entry.values);
    // No key condition may have IN, whatever its values.
    const size_t values = std::min<size_t>(entry.values.size(), 2);
    conditions.push_back(
        AddOperator(entry.comparison.op, name, entry.values, 0, values, &parsed->tree));
  }
  // More conditions than any key answers; those of its own attributes the engine counts.
  if (conditions.empty() || conditions.size() > 2 * limits::kKeyAttributesPerRole) {
    ThrowKeyConditionCount();
  }
  parsed->root = parsed->tree.Add(Op::kAnd, conditions);
  return parsed;
}

}  // namespace pumice
