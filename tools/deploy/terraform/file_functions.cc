// SPDX-License-Identifier: Apache-2.0

// Functions of files and their names.

#include <memory>

#include "protocol/base64.h"
#include "tools/deploy/terraform/functions.h"
#include "tools/deploy/terraform/parser.h"

namespace pumice::deploy::terraform {
namespace {

Value File(const Call& call) {
  return call.MadeText(call.evaluator().scope().ReadFile(call.Text(0), call.mark()));
}

Value FileBase64(const Call& call) {
  std::string encoded;
  AppendBase64(call.evaluator().scope().ReadFile(call.Text(0), call.mark()), &encoded);
  return call.MadeText(std::move(encoded));
}

Value FileExists(const Call& call) {
  return Value::Bool(call.evaluator().scope().HasFile(call.Text(0), call.mark()));
}

// A template sees what is given to it, and nothing else.
class TemplateScope : public Scope {
 public:
  explicit TemplateScope(const Value& variables) : variables_(variables) {}

  Value Resolve(const Expression& root, std::span<const Step> /*steps*/, size_t* used,
                Evaluator* evaluator) override {
    const Value* const found = variables_.Find(root.name);
    if (found == nullptr)
      evaluator->Fail(root.mark, "the template is given no variable named \"" + root.name + "\"");
    *used = 0;
    return *found;
  }
  std::string ReadFile(const std::string& path, const Mark& mark) override {
    throw TemplateError(mark, path, "a template reads no files");
  }
  bool HasFile(const std::string& /*path*/, const Mark& /*mark*/) override { return false; }

 private:
  const Value& variables_;
};

Value TemplateFile(const Call& call) {
  const std::string path = call.Text(0);
  const std::string text = call.evaluator().scope().ReadFile(path, call.mark());
  call.evaluator().budget().ChargeText(text.size(), call.mark());
  const ExpressionPtr parsed = ParseTemplate(text, std::make_shared<const std::string>(path));
  TemplateScope scope(call.Map(1));
  Evaluator evaluator(&scope, &call.evaluator().budget(), call.evaluator().place());
  return evaluator.Evaluate(*parsed);
}

Value BaseName(const Call& call) {
  std::string path = call.Text(0);
  if (path.empty()) return Value::String(".");
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return call.MadeText(path == "/" ? path : path.substr(path.rfind('/') + 1));
}

Value DirName(const Call& call) {
  const std::string path = call.Text(0);
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return Value::String(".");
  return call.MadeText(slash == 0 ? "/" : path.substr(0, slash));
}

// What path.module and the like lead to is read relative to the module in any case.
Value Same(const Call& call) { return call.MadeText(call.Text(0)); }

}  // namespace

std::vector<Function> FileFunctions() {
  return {{"file", 1, 1, File},
          {"filebase64", 1, 1, FileBase64},
          {"fileexists", 1, 1, FileExists},
          {"templatefile", 2, 2, TemplateFile, Function::Needs::kParts},
          {"basename", 1, 1, BaseName},
          {"dirname", 1, 1, DirName},
          {"abspath", 1, 1, Same},
          {"pathexpand", 1, 1, Same}};
}

}  // namespace pumice::deploy::terraform
