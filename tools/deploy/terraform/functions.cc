// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/functions.h"

#include <algorithm>
#include <map>
#include <optional>

#include "tools/deploy/terraform/decimal.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

using FunctionMap = std::map<std::string_view, Function>;

// Terraform's too; their results are known only to Terraform, or say nothing of a table.
constexpr std::string_view kNotEvaluated[] = {"base64gzip",
                                              "bcrypt",
                                              "cidrhost",
                                              "cidrnetmask",
                                              "cidrsubnet",
                                              "cidrsubnets",
                                              "filebase64sha256",
                                              "filebase64sha512",
                                              "filemd5",
                                              "fileset",
                                              "filesha1",
                                              "filesha256",
                                              "filesha512",
                                              "formatdate",
                                              "plantimestamp",
                                              "rsadecrypt",
                                              "templatestring",
                                              "textdecodebase64",
                                              "textencodebase64",
                                              "timeadd",
                                              "timecmp",
                                              "timestamp",
                                              "type",
                                              "uuid",
                                              "uuidv5",
                                              "yamlencode"};

const FunctionMap& Functions() {
  static const FunctionMap kFunctions = [] {
    FunctionMap functions;
    for (const auto& family :
         {CollectionFunctions(), SequenceFunctions(), StringFunctions(), FormatFunctions(),
          NumberFunctions(), EncodingFunctions(), FileFunctions()}) {
      for (const Function& function : family) functions.emplace(function.name, function);
    }
    return functions;
  }();
  return kFunctions;
}

// The unknown value that makes the result one; null: none.
const std::string* UnknownArgument(const Function& function, const std::vector<Value>& arguments) {
  for (const Value& argument : arguments) {
    if (function.needs == Function::Needs::kArguments && argument.is_unknown())
      return &argument.text();
    if (function.needs == Function::Needs::kParts && !argument.is_known())
      return argument.FirstUnknown();
  }
  return nullptr;
}

}  // namespace

void Call::Fail(std::string_view message) const {
  evaluator_.Fail(mark(), expression_.name + ": " + std::string(message));
}

std::string Call::Text(size_t index) const {
  std::optional<std::string> text = AsText(arguments_[index]);
  if (!text) Fail("a string is needed, not " + std::string(KindName(arguments_[index].kind())));
  return *std::move(text);
}

std::string Call::Number(size_t index) const {
  std::optional<std::string> number = AsNumber(arguments_[index]);
  if (!number) Fail("a number is needed, not " + std::string(KindName(arguments_[index].kind())));
  return *std::move(number);
}

int64_t Call::Whole(size_t index) const {
  const std::optional<int64_t> whole = WholeDecimal(Number(index));
  if (!whole) Fail("a whole number is needed");
  return *whole;
}

bool Call::Bool(size_t index) const {
  const std::optional<bool> result = AsBool(arguments_[index]);
  if (!result) Fail("a bool is needed, not " + std::string(KindName(arguments_[index].kind())));
  return *result;
}

const Value::Items& Call::Items(size_t index) const {
  if (!arguments_[index].is_sequence())
    Fail("a list is needed, not " + std::string(KindName(arguments_[index].kind())));
  return arguments_[index].items();
}

const Value& Call::Map(size_t index) const {
  if (!arguments_[index].is_map())
    Fail("a map is needed, not " + std::string(KindName(arguments_[index].kind())));
  return arguments_[index];
}

std::vector<std::string> Call::Texts(size_t index) const {
  std::vector<std::string> texts;
  for (const Value& item : Items(index)) {
    std::optional<std::string> text = AsText(item);
    if (!text) Fail("a string is needed, not " + std::string(KindName(item.kind())));
    texts.push_back(*std::move(text));
  }
  return texts;
}

Value Call::MadeText(std::string text) const {
  evaluator_.budget().ChargeText(text.size(), mark());
  return Value::String(std::move(text));
}

Value CallFunction(const Expression& expression, std::vector<Value> arguments,
                   Evaluator* evaluator) {
  const std::string name =
      expression.name.starts_with("core::") ? expression.name.substr(6) : expression.name;
  const auto found = Functions().find(name);
  if (found == Functions().end()) {
    if (std::ranges::find(kNotEvaluated, name) != std::end(kNotEvaluated))
      return Value::Unknown(name + "()");
    evaluator->Fail(expression.mark, "there is no function named \"" + name + "\"");
  }
  const Function& function = found->second;
  if (arguments.size() < function.min_arguments || arguments.size() > function.max_arguments)
    evaluator->Fail(expression.mark, name + ": the number of arguments does not fit");
  if (const std::string* const unknown = UnknownArgument(function, arguments))
    return Value::Unknown(*unknown);
  size_t size = 0;
  for (const Value& argument : arguments) {
    // An argument is looked at whole at most once or twice.
    size += argument.count() + argument.text().size() / 16;
  }
  evaluator->budget().Charge(size, expression.mark);
  return function.run(Call(expression, std::move(arguments), evaluator));
}

}  // namespace pumice::deploy::terraform
