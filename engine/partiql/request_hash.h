// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <span>

#include "engine/partiql/execution.h"

namespace pumice::partiql {

// Tells requests apart: by the statements' texts and parameters. The same in every process.
uint64_t HashRequest(std::span<const StatementRequest> requests);

}  // namespace pumice::partiql
