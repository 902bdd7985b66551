// SPDX-License-Identifier: Apache-2.0

#include "engine/error/statement_syntax.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

template <typename... Parts>
[[noreturn]] void ThrowSyntax(const Parts&... detail) {
  ThrowValidation(Text("Statement wasn't well formed, can't be processed: ", detail...));
}

std::string_view Detail(StatementSyntax fault) {
  switch (fault) {
    case StatementSyntax::kNestingTooDeep:
      return "Too many nesting levels";
    case StatementSyntax::kUnexpectedKeyword:
      return "Unexpected keyword";
    case StatementSyntax::kUnexpectedTerm:
      return "Unexpected term";
    case StatementSyntax::kUnexpectedOperator:
      return "Unexpected operator";
    case StatementSyntax::kExpectedManipulation:
      return "Expected data manipulation";
    case StatementSyntax::kNoRightHandSide:
      return "Missing right-hand side expression of infix operator";
    case StatementSyntax::kExpectedAnd:
      return "Expected AND keyword";
    case StatementSyntax::kNoOperandAfterAnd:
      return "Expected expression after AND";
    case StatementSyntax::kExpectedTypeName:
      return "Expected type name";
    case StatementSyntax::kExpectedNameAfterAt:
      return "Identifier must follow @-operator";
    case StatementSyntax::kEmptyGroup:
      return "Expression group cannot be empty";
    case StatementSyntax::kExpectedFromAfterSelect:
      return "Expected FROM after SELECT list";
    case StatementSyntax::kExpectedFromAfterDelete:
      return "Expected FROM after DELETE";
    case StatementSyntax::kExpectedSimplePath:
      return "Expected identifier for simple path";
    case StatementSyntax::kDotInSimplePath:
      return "Invalid path dot component for simple path";
    case StatementSyntax::kDotComponent:
      return "Invalid path dot component";
    case StatementSyntax::kStarInBrackets:
      return "Invalid use of * in select list";
    case StatementSyntax::kComponentInSimplePath:
      return "Invalid path component for simple path";
    case StatementSyntax::kSecondStatement:
      return "Unexpected token after semicolon. (Only one query is allowed.)";
    case StatementSyntax::kTokenAfterStatement:
      return "Unexpected token after expression";
    case StatementSyntax::kStarBesideOthers:
      return "Other expressions may not be present in the select list when '*' is used without dot "
             "notation.";
    case StatementSyntax::kExpectedReturning:
      return "Expected ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause.";
  }
  return "";
}

}  // namespace

void ThrowNotWellFormed(StatementSyntax fault) { ThrowSyntax(Detail(fault)); }

void ThrowExpectedToken(std::string_view name) { ThrowSyntax("Expected ", name); }

void ThrowExpectedAlias(std::string_view keyword) {
  ThrowSyntax("Expected identifier for ", keyword, "-alias");
}

void ThrowUnexpectedAfter(std::string_view keyword) {
  ThrowSyntax("Unexpected token following ", keyword);
}

void ThrowInvalidCharacter(size_t line, size_t column, std::string_view character) {
  ThrowSyntax("Lexer Error: at line ", std::to_string(line), ", column ", std::to_string(column),
              ": invalid character at, ", character);
}

}  // namespace pumice
