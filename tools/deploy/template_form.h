// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

enum class TemplateForm {
  kCloudFormation,
  kCdk,            // a folder
  kTerraform,      // a folder
  kTerraformJson,  // a plan or a state
  kServerless,
  kTableJson,
  kDataModel,
};

// A template, and which form it has.
struct FoundTemplate {
  TemplateForm form;
  std::string path;
  Node root;  // of the forms that are one document, but for serverless.yml
};

// What a path that a user gave stands for, by content and name; of a folder of single templates,
// each in the order of their names. Throws TemplateError, also where there is nothing.
std::vector<FoundTemplate> FindTemplates(const std::string& path);

}  // namespace pumice::deploy
