// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/read_options.h"
#include "tools/deploy/template_form.h"

namespace pumice::deploy {

// Evaluates CloudFormation templates, each as a stack of its own: what one exports the others may
// import, in whatever order they are given. Parameters that none of them has are told. Nested
// stacks are read from files beside their template. Throws TemplateError.
DesiredTables ReadStackFiles(const std::vector<FoundTemplate>& templates,
                             const ReadOptions& options);

}  // namespace pumice::deploy
