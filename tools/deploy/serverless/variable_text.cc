// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/variable_text.h"

#include <cstddef>
#include <utility>

#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

constexpr int kMaxNesting = 20;
constexpr size_t kShown = 60;  // characters of a variable in a message

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

void AppendLetter(char letter, VariableText* text) {
  if (text->empty() || text->back().variable != nullptr) text->push_back({});
  text->back().text += letter;
}

// Spaces at either end of what is not quoted do not count.
void TrimEnds(VariableText* text) {
  if (text->empty()) return;
  std::string& first = text->front().text;
  first.erase(0, first.find_first_not_of(" \t\r\n"));
  std::string& last = text->back().text;
  last.erase(last.find_last_not_of(" \t\r\n") + 1);
}

class Parser {
 public:
  Parser(std::string_view text, const Mark& mark) : text_(text), mark_(mark) {}

  VariableText All() {
    VariableText parts;
    while (at_ < text_.size()) {
      if (text_[at_] == '\\' && StartsVariable(at_ + 1)) {
        AppendLetter('$', &parts);
        AppendLetter('{', &parts);
        at_ += 3;
      } else {
        Piece(&parts);
      }
    }
    return parts;
  }

 private:
  bool At(std::string_view expected) const { return text_.substr(at_).starts_with(expected); }

  // "${type:" or "${type(", but not "${AWS::".
  bool StartsVariable(size_t at) const {
    if (!text_.substr(at).starts_with("${")) return false;
    size_t end = at + 2;
    while (end < text_.size() && IsSpace(text_[end])) ++end;
    const size_t start = end;
    while (end < text_.size() && (IsLetter(text_[end]) || (end > start && IsDigit(text_[end])))) {
      ++end;
    }
    if (end == start || end >= text_.size()) return false;
    if (text_[end] == '(') return true;
    return text_[end] == ':' && (end + 1 >= text_.size() || text_[end + 1] != ':');
  }

  // A letter, or a variable.
  void Piece(VariableText* parts) {
    if (StartsVariable(at_)) {
      parts->push_back({"", std::make_shared<const Variable>(OneVariable())});
    } else {
      AppendLetter(text_[at_++], parts);
    }
  }

  Variable OneVariable() {
    const size_t start = at_;
    if (++nesting_ > kMaxNesting) Fail(start, "nests more than 20 levels deep");
    at_ += 2;
    Variable variable;
    while (true) {
      variable.sources.push_back(Source(start));
      SkipSpace();
      if (at_ >= text_.size()) Fail(start, "does not end");
      const char end = text_[at_++];
      if (end == '}') break;
      if (end != ',') Fail(start, "has something between its sources that is no comma");
    }
    --nesting_;
    variable.written = text_.substr(start, at_ - start);
    return variable;
  }

  VariableSource Source(size_t start) {
    SkipSpace();
    if (at_ >= text_.size()) Fail(start, "does not end");
    VariableSource source;
    if (text_[at_] == '\'' || text_[at_] == '"') {
      source.address = Quoted(start);
      return source;
    }
    if (StartsVariable(at_)) {
      Piece(&source.address);
      return source;
    }
    const size_t type_start = at_;
    while (at_ < text_.size() && (IsLetter(text_[at_]) || IsDigit(text_[at_]))) ++at_;
    source.type = text_.substr(type_start, at_ - type_start);
    const bool is_named = !source.type.empty() && (At("(") || At(":"));
    if (!is_named) {
      at_ = type_start;
      return Literal(start);
    }
    source.kind = VariableSource::Kind::kNamed;
    if (At("(")) {
      ++at_;
      source.argument = Until(start, ")");
      ++at_;
    }
    if (At(":")) {
      ++at_;
      source.address = Until(start, ",}");
    }
    return source;
  }

  VariableText Quoted(size_t start) {
    const char quote = text_[at_++];
    VariableText parts;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        AppendLetter(text_[at_ + 1], &parts);
        at_ += 2;
      } else {
        Piece(&parts);
      }
    }
    if (at_ >= text_.size()) Fail(start, "does not end");
    ++at_;
    return parts;
  }

  VariableText Until(size_t start, std::string_view ends) {
    VariableText parts;
    while (at_ < text_.size() && ends.find(text_[at_]) == std::string_view::npos) Piece(&parts);
    if (at_ >= text_.size()) Fail(start, "does not end");
    TrimEnds(&parts);
    return parts;
  }

  VariableSource Literal(size_t start) {
    const size_t end = text_.find_first_of(",}", at_);
    if (end == std::string_view::npos) Fail(start, "does not end");
    const std::string word(Trim(text_.substr(at_, end - at_)));
    at_ = end;
    VariableSource source;
    source.kind = VariableSource::Kind::kLiteral;
    if (word == "true" || word == "false") {
      source.literal = Node::Bool(word == "true", mark_);
    } else if (word == "null") {
      source.literal = Node::Null(mark_);
    } else if (IsNumber(word)) {
      source.literal = Node::Number(word, mark_);
    } else {
      Fail(start, "has the default " + word + ", which is neither quoted nor a source");
    }
    return source;
  }

  static bool IsNumber(std::string_view word) {
    if (word.starts_with('-')) word.remove_prefix(1);
    const size_t point = word.find('.');
    const std::string_view whole = word.substr(0, point);
    const bool has_fraction = point != std::string_view::npos;
    const std::string_view fraction = has_fraction ? word.substr(point + 1) : "";
    if (whole.empty() || (has_fraction && fraction.empty())) return false;
    if (whole.size() > 1 && whole[0] == '0') return false;
    constexpr std::string_view kDigits = "0123456789";
    return whole.find_first_not_of(kDigits) == std::string_view::npos &&
           fraction.find_first_not_of(kDigits) == std::string_view::npos;
  }

  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }

  [[noreturn]] void Fail(size_t start, const std::string& what) const {
    std::string shown(text_.substr(start, kShown));
    if (text_.size() - start > kShown) {
      while (!shown.empty() && static_cast<unsigned char>(shown.back()) >= 0x80) shown.pop_back();
      shown += "...";
    }
    throw TemplateError(mark_, "", "the variable " + shown + " " + what);
  }

  const std::string_view text_;
  const Mark& mark_;
  size_t at_ = 0;
  int nesting_ = 0;
};

}  // namespace

VariableText ParseVariables(std::string_view text, const Mark& mark) {
  return Parser(text, mark).All();
}

}  // namespace pumice::deploy
