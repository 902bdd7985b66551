// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/sdk_environment.h"

namespace pumice {
namespace {

// `text` as one word of a POSIX shell.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> SdkVariables(const std::string& url,
                                                              const Environment& environment) {
  std::vector<std::pair<std::string, std::string>> variables = {
      {"AWS_ENDPOINT_URL_DYNAMODB", url}, {"AWS_ENDPOINT_URL_DYNAMODB_STREAMS", url}};
  const auto is_set = [&](const std::string& name) {
    return !environment(name).value_or("").empty();
  };
  if (!is_set("AWS_REGION") && !is_set("AWS_DEFAULT_REGION")) {
    variables.emplace_back("AWS_REGION", "us-east-1");
    variables.emplace_back("AWS_DEFAULT_REGION", "us-east-1");
  }
  if (!is_set("AWS_ACCESS_KEY_ID") && !is_set("AWS_PROFILE")) {
    variables.emplace_back("AWS_ACCESS_KEY_ID", "pumice");
    variables.emplace_back("AWS_SECRET_ACCESS_KEY", "pumice");
  }
  return variables;
}

std::string ToShell(const std::vector<std::pair<std::string, std::string>>& variables) {
  std::string lines;
  for (const auto& [name, value] : variables)
    lines += "export " + name + '=' + Quoted(value) + '\n';
  return lines;
}

}  // namespace pumice
