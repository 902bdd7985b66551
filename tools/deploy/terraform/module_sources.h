// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "protocol/deploy/node.h"

namespace pumice::deploy::terraform {

// Where the files of modules are: a local path, or where terraform init put what came from
// elsewhere (.terraform/modules/modules.json).
class ModuleSources {
 public:
  // Throws TemplateError if there is a list and it cannot be read.
  explicit ModuleSources(const std::filesystem::path& root);

  // `key`: the calls that lead there, "vpc" or "data.tables"; `folder`: of the module that calls.
  // Throws TemplateError, at `mark`.
  std::filesystem::path Find(const std::string& key, const std::string& source,
                             const std::filesystem::path& folder, const Mark& mark) const;

 private:
  const std::filesystem::path root_;
  std::map<std::string, std::string> installed_;
};

}  // namespace pumice::deploy::terraform
