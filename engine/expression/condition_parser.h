// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "engine/error/expressions.h"
#include "engine/expression/syntax_tree.h"

namespace pumice {

// Parses the grammar that conditions, filters and key conditions share into `tree`; returns the
// root. Throws ApiError, kValidation.
NodeId ParseConditionTree(std::string_view text, ExpressionKind kind, SyntaxTree* tree);

}  // namespace pumice
