// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/type.h"

#include <algorithm>
#include <utility>

#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/decimal.h"

namespace pumice::deploy::terraform {
namespace {

[[noreturn]] void RefuseType(const Expression& expression) {
  throw TemplateError(expression.mark, "type", "this is no type");
}

// The value of a literal expression: a default within a type.
Value LiteralOf(const Expression& expression) {
  switch (expression.kind) {
    case Expression::Kind::kLiteral:
      return expression.value;
    case Expression::Kind::kParentheses:
      return LiteralOf(*expression.operands[0]);
    case Expression::Kind::kTuple: {
      Value::Items items;
      for (const ExpressionPtr& operand : expression.operands) items.push_back(LiteralOf(*operand));
      return Value::List(std::move(items));
    }
    case Expression::Kind::kObject: {
      Value::Members members;
      for (size_t i = 0; i + 1 < expression.operands.size(); i += 2) {
        members.insert_or_assign(LiteralOf(*expression.operands[i]).text(),
                                 LiteralOf(*expression.operands[i + 1]));
      }
      return Value::Map(std::move(members));
    }
    case Expression::Kind::kUnary: {
      const Value value = LiteralOf(*expression.operands[0]);
      if (expression.name == "-" && value.is_number())
        return Value::Number(NegatedDecimal(value.text()));
      break;
    }
    default:
      break;
  }
  throw TemplateError(expression.mark, "type", "a default within a type must be a literal");
}

Type::Member ParseMember(const Expression& expression) {
  Type::Member member;
  if (expression.kind != Expression::Kind::kCall || expression.name != "optional") {
    member.type = ParseType(expression);
    return member;
  }
  if (expression.operands.empty() || expression.operands.size() > 2) RefuseType(expression);
  member.type = ParseType(*expression.operands[0]);
  member.is_optional = true;
  if (expression.operands.size() == 2) {
    std::string fault;
    member.otherwise = Convert(LiteralOf(*expression.operands[1]), member.type, &fault);
    if (!member.otherwise) throw TemplateError(expression.operands[1]->mark, "type", fault);
  }
  return member;
}

Type ParseObjectType(const Expression& expression) {
  const Expression& object = *expression.operands[0];
  if (object.kind != Expression::Kind::kObject) RefuseType(object);
  Type type;
  type.kind = Type::Kind::kObject;
  for (size_t i = 0; i + 1 < object.operands.size(); i += 2) {
    const Expression& name = *object.operands[i];
    if (name.kind != Expression::Kind::kLiteral || !name.value.is_string()) RefuseType(name);
    type.members.emplace(name.value.text(), std::make_shared<const Type::Member>(
                                                ParseMember(*object.operands[i + 1])));
  }
  return type;
}

Type ParseNamedType(const Expression& expression) {
  Type type;
  if (expression.name == "string") {
    type.kind = Type::Kind::kString;
  } else if (expression.name == "number") {
    type.kind = Type::Kind::kNumber;
  } else if (expression.name == "bool") {
    type.kind = Type::Kind::kBool;
  } else if (expression.name == "list" || expression.name == "set" || expression.name == "map") {
    // The old form: elements of any type.
    type.kind = expression.name == "list"  ? Type::Kind::kList
                : expression.name == "set" ? Type::Kind::kSet
                                           : Type::Kind::kMap;
    type.element = std::make_shared<const Type>();
  } else if (expression.name != "any") {
    RefuseType(expression);
  }
  return type;
}

std::optional<Value> Misfit(const Value& value, std::string_view wanted, std::string* fault) {
  *fault = std::string(wanted) + " is needed, not " + std::string(KindName(value.kind()));
  if (value.is_string()) fault->append(" (\"").append(value.text(), 0, 100).append("\")");
  return std::nullopt;
}

std::optional<Value> ConvertScalar(const Value& value, Type::Kind kind, std::string* fault) {
  if (kind == Type::Kind::kString) {
    if (std::optional<std::string> text = AsText(value)) return Value::String(*std::move(text));
    return Misfit(value, "a string", fault);
  }
  if (kind == Type::Kind::kNumber) {
    if (std::optional<std::string> number = AsNumber(value)) return Value::Number(*number);
    return Misfit(value, "a number", fault);
  }
  if (const std::optional<bool> result = AsBool(value)) return Value::Bool(*result);
  return Misfit(value, "a bool", fault);
}

std::optional<Value> ConvertSequence(const Value& value, const Type& type, std::string* fault) {
  const bool is_set = type.kind == Type::Kind::kSet;
  if (!value.is_sequence()) return Misfit(value, is_set ? "a set" : "a list", fault);
  Value::Items items;
  for (const Value& item : value.items()) {
    std::optional<Value> converted = Convert(item, *type.element, fault);
    if (!converted) return std::nullopt;
    items.push_back(*std::move(converted));
  }
  if (type.element->kind == Type::Kind::kAny) items = Unified(std::move(items));
  return is_set ? Value::Set(std::move(items)) : Value::List(std::move(items));
}

std::optional<Value> ConvertTuple(const Value& value, const Type& type, std::string* fault) {
  if (!value.is_sequence() || value.items().size() != type.elements.size())
    return Misfit(value, "a tuple of " + std::to_string(type.elements.size()), fault);
  Value::Items items;
  for (size_t i = 0; i < type.elements.size(); ++i) {
    std::optional<Value> converted = Convert(value.items()[i], type.elements[i], fault);
    if (!converted) return std::nullopt;
    items.push_back(*std::move(converted));
  }
  return Value::List(std::move(items));
}

std::optional<Value> ConvertMap(const Value& value, const Type& type, std::string* fault) {
  if (!value.is_map()) return Misfit(value, "a map", fault);
  Value::Items items;
  for (const auto& member : value.members()) {
    std::optional<Value> converted = Convert(member.second, *type.element, fault);
    if (!converted) {
      *fault = member.first + ": " + *fault;
      return std::nullopt;
    }
    items.push_back(*std::move(converted));
  }
  if (type.element->kind == Type::Kind::kAny) items = Unified(std::move(items));
  Value::Members members;
  auto item = items.begin();
  for (const auto& member : value.members()) members.emplace(member.first, std::move(*item++));
  return Value::Map(std::move(members));
}

// Members that the type does not name are dropped, as Terraform does.
std::optional<Value> ConvertObject(const Value& value, const Type& type, std::string* fault) {
  if (!value.is_map()) return Misfit(value, "an object", fault);
  Value::Members members;
  for (const auto& [name, member] : type.members) {
    const Value* given = value.Find(name);
    if (given == nullptr && value.is_open()) {
      members.emplace(name, Value::Unknown(value.text() + "." + name));
      continue;
    }
    if (given == nullptr && !member->is_optional) {
      *fault = "the attribute \"" + name + "\" is required";
      return std::nullopt;
    }
    if (given == nullptr || (given->is_null() && member->is_optional)) {
      members.emplace(name, member->otherwise.value_or(Value()));
      continue;
    }
    std::optional<Value> converted = Convert(*given, member->type, fault);
    if (!converted) {
      *fault = name + ": " + *fault;
      return std::nullopt;
    }
    members.emplace(name, *std::move(converted));
  }
  return Value::Map(std::move(members));
}

}  // namespace

Type ParseType(const Expression& expression) {
  if (expression.kind == Expression::Kind::kName) return ParseNamedType(expression);
  // The oldest form: type = "string".
  if (expression.kind == Expression::Kind::kLiteral && expression.value.is_string()) {
    Expression named;
    named.mark = expression.mark;
    named.name = expression.value.text();
    return ParseNamedType(named);
  }
  if (expression.kind != Expression::Kind::kCall || expression.operands.size() != 1)
    RefuseType(expression);
  Type type;
  if (expression.name == "object") return ParseObjectType(expression);
  if (expression.name == "tuple") {
    if (expression.operands[0]->kind != Expression::Kind::kTuple) RefuseType(expression);
    type.kind = Type::Kind::kTuple;
    for (const ExpressionPtr& element : expression.operands[0]->operands)
      type.elements.push_back(ParseType(*element));
    return type;
  }
  if (expression.name == "list") {
    type.kind = Type::Kind::kList;
  } else if (expression.name == "set") {
    type.kind = Type::Kind::kSet;
  } else if (expression.name == "map") {
    type.kind = Type::Kind::kMap;
  } else {
    RefuseType(expression);
  }
  type.element = std::make_shared<const Type>(ParseType(*expression.operands[0]));
  return type;
}

std::optional<Value> Convert(const Value& value, const Type& type, std::string* fault) {
  if (value.is_null() || value.is_unknown()) return value;
  switch (type.kind) {
    case Type::Kind::kAny:
      return value;
    case Type::Kind::kBool:
    case Type::Kind::kNumber:
    case Type::Kind::kString:
      return ConvertScalar(value, type.kind, fault);
    case Type::Kind::kList:
    case Type::Kind::kSet:
      return ConvertSequence(value, type, fault);
    case Type::Kind::kMap:
      return ConvertMap(value, type, fault);
    case Type::Kind::kTuple:
      return ConvertTuple(value, type, fault);
    case Type::Kind::kObject:
      return ConvertObject(value, type, fault);
  }
  return value;
}

std::optional<std::string> AsText(const Value& value) {
  if (value.is_string() || value.is_number()) return value.text();
  if (value.is_bool()) return value.is_true() ? "true" : "false";
  return std::nullopt;
}

std::optional<std::string> AsNumber(const Value& value) {
  if (value.is_number()) return value.text();
  if (value.is_string()) return ParseDecimal(value.text());
  return std::nullopt;
}

std::optional<bool> AsBool(const Value& value) {
  if (value.is_bool()) return value.is_true();
  if (value.is_string() && value.text() == "true") return true;
  if (value.is_string() && value.text() == "false") return false;
  return std::nullopt;
}

Value::Items Unified(Value::Items items) {
  const bool has_text =
      std::ranges::any_of(items, [](const Value& item) { return item.is_string(); });
  if (!has_text) return items;
  for (Value& item : items) {
    if (item.is_number() || item.is_bool()) item = Value::String(*AsText(item));
  }
  return items;
}

}  // namespace pumice::deploy::terraform
