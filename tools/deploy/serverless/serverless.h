// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/read_options.h"

namespace pumice::deploy {

// What a serverless.yml, .yaml or .json of the Serverless Framework wants: its `resources`, with
// variables evaluated, as CloudFormation has them. `path`: the file. Throws TemplateError.
DesiredTables ReadServerlessFile(const std::string& path, const ReadOptions& options);

}  // namespace pumice::deploy
