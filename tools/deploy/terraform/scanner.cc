// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/scanner.h"

#include <algorithm>
#include <utility>

#include "protocol/deploy/template_error.h"

namespace pumice::deploy::terraform {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool BeginsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::string_view kLongSymbols[] = {"...", "==", "!=", "<=", ">=", "&&", "||", "=>", "::"};
// "~" stands at the ends of interpolations only.
constexpr std::string_view kSymbols = "{}[]()=,.:?!<>+-*/%~";

}  // namespace

Scanner::Scanner(std::string_view text, std::shared_ptr<const std::string> file)
    : text_(text), file_(std::move(file)), lines_{0} {
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') lines_.push_back(i + 1);
  }
  // A byte order mark.
  if (text_.starts_with("\xef\xbb\xbf")) position_ = 3;
}

Mark Scanner::At(size_t offset) const {
  const auto line = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const auto index = line - lines_.begin();
  return {file_, static_cast<int>(index),
          static_cast<int>(offset - lines_[static_cast<size_t>(index) - 1]) + 1};
}

void Scanner::set_position(size_t position) {
  position_ = position;
  has_peeked_ = false;
}

void Scanner::IgnoreNewlines(bool ignored) {
  ignoring_.push_back(ignored);
  has_peeked_ = false;
}

void Scanner::EndIgnoring() {
  ignoring_.pop_back();
  has_peeked_ = false;
}

const Token& Scanner::Peek() {
  if (!has_peeked_) {
    peeked_ = Scan();
    has_peeked_ = true;
  }
  return peeked_;
}

Token Scanner::Take() {
  const Token token = Peek();
  set_position(token.end);
  return token;
}

void Scanner::SkipBlanks() {
  const bool newlines = !ignoring_.empty() && ignoring_.back();
  while (position_ < text_.size()) {
    const char c = text_[position_];
    if (c == ' ' || c == '\t' || c == '\r' || (newlines && c == '\n')) {
      ++position_;
    } else if (c == '#' || text_.substr(position_, 2) == "//") {
      position_ = std::min(text_.find('\n', position_), text_.size());
    } else if (text_.substr(position_, 2) == "/*") {
      const size_t end = text_.find("*/", position_ + 2);
      if (end == std::string_view::npos)
        throw TemplateError(At(position_), "", "the comment does not end");
      position_ = end + 2;
    } else {
      return;
    }
  }
}

Token Scanner::Made(Token::Kind kind, size_t end) {
  return {kind, text_.substr(position_, end - position_), position_, end};
}

size_t Scanner::NameEnd(size_t begin) const {
  size_t end = begin;
  while (end < text_.size() && (BeginsName(text_[end]) || IsDigit(text_[end]) || text_[end] == '-'))
    ++end;
  return end;
}

size_t Scanner::NumberEnd(size_t begin) const {
  const auto digits = [this](size_t at) {
    while (at < text_.size() && IsDigit(text_[at])) ++at;
    return at;
  };
  size_t end = digits(begin);
  if (end + 1 < text_.size() && text_[end] == '.' && IsDigit(text_[end + 1])) end = digits(end + 1);
  if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
    size_t exponent = end + 1;
    if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
    if (exponent < text_.size() && IsDigit(text_[exponent])) end = digits(exponent);
  }
  return end;
}

Token Scanner::Scan() {
  SkipBlanks();
  if (position_ >= text_.size()) return Made(Token::Kind::kEnd, position_);
  const char c = text_[position_];
  if (c == '\n') return Made(Token::Kind::kNewline, position_ + 1);
  if (BeginsName(c)) return Made(Token::Kind::kName, NameEnd(position_));
  if (IsDigit(c)) return Made(Token::Kind::kNumber, NumberEnd(position_));
  if (c == '"') return Made(Token::Kind::kQuote, position_ + 1);
  const std::string_view rest = text_.substr(position_);
  if (rest.starts_with("<<-") && rest.size() > 3 && BeginsName(rest[3]))
    return Made(Token::Kind::kHeredoc, position_ + 3);
  if (rest.starts_with("<<") && rest.size() > 2 && BeginsName(rest[2]))
    return Made(Token::Kind::kHeredoc, position_ + 2);
  for (const std::string_view symbol : kLongSymbols) {
    if (rest.starts_with(symbol)) return Made(Token::Kind::kSymbol, position_ + symbol.size());
  }
  if (kSymbols.find(c) != std::string_view::npos) return Made(Token::Kind::kSymbol, position_ + 1);
  throw TemplateError(At(position_), "", "no token of Terraform's begins with this character");
}

}  // namespace pumice::deploy::terraform
