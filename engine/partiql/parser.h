// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "engine/partiql/statement.h"

namespace pumice::partiql {

// Parses one statement ("PartiQL statements for DynamoDB", Developer Guide). Throws ApiError,
// kValidation, where the text is no statement ("Statement wasn't well formed, can't be processed:
// …"); faults of meaning are in Statement::fault.
Statement ParseStatement(std::string_view text);

}  // namespace pumice::partiql
