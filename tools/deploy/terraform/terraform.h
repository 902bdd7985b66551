// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/read_options.h"

namespace pumice::deploy {

// Reads the .tf files of a folder, and of the modules that they call, and evaluates the subset of
// Terraform's language that docs/terraform.md describes. options.parameters are its variables.
// Throws TemplateError for what is outside of the subset, where a table needs it.
DesiredTables ReadTerraformFolder(const std::string& folder, const ReadOptions& options);

// Reads what `terraform show -json` (or tofu's) tells of a plan or a state, or a state's own file
// (terraform.tfstate, version 4). Throws TemplateError.
DesiredTables ReadTerraformJson(const Node& root, const ReadOptions& options);

// Whether a document looks like one of those.
bool IsTerraformJson(const Node& root);

}  // namespace pumice::deploy
