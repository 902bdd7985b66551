// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pumice::partiql {

enum class TokenType : uint8_t {
  kEnd,
  kName,        // attribute, table or function
  kQuotedName,  // "name"
  kKeyword,     // a reserved word
  kString,      // 'text'
  kNumber,
  kIonLiteral,  // `…`
  kTrue,
  kFalse,
  kNull,
  kMissing,
  kParameter,  // ?
  kOperator,   // + - * / % = <> < <= > >= || @
  kOpenParen,
  kCloseParen,
  kOpenBracket,
  kCloseBracket,
  kOpenBrace,
  kCloseBrace,
  kOpenBag,   // <<
  kCloseBag,  // >>
  kComma,
  kColon,
  kSemicolon,
  kDot,
};

// Where something stands in the statement, as the service's messages give it: line and column in
// characters from 1, length in characters.
struct Spot {
  uint32_t line = 1;
  uint32_t column = 1;
  uint32_t length = 0;
};

struct Token {
  TokenType type = TokenType::kEnd;
  Spot spot;
  // Keywords in lower case; names and strings without their quotes; operators with "!=" as "<>";
  // otherwise as it stands.
  std::string text;
};

// The tokens of a statement, kEnd behind them. Throws ApiError, kValidation ("Statement wasn't well
// formed, …") for characters that belong to no token.
std::vector<Token> Tokenize(std::string_view statement);

}  // namespace pumice::partiql
