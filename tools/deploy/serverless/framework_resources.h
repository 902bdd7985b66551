// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/deploy/node.h"
#include "tools/deploy/serverless/variables.h"

namespace pumice::deploy {

// Adds to `resources` those that the Framework makes of `functions`, with their types and logical
// ids ("AWS CloudFormation Resource Reference"), so that the file's own can refer to them. What
// cannot be read of the functions is left out: pumice makes none.
void AddFrameworkResources(Variables* variables, Node* resources);

}  // namespace pumice::deploy
