// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/deploy/terraform/evaluator.h"

namespace pumice::deploy::terraform {

// A call of one of Terraform's functions, with its arguments, for the function.
class Call {
 public:
  Call(const Expression& expression, std::vector<Value> arguments, Evaluator* evaluator)
      : expression_(expression), arguments_(std::move(arguments)), evaluator_(*evaluator) {}

  size_t size() const { return arguments_.size(); }
  const Value& operator[](size_t index) const { return arguments_[index]; }
  const std::vector<Value>& arguments() const { return arguments_; }
  Evaluator& evaluator() const { return evaluator_; }
  const Mark& mark() const { return expression_.mark; }

  // Arguments of a type. Throw TemplateError.
  std::string Text(size_t index) const;
  std::string Number(size_t index) const;
  int64_t Whole(size_t index) const;
  bool Bool(size_t index) const;
  const Value::Items& Items(size_t index) const;
  const Value& Map(size_t index) const;
  // The texts of a list's elements.
  std::vector<std::string> Texts(size_t index) const;

  Value Made(Value value) const { return evaluator_.Checked(std::move(value), mark()); }
  Value MadeText(std::string text) const;
  void Charge(size_t steps) const { evaluator_.budget().Charge(steps, mark()); }
  [[noreturn]] void Fail(std::string_view message) const;

 private:
  const Expression& expression_;
  const std::vector<Value> arguments_;
  Evaluator& evaluator_;
};

struct Function {
  static constexpr size_t kAny = 1'000'000;

  std::string_view name;
  size_t min_arguments = 0;
  size_t max_arguments = 0;
  Value (*run)(const Call& call) = nullptr;
  // What makes the result unknown: an argument that is unknown, or has unknown parts; or neither.
  enum class Needs { kArguments, kParts, kNothing } needs = Needs::kArguments;
};

// Throws TemplateError. What is Terraform's, but not evaluated here, gives an unknown value.
Value CallFunction(const Expression& expression, std::vector<Value> arguments,
                   Evaluator* evaluator);

// The families.
std::vector<Function> CollectionFunctions();
std::vector<Function> SequenceFunctions();
std::vector<Function> StringFunctions();
std::vector<Function> FormatFunctions();
std::vector<Function> NumberFunctions();
std::vector<Function> EncodingFunctions();
std::vector<Function> FileFunctions();

}  // namespace pumice::deploy::terraform
