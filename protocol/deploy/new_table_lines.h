// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// What CreateTable's input makes, as lines of a plan (see PlannedTable): keys, indexes, and each
// setting that is not what a table has without it.
std::vector<std::string> NewTableLines(const Node& create);

}  // namespace pumice::deploy
