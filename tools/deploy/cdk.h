// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/read_options.h"

namespace pumice::deploy {

// Reads what `cdk synth` wrote: a folder with a manifest.json. All stacks of it and of the stages
// within are evaluated, each after those that it depends on, so that exports and outputs of one are
// there for the next. Parameters are given as "NAME" or "STACK:NAME". A table that two stacks want
// is the first one's, and that is told. Nothing outside of the folder is read.
//
// Throws TemplateError.
DesiredTables ReadCdkOutput(const std::string& folder, const ReadOptions& options);

}  // namespace pumice::deploy
