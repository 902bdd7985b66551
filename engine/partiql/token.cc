// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/token.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "engine/error/statement_syntax.h"
#include "engine/partiql/keywords.h"

namespace pumice::partiql {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

constexpr auto kSymbols = std::to_array<std::pair<std::string_view, TokenType>>({
    // Longer ones first.
    {"<<", TokenType::kOpenBag},    {">>", TokenType::kCloseBag},    {"<>", TokenType::kOperator},
    {"!=", TokenType::kOperator},   {"<=", TokenType::kOperator},    {">=", TokenType::kOperator},
    {"||", TokenType::kOperator},   {"<", TokenType::kOperator},     {">", TokenType::kOperator},
    {"=", TokenType::kOperator},    {"+", TokenType::kOperator},     {"-", TokenType::kOperator},
    {"*", TokenType::kOperator},    {"/", TokenType::kOperator},     {"%", TokenType::kOperator},
    {"@", TokenType::kOperator},    {"(", TokenType::kOpenParen},    {")", TokenType::kCloseParen},
    {"[", TokenType::kOpenBracket}, {"]", TokenType::kCloseBracket}, {"{", TokenType::kOpenBrace},
    {"}", TokenType::kCloseBrace},  {",", TokenType::kComma},        {":", TokenType::kColon},
    {";", TokenType::kSemicolon},   {".", TokenType::kDot},          {"?", TokenType::kParameter},
});

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> Run() {
    std::vector<Token> tokens;
    for (SkipBlank(); at_ < text_.size(); SkipBlank()) {
      Token token;
      token.spot.line = line_;
      token.spot.column = column_;
      Lex(&token);
      token.spot.length = characters_ - start_characters_;
      tokens.push_back(std::move(token));
    }
    Token end;
    end.spot = {line_, column_, 0};
    tokens.push_back(std::move(end));
    return tokens;
  }

 private:
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void Advance(size_t bytes = 1) {
    for (; bytes > 0 && at_ < text_.size(); --bytes, ++at_) {
      if (IsContinuation(text_[at_])) continue;
      ++characters_;
      ++column_;
      if (text_[at_] != '\n') continue;
      ++line_;
      column_ = 1;
    }
  }

  // Blanks and comments.
  void SkipBlank() {
    for (;;) {
      if (IsSpace(Peek())) {
        Advance();
      } else if (Peek() == '-' && Peek(1) == '-') {
        while (at_ < text_.size() && Peek() != '\n') Advance();
      } else if (Peek() == '/' && Peek(1) == '*') {
        SkipBlockComment();
      } else {
        return;
      }
    }
  }

  void SkipBlockComment() {
    const size_t end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) ThrowUnfinished();
    Advance(end + 2 - at_);
  }

  void Lex(Token* token) {
    start_characters_ = characters_;
    const char first = Peek();
    if (IsNameStart(first)) return LexWord(token);
    if (IsDigit(first) || (first == '.' && IsDigit(Peek(1)))) return LexNumber(token);
    if (first == '\'') return LexQuoted(TokenType::kString, token);
    if (first == '"') return LexQuoted(TokenType::kQuotedName, token);
    if (first == '`') return LexQuoted(TokenType::kIonLiteral, token);
    LexSymbol(token);
  }

  void LexWord(Token* token) {
    size_t size = 1;
    while (IsNameStart(Peek(size)) || IsDigit(Peek(size))) ++size;
    const std::string_view word = text_.substr(at_, size);
    Advance(size);
    std::string lower = LowerCase(word);
    token->type = WordType(lower);
    token->text = token->type == TokenType::kKeyword ? std::move(lower) : std::string(word);
  }

  static TokenType WordType(std::string_view lower) {
    if (lower == "true") return TokenType::kTrue;
    if (lower == "false") return TokenType::kFalse;
    if (lower == "null") return TokenType::kNull;
    if (lower == "missing") return TokenType::kMissing;
    return IsKeyword(lower) ? TokenType::kKeyword : TokenType::kName;
  }

  size_t DigitsFrom(size_t from) const {
    size_t size = 0;
    while (IsDigit(Peek(from + size))) ++size;
    return size;
  }

  void LexNumber(Token* token) {
    size_t size = DigitsFrom(0);
    if (Peek(size) == '.') size += 1 + DigitsFrom(size + 1);
    if (Peek(size) == 'e' || Peek(size) == 'E') {
      ++size;
      if (Peek(size) == '+' || Peek(size) == '-') ++size;
      if (!IsDigit(Peek(size))) {
        Advance(size);
        ThrowUnexpectedCharacter();
      }
      size += DigitsFrom(size);
    }
    token->type = TokenType::kNumber;
    token->text = text_.substr(at_, size);
    Advance(size);
  }

  // A quote within is doubled.
  void LexQuoted(TokenType type, Token* token) {
    token->type = type;
    const char quote = Peek();
    Advance();
    for (;;) {
      if (at_ >= text_.size()) ThrowUnfinished();
      const char c = Peek();
      Advance();
      if (c == quote) {
        if (Peek() != quote) return;
        Advance();
      }
      token->text.push_back(c);
    }
  }

  void LexSymbol(Token* token) {
    const std::string_view rest = text_.substr(at_);
    const auto symbol = std::ranges::find_if(
        kSymbols, [rest](const auto& each) { return rest.starts_with(each.first); });
    if (symbol == kSymbols.end()) ThrowUnexpectedCharacter();
    token->type = symbol->second;
    token->text = symbol->first == "!=" ? "<>" : symbol->first;
    Advance(symbol->first.size());
  }

  [[noreturn]] void ThrowUnfinished() {
    Advance(text_.size() - std::min(at_, text_.size()));
    ThrowUnexpectedCharacter();
  }

  // About the character at the current place.
  [[noreturn]] void ThrowUnexpectedCharacter() const {
    if (at_ >= text_.size()) ThrowInvalidCharacter(line_, column_, "<EOF>");
    size_t size = 1;
    while (IsContinuation(Peek(size))) ++size;
    ThrowInvalidCharacter(
        line_, column_,
        "'" + std::string(text_.substr(at_, size)) + "' [U+" + CodePoint(size) + "]");
  }

  // The character of `size` bytes at the current place, in hexadecimal.
  std::string CodePoint(size_t size) const {
    const auto first = static_cast<unsigned char>(text_[at_]);
    uint32_t code = size == 1 ? first : first & (0xFFu >> (std::min<size_t>(size, 4) + 1));
    for (size_t i = 1; i < size && i < 4; ++i) {
      code = code << 6 | (static_cast<unsigned char>(text_[at_ + i]) & 0x3F);
    }
    std::array<char, 9> hex;
    std::snprintf(hex.data(), hex.size(), "%x", code);
    return hex.data();
  }

  const std::string_view text_;
  size_t at_ = 0;
  uint32_t line_ = 1;
  uint32_t column_ = 1;
  uint32_t characters_ = 0;
  uint32_t start_characters_ = 0;
};

}  // namespace

std::vector<Token> Tokenize(std::string_view statement) { return Lexer(statement).Run(); }

}  // namespace pumice::partiql
