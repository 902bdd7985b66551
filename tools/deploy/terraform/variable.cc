// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/variable.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "protocol/deploy/json_document.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/json_value.h"
#include "tools/deploy/terraform/parser.h"

namespace pumice::deploy::terraform {
namespace {

using Variables = std::map<std::string, Variable, std::less<>>;

bool LiteralBool(const Argument& argument) {
  const std::optional<bool> value = AsBool(argument.value->value);
  if (argument.value->kind != Expression::Kind::kLiteral || !value)
    throw TemplateError(argument.value->mark, argument.name, "true or false must stand here");
  return *value;
}

// A text from the command line or the environment: an expression, unless the type is a scalar.
GivenValue FromText(const Variable& variable, const std::string& text, const std::string& source) {
  GivenValue given;
  const auto file = std::make_shared<const std::string>(source);
  given.mark.file = file;
  const Type::Kind kind = variable.type.kind;
  const bool is_scalar = kind == Type::Kind::kString || kind == Type::Kind::kNumber ||
                         kind == Type::Kind::kBool || !variable.has_type;
  if (is_scalar) {
    given.value = Value::String(text);
  } else {
    given.expression = ParseExpression(text, file);
  }
  return given;
}

void ReadVariableFile(const std::string& path, GivenValues* given) {
  const auto file = std::make_shared<const std::string>(path);
  const std::string text = ReadTemplateFile(path);
  if (path.ends_with(".json")) {
    const Node root = ReadJsonDocument(text, file);
    if (!root.is_map()) throw TemplateError(root.mark(), "", "an object must stand here");
    for (const Node::Member& member : root.members())
      given->insert_or_assign(member.first,
                              GivenValue{nullptr, ValueOf(member.second), member.second.mark()});
    return;
  }
  Body body = ParseBody(text, file);
  if (!body.blocks.empty())
    throw TemplateError(body.blocks[0].mark, body.blocks[0].type, "a .tfvars file has no blocks");
  for (Argument& argument : body.arguments)
    given->insert_or_assign(argument.name,
                            GivenValue{std::move(argument.value), {}, argument.mark});
}

// In the order in which they count.
std::vector<std::string> VariableFiles(const std::string& folder) {
  std::vector<std::string> automatic;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"))
      automatic.push_back(name);
  }
  std::sort(automatic.begin(), automatic.end());
  std::vector<std::string> files;
  for (const char* const name : {"terraform.tfvars", "terraform.tfvars.json"}) {
    if (std::filesystem::exists(std::filesystem::path(folder) / name, error))
      files.emplace_back(name);
  }
  files.insert(files.end(), automatic.begin(), automatic.end());
  for (std::string& name : files) name = (std::filesystem::path(folder) / name).string();
  return files;
}

}  // namespace

Variable ReadVariable(const Block& block) {
  Variable variable;
  variable.block = &block;
  for (const Argument& argument : block.body.arguments) {
    if (argument.name == "type") {
      variable.type = ParseType(*argument.value);
      variable.has_type = true;
    } else if (argument.name == "nullable") {
      variable.nullable = LiteralBool(argument);
    } else if (argument.name != "default" && argument.name != "description" &&
               argument.name != "sensitive" && argument.name != "ephemeral" &&
               argument.name != "deprecated" && argument.name != "const") {
      throw TemplateError(argument.mark, "variable", "there is no argument " + argument.name);
    }
  }
  for (const Block& inner : block.body.blocks) {
    if (inner.type != "validation")
      throw TemplateError(inner.mark, "variable", "there is no block " + inner.type);
  }
  return variable;
}

GivenValues ReadGivenValues(const std::string& folder, const Variables& variables,
                            const ReadOptions& options, std::vector<std::string>* notes) {
  GivenValues given;
  if (options.environment) {
    for (const auto& [name, variable] : variables) {
      const std::string source = "TF_VAR_" + name;
      if (const std::optional<std::string> text = options.environment(source))
        given.insert_or_assign(name, FromText(variable, *text, source));
    }
  }
  for (const std::string& path : VariableFiles(folder)) ReadVariableFile(path, &given);
  for (const auto& [name, text] : options.parameters) {
    const auto variable = variables.find(name);
    if (variable == variables.end()) {
      std::string fault = folder + ": there is no variable \"" + name + "\"";
      if (options.is_one_form) throw TemplateError({}, "", fault);
      notes->push_back(std::move(fault));
      continue;
    }
    given.insert_or_assign(name, FromText(variable->second, text, "--var " + name));
  }
  for (auto value = given.begin(); value != given.end();) {
    if (variables.contains(value->first)) {
      ++value;
      continue;
    }
    notes->push_back(value->second.mark.Text() + ": there is no variable \"" + value->first + "\"");
    value = given.erase(value);
  }
  return given;
}

}  // namespace pumice::deploy::terraform
