// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "protocol/deploy/node.h"
#include "tools/deploy/read_options.h"

namespace pumice::deploy {

// The CloudFormation stack that a serverless.yml stands for.
struct ServerlessStack {
  std::string name;    // provider.stackName, or service and stage
  std::string region;  // the option's, provider's, or the given one
  // The template: `resources` with their extensions, and what the Framework adds for functions
  // (types and logical ids only, so that references to them hold).
  Node resources;
  std::map<std::string, std::string> tags;  // provider.stackTags
  std::vector<std::string> notes;
};

// Reads a serverless.yml, .yaml or .json, with the files that it includes. `path`: the file.
// Throws TemplateError.
ServerlessStack ReadServerlessStack(const std::string& path, const ReadOptions& options);

// The same of a document that is read already. `folder`: where the files lie that it includes.
ServerlessStack MakeServerlessStack(const Node& config, const std::filesystem::path& folder,
                                    const ReadOptions& options);

}  // namespace pumice::deploy
