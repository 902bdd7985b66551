// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/read_templates.h"

#include <algorithm>
#include <utility>

#include "tools/deploy/cdk.h"
#include "tools/deploy/data_model.h"
#include "tools/deploy/serverless/serverless.h"
#include "tools/deploy/stack_files.h"
#include "tools/deploy/table_json.h"
#include "tools/deploy/template_form.h"
#include "tools/deploy/terraform/terraform.h"

namespace pumice::deploy {
namespace {

// What reads a form that stands for itself: all but CloudFormation's, whose stacks may import from
// each other.
DesiredTables ReadOne(const FoundTemplate& found, const ReadOptions& options) {
  DesiredTables desired;
  switch (found.form) {
    case TemplateForm::kCdk:
      return ReadCdkOutput(found.path, options);
    case TemplateForm::kTerraform:
      return ReadTerraformFolder(found.path, options);
    case TemplateForm::kTerraformJson:
      return ReadTerraformJson(found.root, options);
    case TemplateForm::kServerless:
      return ReadServerlessFile(found.path, options);
    case TemplateForm::kTableJson:
      AddTableJson(found.root, &desired);
      return desired;
    case TemplateForm::kDataModel:
      AddDataModel(found.root, &desired);
      return desired;
    case TemplateForm::kCloudFormation:
      break;
  }
  return desired;
}

bool IsAllStacks(const std::vector<FoundTemplate>& found) {
  return std::all_of(found.begin(), found.end(), [](const FoundTemplate& one) {
    return one.form == TemplateForm::kCloudFormation;
  });
}

}  // namespace

DesiredTables ReadTemplates(const std::vector<std::string>& paths, const ReadOptions& options) {
  std::vector<FoundTemplate> found;
  for (const std::string& path : paths) {
    for (FoundTemplate& one : FindTemplates(path)) found.push_back(std::move(one));
  }
  DesiredTables desired;
  std::vector<FoundTemplate> stacks;
  ReadOptions own = options;
  own.is_one_form = found.size() == 1 || IsAllStacks(found);
  for (FoundTemplate& one : found) {
    if (one.form == TemplateForm::kCloudFormation) {
      stacks.push_back(std::move(one));
    } else {
      AppendTables(ReadOne(one, own), &desired);
    }
  }
  if (!stacks.empty()) AppendTables(ReadStackFiles(stacks, own), &desired);
  return desired;
}

}  // namespace pumice::deploy
