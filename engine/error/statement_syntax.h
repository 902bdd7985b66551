// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

// The service's errors about statements that are not well formed: "Statement wasn't well formed,
// can't be processed: …".
namespace pumice {

enum class StatementSyntax {
  kNestingTooDeep,
  kUnexpectedKeyword,
  kUnexpectedTerm,
  kUnexpectedOperator,
  kExpectedManipulation,
  kNoRightHandSide,
  kExpectedAnd,
  kNoOperandAfterAnd,
  kExpectedTypeName,
  kExpectedNameAfterAt,
  kEmptyGroup,
  kExpectedFromAfterSelect,
  kExpectedFromAfterDelete,
  kExpectedSimplePath,
  kDotInSimplePath,
  kDotComponent,
  kStarInBrackets,
  kComponentInSimplePath,
  kSecondStatement,
  kTokenAfterStatement,
  kStarBesideOthers,
  kExpectedReturning,
};

// The grammar does not allow what stands here.
[[noreturn]] void ThrowNotWellFormed(StatementSyntax fault);
// A token of this name should stand here.
[[noreturn]] void ThrowExpectedToken(std::string_view name);
// AS, AT or BY without a name.
[[noreturn]] void ThrowExpectedAlias(std::string_view keyword);
// CREATE or DROP without TABLE or INDEX.
[[noreturn]] void ThrowUnexpectedAfter(std::string_view keyword);
// `character` is quoted, with its code point, or <EOF>.
[[noreturn]] void ThrowInvalidCharacter(size_t line, size_t column, std::string_view character);

}  // namespace pumice
