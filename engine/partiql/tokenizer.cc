// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/tokenizer.h"

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

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  std::vector<Token> Run() {
    std::vector<Token> tokens;
    for (SkipBlanks(); offset_ < text_.size(); SkipBlanks()) {
      Token token;
      token.position.line = line_;
      token.position.column = column_;
      ReadToken(&token);
      token.position.length = characters_ - start_characters_;
      tokens.push_back(std::move(token));
    }
    Token end;
    end.position = {line_, column_, 0};
    tokens.push_back(std::move(end));
    return tokens;
  }

 private:
  char Peek(size_t ahead = 0) const {
    return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
  }

  void Advance(size_t bytes = 1) {
    for (; bytes > 0 && offset_ < text_.size(); --bytes, ++offset_) {
      if (IsContinuation(text_[offset_])) continue;
      ++characters_;
      ++column_;
      if (text_[offset_] != '\n') continue;
      ++line_;
      column_ = 1;
    }
  }

  // Blanks and comments.
  void SkipBlanks() {
    for (;;) {
      if (IsSpace(Peek())) {
        Advance();
      } else if (Peek() == '-' && Peek(1) == '-') {
        while (offset_ < text_.size() && Peek() != '\n') Advance();
      } else if (Peek() == '/' && Peek(1) == '*') {
        SkipBlockComment();
      } else {
        return;
      }
    }
  }

  void SkipBlockComment() {
    const size_t end = text_.find("*/", offset_ + 2);
    if (end == std::string_view::npos) ThrowUnfinished();
    Advance(end + 2 - offset_);
  }

  void ReadToken(Token* token) {
    start_characters_ = characters_;
    const char first = Peek();
    if (IsNameStart(first)) return ReadWord(token);
    if (IsDigit(first) || (first == '.' && IsDigit(Peek(1)))) return ReadNumber(token);
    if (first == '\'') return ReadQuoted(TokenType::kString, token);
    if (first == '"') return ReadQuoted(TokenType::kQuotedName, token);
    if (first == '`') return ReadQuoted(TokenType::kIonLiteral, token);
    ReadSymbol(token);
  }

  void ReadWord(Token* token) {
    size_t size = 1;
    while (IsNameStart(Peek(size)) || IsDigit(Peek(size))) ++size;
    const std::string_view word = text_.substr(offset_, size);
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

  void ReadNumber(Token* token) {
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
    token->text = text_.substr(offset_, size);
    Advance(size);
  }

  // A quote within is doubled.
  void ReadQuoted(TokenType type, Token* token) {
    token->type = type;
    const char quote = Peek();
    Advance();
    for (;;) {
      if (offset_ >= text_.size()) ThrowUnfinished();
      const char c = Peek();
      Advance();
      if (c == quote) {
        if (Peek() != quote) return;
        Advance();
      }
      token->text.push_back(c);
    }
  }

  void ReadSymbol(Token* token) {
    const std::string_view rest = text_.substr(offset_);
    const auto symbol = std::ranges::find_if(
        kSymbols, [rest](const auto& each) { return rest.starts_with(each.first); });
    if (symbol == kSymbols.end()) ThrowUnexpectedCharacter();
    token->type = symbol->second;
    token->text = symbol->first == "!=" ? "<>" : symbol->first;
    Advance(symbol->first.size());
  }

  [[noreturn]] void ThrowUnfinished() {
    Advance(text_.size() - std::min(offset_, text_.size()));
    ThrowUnexpectedCharacter();
  }

  // About the character at the current offset.
  [[noreturn]] void ThrowUnexpectedCharacter() const {
    if (offset_ >= text_.size()) ThrowInvalidCharacter(line_, column_, "<EOF>");
    size_t size = 1;
    while (IsContinuation(Peek(size))) ++size;
    ThrowInvalidCharacter(
        line_, column_,
        "'" + std::string(text_.substr(offset_, size)) + "' [U+" + CodePoint(size) + "]");
  }

  // The character of `size` bytes at the current offset, in hexadecimal.
  std::string CodePoint(size_t size) const {
    const auto first = static_cast<unsigned char>(text_[offset_]);
    uint32_t code = size == 1 ? first : first & (0xFFu >> (std::min<size_t>(size, 4) + 1));
    for (size_t i = 1; i < size && i < 4; ++i) {
      code = code << 6 | (static_cast<unsigned char>(text_[offset_ + i]) & 0x3F);
    }
    std::array<char, 9> hex;
    std::snprintf(hex.data(), hex.size(), "%x", code);
    return hex.data();
  }

  const std::string_view text_;
  size_t offset_ = 0;
  uint32_t line_ = 1;
  uint32_t column_ = 1;
  uint32_t characters_ = 0;
  uint32_t start_characters_ = 0;
};

}  // namespace

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::vector<Token> Tokenize(std::string_view statement) { return Tokenizer(statement).Run(); }

}  // namespace pumice::partiql
