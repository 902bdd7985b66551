// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>
#include <vector>

#include "engine/partiql/token.h"

namespace pumice::partiql {

// A walk over a statement's tokens.
class TokenCursor {
 public:
  explicit TokenCursor(std::string_view text) : tokens_(Tokenize(text)) {}

  const Token& current() const { return tokens_[at_]; }
  // A token further on; kEnd behind the last one.
  const Token& Peek(size_t ahead) const {
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : tokens_.back();
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
    const Token& taken = tokens_[at_];
    if (taken.type != TokenType::kEnd) ++at_;
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
  size_t at_ = 0;
};

}  // namespace pumice::partiql
