// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/serverless.h"

#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/serverless/serverless_template.h"
#include "tools/deploy/template_file.h"

namespace pumice::deploy {

DesiredTables ReadServerlessFile(const std::string& path, const ReadOptions& options) {
  const ServerlessStack stack = ReadServerlessStack(path, options);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  TemplateInputs inputs;
  inputs.parameters = options.parameters;
  inputs.region = stack.region;
  inputs.account = options.account;
  inputs.stack_name = stack.name;
  inputs.tags = stack.tags;
  inputs.stream_arn = options.stream_arn;
  inputs.nested = [&](const std::string& url) -> std::optional<std::string> {
    if (url.find("://") != std::string::npos) return std::nullopt;
    return ReadFileWithin(folder.empty() ? "." : folder, folder / url, {});
  };
  DesiredTables desired = EvaluateStack(stack.resources, inputs).desired;
  desired.notes.insert(desired.notes.begin(), stack.notes.begin(), stack.notes.end());
  return desired;
}

}  // namespace pumice::deploy
