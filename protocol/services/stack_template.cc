// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_template.h"

#include <algorithm>
#include <optional>

#include "engine/database.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"
#include "protocol/services/service_fault.h"
#include "pumice/service_error.h"

namespace pumice::services {
namespace {

using deploy::Node;

// The name of the template in messages: the service is given a text, not a file.
constexpr std::string_view kFile = "template";

std::optional<std::string> StreamArn(const ServiceCaller& caller, std::string_view table) {
  try {
    const Node answer = deploy::ReadDocument(
        caller.dynamodb("DescribeTable", deploy::TableNameInput(table)), kFile);
    const Node* const described = answer.Find("Table");
    const Node* const arn = described == nullptr ? nullptr : described->Find("LatestStreamArn");
    if (arn != nullptr) return arn->text();
  } catch (const ServiceError&) {
    // There is no such table yet.
  }
  return std::nullopt;
}

}  // namespace

Node ReadTemplate(const std::string& body) {
  if (body.size() > kMaxTemplate) ThrowTemplateTooLarge(kMaxTemplate);
  try {
    return deploy::ReadDocument(body, kFile);
  } catch (const deploy::TemplateError& error) {
    ThrowTemplateFormat(error.what());
  }
}

EvaluatedTemplate EvaluateTemplate(const Stack& stack, const StackInput& input,
                                   const ServiceCaller& caller) {
  EvaluatedTemplate evaluated;
  evaluated.root = ReadTemplate(input.template_body);
  const StackStore store(&caller.database.records());
  deploy::TemplateInputs inputs;
  inputs.parameters = input.parameters;
  inputs.region = caller.region;
  inputs.account = caller.account;
  inputs.stack_name = stack.name;
  inputs.stack_id = stack.id;
  inputs.tags = {input.tags.begin(), input.tags.end()};
  inputs.name_salt = stack.id;
  inputs.replaced = input.replaced;
  inputs.fingerprints = true;
  inputs.import = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = store.FindExport(name);
    if (!found) return std::nullopt;
    auto& imports = evaluated.imports;
    if (std::find(imports.begin(), imports.end(), name) == imports.end()) {
      imports.emplace_back(name);
    }
    return found->value;
  };
  inputs.stream_arn = [&](std::string_view table) { return StreamArn(caller, table); };
  try {
    evaluated.result = deploy::EvaluateStack(evaluated.root, inputs);
  } catch (const deploy::TemplateError& error) {
    ThrowTemplate(error.what());
  }
  return evaluated;
}

bool HasMadeUpName(const Node& root, const std::string& logical_id) {
  const Node* const resources = root.Find("Resources");
  const Node* const resource = resources == nullptr ? nullptr : resources->Find(logical_id);
  if (resource == nullptr) return false;  // of a nested stack
  const Node* const properties = resource->Find("Properties");
  return properties == nullptr || properties->Find("TableName") == nullptr;
}

}  // namespace pumice::services
