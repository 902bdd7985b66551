// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/partiql/literal.h"

namespace pumice::partiql {

// A statement with its values. Borrows both.
struct StatementRequest {
  std::string_view text;
  Parameters parameters;
  bool consistent = false;             // of reads
  bool old_item_on_failure = false;    // ReturnValuesOnConditionCheckFailure ALL_OLD
  std::string* explanation = nullptr;  // of a write's failed condition; see WriteOptions
};

// Tells requests apart: by the statements' texts and parameters. The same in every process.
uint64_t HashRequest(std::span<const StatementRequest> requests);

}  // namespace pumice::partiql
