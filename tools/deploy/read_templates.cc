// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/read_templates.h"

#include <memory>
#include <utility>

#include "protocol/deploy/template_error.h"
#include "tools/deploy/data_model.h"
#include "tools/deploy/table_json.h"
#include "tools/deploy/template_form.h"

namespace pumice::deploy {
namespace {

// The readers of the other forms are yet to be joined.
DesiredTables ReadOne(const FoundTemplate& found, const ReadOptions& options) {
  (void)options;
  DesiredTables desired;
  switch (found.form) {
    case TemplateForm::kTableJson:
      AddTableJson(found.root, &desired);
      return desired;
    case TemplateForm::kDataModel:
      AddDataModel(found.root, &desired);
      return desired;
    case TemplateForm::kCdk:
    case TemplateForm::kTerraform:
    case TemplateForm::kTerraformJson:
    case TemplateForm::kServerless:
    case TemplateForm::kCloudFormation:
      break;
  }
  throw TemplateError({std::make_shared<const std::string>(found.path), 0, 0}, "",
                      "is a template of a form that is not read yet");
}

}  // namespace

DesiredTables ReadTemplates(const std::vector<std::string>& paths, const ReadOptions& options) {
  std::vector<FoundTemplate> found;
  for (const std::string& path : paths) {
    for (FoundTemplate& one : FindTemplates(path)) found.push_back(std::move(one));
  }
  DesiredTables desired;
  for (const FoundTemplate& one : found) AppendTables(ReadOne(one, options), &desired);
  return desired;
}

}  // namespace pumice::deploy
