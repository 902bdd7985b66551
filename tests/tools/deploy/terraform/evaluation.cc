// SPDX-License-Identifier: Apache-2.0

#include "tests/tools/deploy/terraform/evaluation.h"

#include <fstream>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"
#include "tools/deploy/terraform/evaluator.h"
#include "tools/deploy/terraform/json_value.h"
#include "tools/deploy/terraform/parser.h"
#include "tools/deploy/terraform/terraform.h"

namespace pumice::test {
namespace {

using deploy::DesiredTables;
using deploy::Mark;
using deploy::Node;
using deploy::ReadOptions;
using deploy::TemplateError;
namespace terraform = deploy::terraform;

// Knows "known", "unknown" and one file.
class TestScope : public terraform::Scope {
 public:
  terraform::Value Resolve(const terraform::Expression& root,
                           std::span<const terraform::Step> /*steps*/, size_t* used,
                           terraform::Evaluator* evaluator) override {
    *used = 0;
    if (root.name == "known") return terraform::Value::String("k");
    if (root.name == "unknown") return terraform::Value::Unknown("aws_kms_key.key.arn");
    evaluator->Fail(root.mark, "no " + root.name);
  }
  std::string ReadFile(const std::string& path, const Mark& mark) override {
    if (path == "greeting.tpl") return "Hello ${name}%{ for n in more }, ${n}%{ endfor }!";
    throw TemplateError(mark, path, "no such file");
  }
  bool HasFile(const std::string& path, const Mark& /*mark*/) override {
    return path == "greeting.tpl";
  }
};

// Adds a line.
void Tell(std::string_view what, const std::string& text, std::string* out) {
  out->append(what).append(text).append("\n");
}

void TellSetting(std::string_view name, const Node& node, std::string* out) {
  if (!node.is_null()) Tell(name, NodeJson(node), out);
}

std::string Told(const DesiredTables& desired) {
  std::string out;
  for (const deploy::DesiredTable& table : desired.tables) {
    Tell("table ", table.logical_id + " " + NodeJson(table.create), &out);
    TellSetting("  ttl ", table.time_to_live, &out);
    TellSetting("  backups ", table.continuous_backups, &out);
    TellSetting("  kinesis ", table.kinesis_destination, &out);
    for (const Node& insights : table.contributor_insights)
      TellSetting("  insights ", insights, &out);
    for (const Node& item : table.items) TellSetting("  item ", item, &out);
    if (table.retain) Tell("  retained", "", &out);
  }
  for (const deploy::DesiredCall& call : desired.calls)
    Tell("call ", call.service + " " + call.operation + " " + NodeJson(call.input), &out);
  for (const deploy::DesiredOutput& output : desired.outputs)
    Tell("output ", output.name + " = " + output.value, &out);
  for (const auto& [type, count] : desired.passed_over)
    Tell("passed over ", type + ": " + std::to_string(count), &out);
  for (const std::string& note : desired.notes) Tell("note ", note, &out);
  return out;
}

std::string WithoutFolder(std::string text, const std::string& folder) {
  for (size_t at = 0; (at = text.find(folder + "/", at)) != std::string::npos;)
    text.erase(at, folder.size() + 1);
  for (size_t at = 0; (at = text.find(folder, at)) != std::string::npos;)
    text.replace(at, folder.size(), "FOLDER");
  return text;
}

}  // namespace

std::string Evaluated(std::string_view expression) {
  try {
    const terraform::ExpressionPtr parsed = terraform::ParseExpression(expression, nullptr);
    TestScope scope;
    terraform::Budget budget;
    const terraform::Value value = terraform::Evaluator(&scope, &budget, "").Evaluate(*parsed);
    if (const std::string* const unknown = value.FirstUnknown()) return "unknown: " + *unknown;
    std::string json;
    terraform::AppendJson(value, &json);
    return json;
  } catch (const TemplateError& error) {
    return "fault: " + error.sentence();
  }
}

std::string DeployedFolder(const std::string& folder, const ReadOptions& options) {
  try {
    return WithoutFolder(Told(deploy::ReadTerraformFolder(folder, options)), folder);
  } catch (const TemplateError& error) {
    return WithoutFolder(std::string("fault: ") + error.what(), folder);
  }
}

std::string Deployed(std::string_view configuration, const ReadOptions& options) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "main.tf") << configuration;
  return DeployedFolder(directory.path().string(), options);
}

std::string DeployedJson(std::string_view document, const ReadOptions& options) {
  try {
    return Told(deploy::ReadTerraformJson(deploy::ReadDocument(document, "plan.json"), options));
  } catch (const TemplateError& error) {
    return std::string("fault: ") + error.what();
  }
}

}  // namespace pumice::test
