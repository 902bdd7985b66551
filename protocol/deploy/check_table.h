// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/deploy/desired_tables.h"

namespace pumice::deploy {

enum class UnusedDefinitions { kAllowed, kRefused };

// Throws TemplateError, with the service's sentence and the table's place, for what CreateTable
// refuses of the table whatever is there: shape, constraints, and the rules over a whole table.
// Attribute definitions that no key uses are for the endpoint to judge: some allow them.
void CheckDesiredTable(const DesiredTable& table, UnusedDefinitions unused);

}  // namespace pumice::deploy
