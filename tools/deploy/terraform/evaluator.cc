// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/evaluator.h"

#include <optional>
#include <utility>

#include "tools/deploy/terraform/decimal.h"
#include "tools/deploy/terraform/functions.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

// Of several values for one key of a for expression that groups.
using Groups = std::map<std::string, Value::Items, std::less<>>;

Value MapOf(Groups groups) {
  Value::Members members;
  for (auto& [key, items] : groups) members.emplace(key, Value::List(std::move(items)));
  return Value::Map(std::move(members));
}

bool IsText(const Expression& expression) {
  return expression.kind == Expression::Kind::kTemplate ||
         (expression.kind == Expression::Kind::kLiteral && expression.value.is_string());
}

}  // namespace

void Evaluator::Fail(const Mark& mark, std::string_view message) const {
  throw TemplateError(mark, place_, message);
}

Value Evaluator::Checked(Value value, const Mark& mark) {
  if (value.count() > Budget::kMaxValues)
    throw BoundsError(mark, place_, "the value holds more than 500,000 values");
  if (value.depth() > Node::kMaxDepth)
    throw BoundsError(mark, place_, "the value nests deeper than 100 levels");
  return value;
}

Value Evaluator::Evaluate(const Expression& expression) {
  budget_.Charge(1, expression.mark);
  const Budget::Depth deeper(&budget_, expression.mark);
  size_t used = 0;
  switch (expression.kind) {
    case Expression::Kind::kLiteral:
      return expression.value;
    case Expression::Kind::kTemplate:
      return EvaluateTemplate(expression);
    case Expression::Kind::kTuple:
      return EvaluateTuple(expression);
    case Expression::Kind::kObject:
      return EvaluateObject(expression);
    case Expression::Kind::kForTuple:
    case Expression::Kind::kForObject:
      return EvaluateFor(expression);
    case Expression::Kind::kName:
      return EvaluateName(expression, {}, &used);
    case Expression::Kind::kCall:
      return EvaluateCall(expression);
    case Expression::Kind::kUnary:
      return EvaluateUnary(expression);
    case Expression::Kind::kBinary:
      return EvaluateBinary(expression);
    case Expression::Kind::kConditional:
      return EvaluateConditional(expression);
    case Expression::Kind::kAccess:
      return EvaluateAccess(expression);
    case Expression::Kind::kParentheses:
      return Evaluate(*expression.operands[0]);
  }
  return {};
}

std::string Evaluator::TextOf(const Value& value, const Mark& mark) const {
  if (value.is_null()) Fail(mark, "null cannot become part of a string");
  const std::optional<std::string> text = AsText(value);
  if (!text) Fail(mark, "a string is needed, not " + std::string(KindName(value.kind())));
  return *text;
}

bool Evaluator::BoolOf(const Value& value, const Mark& mark) const {
  const std::optional<bool> result = AsBool(value);
  if (!result) Fail(mark, "a bool is needed, not " + std::string(KindName(value.kind())));
  return *result;
}

std::string Evaluator::NumberOf(const Value& value, const Mark& mark) const {
  std::optional<std::string> number = AsNumber(value);
  if (!number) Fail(mark, "a number is needed, not " + std::string(KindName(value.kind())));
  return *std::move(number);
}

Value Evaluator::EvaluateTemplate(const Expression& expression) {
  // One interpolation alone is its value.
  if (expression.parts.size() == 1 && expression.parts[0].kind == TemplatePart::Kind::kValue)
    return Evaluate(*expression.parts[0].value);
  std::string text;
  Value unknown;
  AppendParts(expression.parts, &text, &unknown);
  return unknown.is_unknown() ? unknown : Value::String(std::move(text));
}

void Evaluator::AppendParts(const std::vector<TemplatePart>& parts, std::string* text,
                            Value* unknown) {
  for (const TemplatePart& part : parts) AppendPart(part, text, unknown);
}

void Evaluator::AppendPart(const TemplatePart& part, std::string* text, Value* unknown) {
  if (part.kind == TemplatePart::Kind::kText) {
    budget_.ChargeText(part.text.size(), part.mark);
    text->append(part.text);
    return;
  }
  const Value value = Evaluate(*part.value);
  const Mark& mark = part.value->mark;
  if (value.is_unknown()) {
    *unknown = value;
  } else if (part.kind == TemplatePart::Kind::kValue) {
    const std::string appended = TextOf(value, mark);
    budget_.ChargeText(appended.size(), mark);
    text->append(appended);
  } else if (part.kind == TemplatePart::Kind::kIf) {
    AppendParts(BoolOf(value, mark) ? part.parts : part.otherwise, text, unknown);
  } else {
    ForEach(value, mark, [&](const Value& key, const Value& item) {
      Bind(part.key_name, key);
      Bind(part.item_name, item);
      AppendParts(part.parts, text, unknown);
      Unbind();
      Unbind();
    });
  }
}

Value Evaluator::EvaluateTuple(const Expression& expression) {
  Value::Items items;
  items.reserve(expression.operands.size());
  for (const ExpressionPtr& operand : expression.operands) items.push_back(Evaluate(*operand));
  return Checked(Value::List(std::move(items)), expression.mark);
}

Value Evaluator::EvaluateObject(const Expression& expression) {
  Value::Members members;
  for (size_t i = 0; i + 1 < expression.operands.size(); i += 2) {
    const Expression& name = *expression.operands[i];
    const Value key = Evaluate(name);
    if (key.is_unknown()) return key;
    members.insert_or_assign(TextOf(key, name.mark), Evaluate(*expression.operands[i + 1]));
  }
  return Checked(Value::Map(std::move(members)), expression.mark);
}

template <typename Visit>
void Evaluator::ForEach(const Value& collection, const Mark& mark, Visit visit) {
  if (collection.is_map()) {
    for (const auto& [name, member] : collection.members()) {
      budget_.Charge(1, mark);
      visit(Value::String(name), member);
    }
    return;
  }
  if (!collection.is_sequence())
    Fail(mark, "what is run over must be a list, set or map, not " +
                   std::string(KindName(collection.kind())));
  int64_t index = 0;
  for (const Value& item : collection.items()) {
    budget_.Charge(1, mark);
    visit(collection.is_set() ? item : Value::Number(index), item);
    ++index;
  }
}

Value Evaluator::EvaluateFor(const Expression& expression) {
  const bool is_object = expression.kind == Expression::Kind::kForObject;
  const Value collection = Evaluate(*expression.operands[0]);
  if (collection.is_unknown()) return collection;
  const Expression* const condition = expression.operands.back().get();
  Value::Items items;
  Value::Members members;
  Groups groups;
  Value unknown;
  const auto put = [&] {
    if (condition != nullptr) {
      const Value holds = Evaluate(*condition);
      if (holds.is_unknown()) unknown = holds;
      if (holds.is_unknown() || !BoolOf(holds, condition->mark)) return;
    }
    Value made = Evaluate(*expression.operands[1]);
    if (!is_object) {
      items.push_back(std::move(made));
      return;
    }
    const Mark& mark = expression.operands[1]->mark;
    if (made.is_unknown()) {
      unknown = made;
      return;
    }
    std::string key = TextOf(made, mark);
    Value value = Evaluate(*expression.operands[2]);
    if (expression.expands) {
      groups[std::move(key)].push_back(std::move(value));
    } else if (!members.emplace(key, std::move(value)).second) {
      Fail(mark, "two items have the key \"" + key + "\"");
    }
  };
  ForEach(collection, expression.operands[0]->mark, [&](const Value& key, const Value& item) {
    Bind(expression.key_name, key);
    Bind(expression.item_name, item);
    put();
    Unbind();
    Unbind();
  });
  if (unknown.is_unknown()) return unknown;
  Value made = !is_object           ? Value::List(std::move(items))
               : expression.expands ? MapOf(std::move(groups))
                                    : Value::Map(std::move(members));
  return Checked(std::move(made), expression.mark);
}

Value Evaluator::EvaluateUnary(const Expression& expression) {
  const Value value = Evaluate(*expression.operands[0]);
  if (value.is_unknown()) return value;
  if (expression.name == "!") return Value::Bool(!BoolOf(value, expression.mark));
  return Value::Number(NegatedDecimal(NumberOf(value, expression.mark)));
}

Value Evaluator::EvaluateLogical(const Expression& expression) {
  const bool decides = expression.name == "||";  // what one side alone decides with
  const Value left = Evaluate(*expression.operands[0]);
  if (!left.is_unknown() && BoolOf(left, expression.operands[0]->mark) == decides)
    return Value::Bool(decides);
  const Value right = Evaluate(*expression.operands[1]);
  if (!right.is_unknown() && BoolOf(right, expression.operands[1]->mark) == decides)
    return Value::Bool(decides);
  if (left.is_unknown()) return left;
  return right.is_unknown() ? right : Value::Bool(!decides);
}

Value Evaluator::EvaluateBinary(const Expression& expression) {
  const std::string& name = expression.name;
  if (name == "&&" || name == "||") return EvaluateLogical(expression);
  const Value left = Evaluate(*expression.operands[0]);
  const Value right = Evaluate(*expression.operands[1]);
  if (name == "==" || name == "!=") {
    budget_.Charge(std::min(left.count(), right.count()), expression.mark);
    // null is null whatever else is not known.
    if (!left.is_known() && !right.is_null()) return Value::Unknown(*left.FirstUnknown());
    if (!right.is_known() && !left.is_null()) return Value::Unknown(*right.FirstUnknown());
    if (left.is_unknown()) return left;
    if (right.is_unknown()) return right;
    return Value::Bool((left == right) == (name == "=="));
  }
  if (left.is_unknown()) return left;
  if (right.is_unknown()) return right;
  const std::string a = NumberOf(left, expression.operands[0]->mark);
  const std::string b = NumberOf(right, expression.operands[1]->mark);
  if (name[0] == '<' || name[0] == '>') {
    const int order = CompareDecimals(a, b);
    const bool equal = order == 0 && name.size() == 2;
    return Value::Bool(equal || (name[0] == '<' ? order < 0 : order > 0));
  }
  std::optional<std::string> result = ComputeDecimal(name[0], a, b);
  if (!result) Fail(expression.mark, "\"" + name + "\" has no result within the bounds here");
  return Value::Number(*std::move(result));
}

Value Evaluator::EvaluateConditional(const Expression& expression) {
  const Value condition = Evaluate(*expression.operands[0]);
  if (condition.is_unknown()) return condition;
  const bool holds = BoolOf(condition, expression.operands[0]->mark);
  const Value value = Evaluate(*expression.operands[holds ? 1 : 2]);
  // Both results have one type, and a string is the one that a number and a string share.
  if ((value.is_number() || value.is_bool()) && IsText(*expression.operands[holds ? 2 : 1]))
    return Value::String(*AsText(value));
  return value;
}

Value Evaluator::EvaluateName(const Expression& name, std::span<const Step> steps, size_t* used) {
  for (auto bound = names_.rbegin(); bound != names_.rend(); ++bound) {
    if (!bound->first.empty() && bound->first == name.name) return bound->second;
  }
  return scope_.Resolve(name, steps, used, this);
}

Value Evaluator::EvaluateAccess(const Expression& expression) {
  const Expression& base = *expression.operands[0];
  const std::span<const Step> steps(expression.steps);
  size_t used = 0;
  Value value =
      base.kind == Expression::Kind::kName ? EvaluateName(base, steps, &used) : Evaluate(base);
  return Apply(std::move(value), steps.subspan(used));
}

Value Evaluator::Apply(Value base, std::span<const Step> steps) {
  for (size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    budget_.Charge(1, step.mark);
    if (step.kind == Step::Kind::kAttribute) {
      base = MemberOf(base, step.name, step.mark);
    } else if (step.kind == Step::Kind::kIndex) {
      base = ElementOf(base, Evaluate(*step.key), step.mark);
    } else if (step.kind == Step::Kind::kSplat) {
      return Splat(base, steps.subspan(i + 1), step.mark);
    } else {
      size_t end = i + 1;
      while (end < steps.size() && steps[end].kind == Step::Kind::kAttribute) ++end;
      base = Splat(base, steps.subspan(i + 1, end - i - 1), step.mark);
      i = end - 1;
    }
  }
  return base;
}

Value Evaluator::Splat(const Value& base, std::span<const Step> steps, const Mark& mark) {
  if (base.is_unknown()) return base;
  if (base.is_null()) return Value::List({});
  const Budget::Depth deeper(&budget_, mark);
  if (!base.is_sequence()) return Value::List({Apply(base, steps)});
  Value::Items items;
  for (const Value& item : base.items()) {
    budget_.Charge(1, mark);
    items.push_back(Apply(item, steps));
  }
  return Checked(Value::List(std::move(items)), mark);
}

Value Evaluator::MemberOf(const Value& base, const std::string& name, const Mark& mark) const {
  if (base.is_unknown()) return base;
  if (const Value* const member = base.Find(name)) return *member;
  if (base.is_open()) return Value::Unknown(base.text() + "." + name);
  if (!base.is_map()) {
    Fail(mark,
         std::string(KindName(base.kind())) + " has no attributes, so none named \"" + name + "\"");
  }
  Fail(mark, "there is no attribute named \"" + name + "\"");
}

Value Evaluator::ElementOf(const Value& base, const Value& key, const Mark& mark) const {
  if (base.is_unknown()) return base;
  if (key.is_unknown()) return key;
  if (base.is_map()) {
    const std::string name = TextOf(key, mark);
    if (base.Find(name) == nullptr && !base.is_open())
      Fail(mark, "there is no element with the key \"" + name + "\"");
    return MemberOf(base, name, mark);
  }
  if (base.is_set()) Fail(mark, "elements of a set have no index");
  if (!base.is_sequence())
    Fail(mark, std::string(KindName(base.kind())) + " has no elements to select");
  const std::optional<int64_t> index = WholeDecimal(NumberOf(key, mark));
  if (!index || *index < 0 || static_cast<size_t>(*index) >= base.items().size()) {
    Fail(mark,
         "there is no element with this index: there are " + std::to_string(base.items().size()));
  }
  return base.items()[static_cast<size_t>(*index)];
}

Value Evaluator::EvaluateTry(const Expression& expression) {
  const bool is_can = expression.name == "can";
  if (expression.operands.empty() || expression.expands ||
      (is_can && expression.operands.size() > 1))
    Fail(expression.mark, expression.name + ": the arguments do not fit");
  std::optional<TemplateError> last;
  const size_t bound = names_.size();
  for (const ExpressionPtr& operand : expression.operands) {
    try {
      const Value value = Evaluate(*operand);
      if (!is_can) return value;
      return value.is_unknown() ? value : Value::Bool(true);
    } catch (const FinalError&) {
      throw;
    } catch (const TemplateError& error) {
      names_.resize(bound);
      last = error;
    }
  }
  if (is_can) return Value::Bool(false);
  throw TemplateError(*last);
}

Value Evaluator::EvaluateCall(const Expression& expression) {
  if (expression.name == "try" || expression.name == "can") return EvaluateTry(expression);
  std::vector<Value> arguments;
  for (const ExpressionPtr& operand : expression.operands) {
    arguments.push_back(Evaluate(*operand));
  }
  if (expression.expands && !arguments.empty()) {
    const Value last = arguments.back();
    arguments.pop_back();
    if (last.is_unknown()) return last;
    if (!last.is_sequence())
      Fail(expression.operands.back()->mark, "only a list or set can be given with \"...\"");
    budget_.Charge(last.items().size(), expression.mark);
    arguments.insert(arguments.end(), last.items().begin(), last.items().end());
  }
  return CallFunction(expression, std::move(arguments), this);
}

}  // namespace pumice::deploy::terraform
