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

// The position of a token in the statement's text, as the service's messages give it: line and
// column in characters from 1, length in characters.
struct SourcePosition {
  uint32_t line = 1;
  uint32_t column = 1;
  uint32_t length = 0;
};

struct Token {
  TokenType type = TokenType::kEnd;
  SourcePosition position;
  // Keywords in lower case; names and strings without their quotes; operators with "!=" as "<>";
  // otherwise as it stands.
  std::string text;
};

// ASCII letters only, as keywords and functions' names are compared.
std::string LowerCase(std::string_view text);

// The tokens of a statement, kEnd behind them. Throws ApiError, kValidation ("Statement wasn't well
// formed, …") for characters that belong to no token.
std::vector<Token> Tokenize(std::string_view statement);

// A walk over a statement's tokens.
class TokenCursor {
 public:
  explicit TokenCursor(std::string_view text) : tokens_(Tokenize(text)) {}

  const Token& current() const { return tokens_[index_]; }
  // A token further on; kEnd behind the last one.
  const Token& Peek(size_t ahead) const {
    return index_ + ahead < tokens_.size() ? tokens_[index_ + ahead] : tokens_.back();
  }

  bool Is(TokenType type) const { return current().type == type; }
  bool IsKeyword(std::string_view keyword) const { return IsKeywordAt(0, keyword); }
  bool IsKeywordAt(size_t ahead, std::string_view keyword) const {
    return Peek(ahead).type == TokenType::kKeyword && Peek(ahead).text == keyword;
  }
  bool IsOperator(std::string_view op) const {
    return Is(TokenType::kOperator) && current().text == op;
  }
  bool IsName() const { return Is(TokenType::kName) || Is(TokenType::kQuotedName); }

  // Moves on, not beyond the end, and returns the token that was current.
  const Token& Take() {
    const Token& taken = tokens_[index_];
    if (taken.type != TokenType::kEnd) ++index_;
    return taken;
  }
  // Moves on if the current token is this one.
  bool TakeIf(TokenType type) {
    if (!Is(type)) return false;
    Take();
    return true;
  }
  bool TakeIfKeyword(std::string_view keyword) {
    if (!IsKeyword(keyword)) return false;
    Take();
    return true;
  }

 private:
  const std::vector<Token> tokens_;
  size_t index_ = 0;
};

}  // namespace pumice::partiql
