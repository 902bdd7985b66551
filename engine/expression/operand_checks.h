// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/error/expressions.h"
#include "engine/expression/syntax_tree.h"

namespace pumice {

// Whether an operator or function, whose operands are bound, has as many operands as it takes, of
// the types it takes. Types are known of values and of what functions return, not of attributes.
// Throws ApiError, kValidation.
void CheckOperands(const SyntaxTree& tree, const Binding& binding, ExpressionKind kind,
                   const Node& node);

}  // namespace pumice
