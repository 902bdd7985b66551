// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/read_options.h"

namespace pumice::deploy {

// Reads what the files and folders describe, each in its own form: CloudFormation and SAM
// templates (JSON, YAML), a cdk.out folder, Terraform's folders and `terraform show -json`,
// serverless.yml, tables as JSON, NoSQL Workbench's models. What one template exports another may
// import, whatever their order. A folder of none of these forms stands for the *.json, *.yaml,
// *.yml and *.template files in it.
//
// Throws TemplateError.
DesiredTables ReadTemplates(const std::vector<std::string>& paths, const ReadOptions& options);

}  // namespace pumice::deploy
