// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/node.h"

namespace pumice::deploy::terraform {

struct Token {
  enum class Kind {
    kEnd,
    kNewline,
    kName,
    kNumber,
    kQuote,    // '"': a template follows
    kHeredoc,  // "<<" or "<<-": a marker follows
    kSymbol,   // punctuation and operators
  };
  Kind kind = Kind::kEnd;
  std::string_view text;
  size_t begin = 0;
  size_t end = 0;

  bool Is(std::string_view symbol) const { return kind == Kind::kSymbol && text == symbol; }
};

// Tokens of HCL's native syntax, one at a time: what a byte means depends on where the parser is.
// `text` must outlive the scanner.
class Scanner {
 public:
  Scanner(std::string_view text, std::shared_ptr<const std::string> file);

  // The next token, without and with taking it. Comments and blanks are passed over, newlines only
  // if they say nothing. Throws TemplateError.
  const Token& Peek();
  Token Take();

  // Within brackets newlines say nothing. Nests.
  void IgnoreNewlines(bool ignored);
  void EndIgnoring();

  // For templates: plain bytes.
  size_t position() const { return position_; }
  void set_position(size_t position);
  std::string_view text() const { return text_; }

  Mark At(size_t offset) const;

 private:
  Token Scan();
  void SkipBlanks();
  Token Made(Token::Kind kind, size_t end);
  size_t NameEnd(size_t begin) const;
  size_t NumberEnd(size_t begin) const;

  const std::string_view text_;
  const std::shared_ptr<const std::string> file_;
  std::vector<size_t> lines_;  // where each begins
  std::vector<bool> ignoring_;
  size_t position_ = 0;
  Token peeked_;
  bool has_peeked_ = false;
};

}  // namespace pumice::deploy::terraform
