// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// A stack of a CDK app.
struct CdkStack {
  std::string id;             // of its artifact
  std::string name;           // as it is deployed
  std::string template_file;  // relative to `folder`
  std::filesystem::path folder;
  std::vector<std::string> dependencies;  // ids of artifacts
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> tags;  // of the whole stack, and so of its tables
  // Files of the assembly by the name that they would be uploaded under ("0d1f….json").
  std::shared_ptr<const std::map<std::string, std::string>> assets;
  Mark mark;
};

// The stacks of an assembly in `folder` and of those within it, each after those that it depends
// on. `root`: what must hold every file. Throws TemplateError.
std::vector<CdkStack> ReadCdkManifest(const std::filesystem::path& root,
                                      const std::filesystem::path& folder);

}  // namespace pumice::deploy
