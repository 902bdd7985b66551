// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Puts `from` over `into`: maps member by member, lists place by place, anything else replaced.
// Takes time in proportion to both.
void MergeNodes(Node* into, Node from);

}  // namespace pumice::deploy
