// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "engine/error/api_error.h"
#include "engine/error/expressions.h"
#include "engine/expression/condition.h"
#include "engine/expression/syntax_tree.h"
#include "engine/partiql/literal.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {

// Whether a condition holds for an item that is not there.
enum class Presence : uint8_t {
  kAny,       // as for an item without attributes
  kRequired,  // never
  kOptional,  // always
};

// Adds a statement's path. Throws ApiError, kValidation.
NodeId AddPath(const Statement& statement, const Expr& path, SyntaxTree* tree);

// Adds a constant. Throws as AppendConstant does.
NodeId AddConstant(const Statement& statement, const Expr& constant, Parameters parameters,
                   SyntaxTree* tree);

// Compiles a conjunction of WHERE's expressions to the tree that conditions and filters are made of
// ("PartiQL arithmetic, comparison, and logical operators for DynamoDB", "Use PartiQL functions
// with DynamoDB"). `presence` says what of an item that is not there, which is seen by its `key`
// attribute. At least one of both is to be given. Throws ApiError, kValidation.
BoundCondition CompileCondition(const Statement& statement, std::span<const ExprId> conjuncts,
                                Presence presence, std::string_view key, Parameters parameters);

// Calls what binds an expression. PartiQL's messages are the same, but do not begin with "Invalid
// ConditionExpression: " or the like.
template <typename Call>
decltype(auto) WithoutExpressionName(ExpressionKind kind, Call&& call) {
  try {
    return std::forward<Call>(call)();
  } catch (const ApiError& error) {
    RethrowAsStatementFault(kind, error);
  }
}

}  // namespace pumice::partiql
