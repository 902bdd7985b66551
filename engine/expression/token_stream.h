// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string_view>

#include "engine/error/expressions.h"

namespace pumice {

enum class TokenType : uint8_t {
  kEnd,
  kName,         // attribute or function
  kNameHolder,   // #name
  kValueHolder,  // :value
  kIndex,        // digits
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kPlus,
  kMinus,
  kOpenParen,
  kCloseParen,
  kOpenBracket,
  kCloseBracket,
  kComma,
  kDot,
  // Keywords, whatever their case. They are no attribute names in any kind of expression.
  kAnd,
  kOr,
  kNot,
  kBetween,
  kIn,
  kSet,
  kRemove,
  kAdd,
  kDelete,
  kUnknown,  // a character outside of the grammar
};

struct Token {
  TokenType type = TokenType::kEnd;
  uint32_t position = 0;  // of its first byte in the expression
  std::string_view text;
};

// The tokens of one expression, with a look at the one before and the one after. Borrows the text.
class TokenStream {
 public:
  // Throws ApiError, kValidation, where the text is empty or longer than an expression may be.
  TokenStream(std::string_view text, ExpressionKind kind);

  const Token& current() const { return current_; }
  const Token& next() const { return next_; }
  bool Is(TokenType type) const { return current_.type == type; }

  // Moves on and returns the token that was current.
  Token Take();
  // Moves on if the current token is of this type.
  bool TakeIf(TokenType type);
  // Moves on, or throws the syntax error if the current token is of another type.
  Token Expect(TokenType type);

  // Throws "Invalid …Expression: Syntax error; token: "b", near: "a b c"" about the current token.
  [[noreturn]] void ThrowSyntaxError() const;

  ExpressionKind kind() const { return kind_; }

 private:
  Token Scan();

  std::string_view text_;
  ExpressionKind kind_;
  uint32_t position_ = 0;
  uint32_t near_ = 0;  // where the token before the current one begins
  Token current_;
  Token next_;
};

}  // namespace pumice
