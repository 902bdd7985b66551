// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/token_stream.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "engine/expression/expression_limits.h"

namespace pumice {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsWord(char c) { return IsLetter(c) || IsDigit(c) || c == '_'; }

// Bytes of the UTF-8 character that begins with `first`.
size_t CharacterSize(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte >= 0xF0) return 4;
  if (byte >= 0xE0) return 3;
  if (byte >= 0xC0) return 2;
  return 1;
}

bool EqualsIgnoringCase(std::string_view text, std::string_view upper) {
  return std::equal(text.begin(), text.end(), upper.begin(), upper.end(), [](char a, char b) {
    return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
  });
}

constexpr std::array<std::pair<std::string_view, TokenType>, 9> kKeywords = {{
    {"AND", TokenType::kAnd},
    {"OR", TokenType::kOr},
    {"NOT", TokenType::kNot},
    {"BETWEEN", TokenType::kBetween},
    {"IN", TokenType::kIn},
    {"SET", TokenType::kSet},
    {"REMOVE", TokenType::kRemove},
    {"ADD", TokenType::kAdd},
    {"DELETE", TokenType::kDelete},
}};

TokenType WordType(std::string_view word) {
  for (const auto& [keyword, type] : kKeywords) {
    if (EqualsIgnoringCase(word, keyword)) return type;
  }
  return TokenType::kName;
}

// Type and size of the operator or punctuation that `text` begins with.
std::pair<TokenType, size_t> Symbol(std::string_view text) {
  const char second = text.size() > 1 ? text[1] : '\0';
  switch (text[0]) {
    case '=':
      return {TokenType::kEqual, 1};
    case '<':
      if (second == '>') return {TokenType::kNotEqual, 2};
      if (second == '=') return {TokenType::kLessOrEqual, 2};
      return {TokenType::kLess, 1};
    case '>':
      if (second == '=') return {TokenType::kGreaterOrEqual, 2};
      return {TokenType::kGreater, 1};
    case '+':
      return {TokenType::kPlus, 1};
    case '-':
      return {TokenType::kMinus, 1};
    case '(':
      return {TokenType::kOpenParen, 1};
    case ')':
      return {TokenType::kCloseParen, 1};
    case '[':
      return {TokenType::kOpenBracket, 1};
    case ']':
      return {TokenType::kCloseBracket, 1};
    case ',':
      return {TokenType::kComma, 1};
    case '.':
      return {TokenType::kDot, 1};
    default:
      return {TokenType::kUnknown, std::min(CharacterSize(text[0]), text.size())};
  }
}

size_t CountWhile(std::string_view text, size_t from, bool (*accepts)(char)) {
  size_t end = from;
  while (end < text.size() && accepts(text[end])) ++end;
  return end - from;
}

// Type and size of the token that `text`, which is not empty, begins with.
std::pair<TokenType, size_t> Lex(std::string_view text) {
  const char first = text[0];
  if (IsLetter(first)) {
    const size_t size = CountWhile(text, 0, IsWord);
    return {WordType(text.substr(0, size)), size};
  }
  if (first == '#' || first == ':') {
    const size_t size = 1 + CountWhile(text, 1, IsWord);
    if (size == 1) return {TokenType::kUnknown, 1};
    return {first == '#' ? TokenType::kNameHolder : TokenType::kValueHolder, size};
  }
  // An index has no leading zeros: "00" is two tokens.
  if (first == '0') return {TokenType::kIndex, 1};
  if (IsDigit(first)) return {TokenType::kIndex, CountWhile(text, 0, IsDigit)};
  return Symbol(text);
}

}  // namespace

TokenStream::TokenStream(std::string_view text, ExpressionKind kind) : text_(text), kind_(kind) {
  if (text.empty()) ThrowEmptyExpression(kind);
  if (text.size() > kMaxExpressionBytes) ThrowExpressionTooLong(kind, text.size());
  current_ = Scan();
  next_ = Scan();
}

Token TokenStream::Scan() {
  position_ += static_cast<uint32_t>(CountWhile(text_, position_, IsSpace));
  if (position_ == text_.size()) return {TokenType::kEnd, position_, {}};
  const auto [type, size] = Lex(text_.substr(position_));
  const Token token{type, position_, text_.substr(position_, size)};
  position_ += static_cast<uint32_t>(size);
  return token;
}

Token TokenStream::Take() {
  const Token taken = current_;
  near_ = taken.position;
  current_ = next_;
  next_ = Scan();
  return taken;
}

bool TokenStream::TakeIf(TokenType type) {
  if (!Is(type)) return false;
  Take();
  return true;
}

Token TokenStream::Expect(TokenType type) {
  if (!Is(type)) ThrowSyntaxError();
  return Take();
}

void TokenStream::ThrowSyntaxError() const {
  const size_t end =
      current_.type == TokenType::kEnd ? text_.size() : next_.position + next_.text.size();
  ThrowExpressionSyntax(kind_, current_.type == TokenType::kEnd ? "<EOF>" : current_.text,
                        text_.substr(near_, end - near_));
}

}  // namespace pumice
