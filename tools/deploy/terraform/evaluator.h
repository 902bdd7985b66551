// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/deploy/terraform/budget.h"
#include "tools/deploy/terraform/syntax.h"
#include "tools/deploy/terraform/value.h"

namespace pumice::deploy::terraform {

class Evaluator;

// What names mean where an expression stands: a module.
class Scope {
 public:
  virtual ~Scope() = default;

  // The value of the name that begins with `root` and goes on with `steps`: "var" and ".x". Tells
  // how many steps belong to it. Throws TemplateError.
  virtual Value Resolve(const Expression& root, std::span<const Step> steps, size_t* used,
                        Evaluator* evaluator) = 0;
  // The text of a file that a function names, relative to the module. Throws TemplateError.
  virtual std::string ReadFile(const std::string& path, const Mark& mark) = 0;
  virtual bool HasFile(const std::string& path, const Mark& mark) = 0;
};

// Evaluates expressions in a scope, with names bound besides: each, count, iterators, what `for`
// declares. Throws TemplateError.
class Evaluator {
 public:
  // Both must outlive this. `place`: what messages name, "aws_dynamodb_table.music.name".
  Evaluator(Scope* scope, Budget* budget, std::string place)
      : scope_(*scope), budget_(*budget), place_(std::move(place)) {}

  Value Evaluate(const Expression& expression);

  void Bind(std::string_view name, Value value) { names_.emplace_back(name, std::move(value)); }
  void Unbind() { names_.pop_back(); }

  Scope& scope() { return scope_; }
  Budget& budget() { return budget_; }
  const std::string& place() const { return place_; }
  void set_place(std::string place) { place_ = std::move(place); }
  [[noreturn]] void Fail(const Mark& mark, std::string_view message) const;
  // The list or map, if its size and depth are within the bounds.
  Value Checked(Value value, const Mark& mark);

  // As a template puts it into text. Throws TemplateError.
  std::string TextOf(const Value& value, const Mark& mark) const;
  // The value of a member or an element. Throws TemplateError.
  Value MemberOf(const Value& base, const std::string& name, const Mark& mark) const;
  Value ElementOf(const Value& base, const Value& key, const Mark& mark) const;

 private:
  Value EvaluateTemplate(const Expression& expression);
  void AppendParts(const std::vector<TemplatePart>& parts, std::string* text, Value* unknown);
  void AppendPart(const TemplatePart& part, std::string* text, Value* unknown);
  Value EvaluateTuple(const Expression& expression);
  Value EvaluateObject(const Expression& expression);
  Value EvaluateFor(const Expression& expression);
  Value EvaluateUnary(const Expression& expression);
  Value EvaluateBinary(const Expression& expression);
  Value EvaluateLogical(const Expression& expression);
  Value EvaluateConditional(const Expression& expression);
  Value EvaluateAccess(const Expression& expression);
  Value EvaluateName(const Expression& name, std::span<const Step> steps, size_t* used);
  Value EvaluateCall(const Expression& expression);
  Value EvaluateTry(const Expression& expression);
  Value Apply(Value base, std::span<const Step> steps);
  Value Splat(const Value& base, std::span<const Step> steps, const Mark& mark);
  // Calls with key and element. `what`: for messages.
  template <typename Visit>
  void ForEach(const Value& collection, const Mark& mark, Visit visit);
  bool BoolOf(const Value& value, const Mark& mark) const;
  std::string NumberOf(const Value& value, const Mark& mark) const;

  Scope& scope_;
  Budget& budget_;
  std::string place_;
  std::vector<std::pair<std::string_view, Value>> names_;
};

}  // namespace pumice::deploy::terraform
