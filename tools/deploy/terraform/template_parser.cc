// SPDX-License-Identifier: Apache-2.0

// String templates: what stands between quotes, and heredocs.

#include <algorithm>
#include <cstdint>
#include <utility>

#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/expression_parser.h"

namespace pumice::deploy::terraform {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

void AppendUtf8(uint32_t code, std::string* out) {
  if (code < 0x80) {
    out->push_back(static_cast<char>(code));
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned char kFirst[] = {0, 0xc0, 0xe0, 0xf0};
  out->push_back(static_cast<char>(kFirst[more] | (code >> (6 * more))));
  for (int i = more - 1; i >= 0; --i)
    out->push_back(static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3f)));
}

// Parts in a row as a tree. How deep it may be was checked.
class PartTree {
 public:
  template <typename Flat>
  static std::vector<TemplatePart> Build(std::vector<Flat>* flat) {
    size_t at = 0;
    std::vector<TemplatePart> parts = Read(flat, &at);
    if (at < flat->size()) throw TemplateError((*flat)[at].mark, "", "this directive ends nothing");
    return parts;
  }

 private:
  template <typename Flat>
  static std::vector<TemplatePart> Read(std::vector<Flat>* flat, size_t* at) {
    std::vector<TemplatePart> parts;
    for (; *at < flat->size(); ++*at) {
      Flat& part = (*flat)[*at];
      using Kind = typename Flat::Kind;
      if (part.kind == Kind::kElse || part.kind == Kind::kEndIf || part.kind == Kind::kEndFor)
        return parts;
      TemplatePart made;
      made.mark = part.mark;
      made.text = std::move(part.text);
      made.value = std::move(part.value);
      made.key_name = std::move(part.key_name);
      made.item_name = std::move(part.item_name);
      if (part.kind == Kind::kText) made.kind = TemplatePart::Kind::kText;
      if (part.kind == Kind::kValue) made.kind = TemplatePart::Kind::kValue;
      if (part.kind == Kind::kIf || part.kind == Kind::kFor) {
        made.kind = part.kind == Kind::kIf ? TemplatePart::Kind::kIf : TemplatePart::Kind::kFor;
        ReadEnclosed(flat, at, &made);
      }
      parts.push_back(std::move(made));
    }
    return parts;
  }

  template <typename Flat>
  static void ReadEnclosed(std::vector<Flat>* flat, size_t* at, TemplatePart* made) {
    using Kind = typename Flat::Kind;
    const bool is_if = made->kind == TemplatePart::Kind::kIf;
    ++*at;
    made->parts = Read(flat, at);
    if (is_if && *at < flat->size() && (*flat)[*at].kind == Kind::kElse) {
      ++*at;
      made->otherwise = Read(flat, at);
    }
    if (*at == flat->size() || (*flat)[*at].kind != (is_if ? Kind::kEndIf : Kind::kEndFor))
      throw TemplateError(made->mark, "", "the directive has no end");
  }
};

// Applies the "~" of neighbours to texts.
template <typename Flat>
void TrimTexts(std::vector<Flat>* parts) {
  for (size_t i = 0; i < parts->size(); ++i) {
    const Flat& part = (*parts)[i];
    if (part.trims_before && i > 0 && (*parts)[i - 1].kind == Flat::Kind::kText) {
      std::string& text = (*parts)[i - 1].text;
      text.erase(text.find_last_not_of(kBlanks) + 1);
    }
    if (part.trims_after && i + 1 < parts->size() && (*parts)[i + 1].kind == Flat::Kind::kText) {
      std::string& text = (*parts)[i + 1].text;
      text.erase(0, std::min(text.find_first_not_of(kBlanks), text.size()));
    }
  }
}

// Takes the indentation that all lines share: "<<-". A line of blanks neither counts nor changes.
template <typename Flat>
void Unindent(std::vector<Flat>* parts) {
  std::vector<std::string*> lines;
  size_t shared = std::string::npos;
  bool begins_line = true;
  for (Flat& part : *parts) {
    const bool is_text = part.kind == Flat::Kind::kText;
    if (begins_line && !is_text) shared = 0;
    if (begins_line && is_text) {
      const size_t indent = std::min(part.text.find_first_not_of(" \t"), part.text.size());
      if (part.text.find_first_not_of(kBlanks) != std::string::npos || !part.text.ends_with('\n')) {
        shared = std::min(shared, indent);
        lines.push_back(&part.text);
      }
    }
    begins_line = is_text && part.text.ends_with('\n');
  }
  if (shared == std::string::npos) return;
  for (std::string* const line : lines) line->erase(0, shared);
}

}  // namespace

// After the backslash.
void ExpressionParser::AppendEscape(std::string* text) {
  const size_t begin = scanner_.position();
  const std::string_view rest = scanner_.text().substr(begin);
  const char selector = rest.empty() ? '\0' : rest[0];
  constexpr std::string_view kSelectors = "nrt\"\\";
  constexpr std::string_view kMeant = "\n\r\t\"\\";
  const size_t simple = kSelectors.find(selector);
  if (selector != '\0' && simple != std::string_view::npos) {
    text->push_back(kMeant[simple]);
    scanner_.set_position(begin + 1);
    return;
  }
  const size_t digits = selector == 'u' ? 4 : selector == 'U' ? 8 : 0;
  uint32_t code = 0;
  if (digits == 0 || rest.size() <= digits)
    throw TemplateError(scanner_.At(begin - 1), "", "this escape sequence is unknown");
  for (const char c : rest.substr(1, digits)) {
    const size_t digit = std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
    if (digit == std::string_view::npos || (c < '0'))
      throw TemplateError(scanner_.At(begin - 1), "", "this escape sequence is unknown");
    code = code * 16 + static_cast<uint32_t>(digit);
  }
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    throw TemplateError(scanner_.At(begin - 1), "", "this escape sequence is no character");
  AppendUtf8(code, text);
  scanner_.set_position(begin + 1 + digits);
}

// "$${" and "%%{" are text.
bool ExpressionParser::AppendDoubled(std::string* text) {
  const std::string_view rest = scanner_.text().substr(scanner_.position(), 3);
  if (rest != "$${" && rest != "%%{") return false;
  text->append(rest.substr(1));
  scanner_.set_position(scanner_.position() + 3);
  return true;
}

// "${ … }" or "%{ … }", from its first byte.
ExpressionParser::FlatPart ExpressionParser::ParseSequence(char kind, size_t begin) {
  FlatPart part;
  part.mark = scanner_.At(begin);
  size_t at = begin + 2;
  if (at < scanner_.text().size() && scanner_.text()[at] == '~') {
    part.trims_before = true;
    ++at;
  }
  scanner_.set_position(at);
  scanner_.IgnoreNewlines(true);
  if (kind == '$') {
    part.kind = FlatPart::Kind::kValue;
    part.value = Parse();
  } else {
    ParseDirective(&part);
  }
  if (scanner_.Peek().Is("~")) {
    part.trims_after = true;
    scanner_.Take();
  }
  Expect("}");
  scanner_.EndIgnoring();
  return part;
}

void ExpressionParser::ParseDirective(FlatPart* part) {
  const Token word = ExpectName();
  if (word.text == "if") {
    part->kind = FlatPart::Kind::kIf;
    part->value = Parse();
  } else if (word.text == "else") {
    part->kind = FlatPart::Kind::kElse;
  } else if (word.text == "endif") {
    part->kind = FlatPart::Kind::kEndIf;
  } else if (word.text == "for") {
    part->kind = FlatPart::Kind::kFor;
    ParseForNames(&part->key_name, &part->item_name);
    part->value = Parse();
  } else if (word.text == "endfor") {
    part->kind = FlatPart::Kind::kEndFor;
  } else {
    Refuse(word, "if, else, endif, for or endfor");
  }
}

ExpressionPtr ExpressionParser::ParseQuoted(const Mark& mark) {
  FlatParts parts;
  std::string text;
  const auto end_text = [&] {
    if (text.empty()) return;
    parts.emplace_back();
    parts.back().text = std::exchange(text, "");
  };
  while (true) {
    const size_t at = scanner_.position();
    const std::string_view rest = scanner_.text().substr(at);
    if (rest.empty() || rest[0] == '\n') throw TemplateError(mark, "", "the string does not end");
    if (rest[0] == '"') {
      scanner_.set_position(at + 1);
      end_text();
      return MakeTemplate(std::move(parts), mark);
    }
    if (AppendDoubled(&text)) continue;
    if (rest.starts_with("${") || rest.starts_with("%{")) {
      end_text();
      parts.push_back(ParseSequence(rest[0], at));
      continue;
    }
    scanner_.set_position(at + 1);
    if (rest[0] == '\\') {
      AppendEscape(&text);
    } else {
      text.push_back(rest[0]);
    }
  }
}

std::string ExpressionParser::ParseLabel() {
  const Mark mark = scanner_.At(scanner_.position() - 1);
  const ExpressionPtr label = ParseQuoted(mark);
  if (label->kind != Expression::Kind::kLiteral)
    throw TemplateError(mark, "", "a label has no interpolations");
  return label->value.text();
}

// After "<<" or "<<-". Texts end with their line, as "~" and "<<-" see them.
ExpressionPtr ExpressionParser::ParseHeredoc(const Token& token) {
  const Mark mark = scanner_.At(token.begin);
  const std::string marker(ExpectName().text);
  const std::string_view all = scanner_.text();
  const size_t first = all.find('\n', scanner_.position());
  if (first == std::string_view::npos ||
      all.substr(scanner_.position(), first - scanner_.position()).find_first_not_of(" \t\r") !=
          std::string_view::npos) {
    throw TemplateError(mark, marker, "the line must end after the marker");
  }
  scanner_.set_position(first + 1);
  FlatParts parts;
  std::string text;
  const auto end_text = [&] {
    if (text.empty()) return;
    parts.emplace_back();
    parts.back().text = std::exchange(text, "");
  };
  bool begins_line = true;
  while (true) {
    const size_t at = scanner_.position();
    if (at >= all.size()) throw TemplateError(mark, marker, "the heredoc does not end");
    if (begins_line) {
      const size_t begin = std::min(all.find_first_not_of(" \t", at), all.size());
      const size_t end = std::min(all.find_first_of("\r\n", begin), all.size());
      if (all.substr(begin, end - begin) == marker) {
        scanner_.set_position(end);
        break;
      }
    }
    begins_line = false;
    if (AppendDoubled(&text)) continue;
    if (all.substr(at, 2) == "${" || all.substr(at, 2) == "%{") {
      end_text();
      parts.push_back(ParseSequence(all[at], at));
      continue;
    }
    scanner_.set_position(at + 1);
    if (all[at] == '\r' && all.substr(at + 1, 1) == "\n") continue;
    text.push_back(all[at]);
    if (all[at] == '\n') {
      end_text();
      begins_line = true;
    }
  }
  end_text();
  TrimTexts(&parts);
  if (token.text == "<<-") Unindent(&parts);
  for (FlatPart& part : parts) part.trims_before = part.trims_after = false;
  ExpressionPtr made = MakeTemplate(std::move(parts), mark);
  return made;
}

ExpressionPtr ExpressionParser::ParseWholeTemplate() {
  FlatParts parts;
  std::string text;
  const Mark mark = scanner_.At(0);
  while (scanner_.position() < scanner_.text().size()) {
    const size_t at = scanner_.position();
    if (AppendDoubled(&text)) continue;
    const std::string_view begin = scanner_.text().substr(at, 2);
    if (begin != "${" && begin != "%{") {
      text.push_back(begin[0]);
      scanner_.set_position(at + 1);
      continue;
    }
    if (!text.empty()) {
      parts.emplace_back();
      parts.back().text = std::exchange(text, "");
    }
    parts.push_back(ParseSequence(begin[0], at));
  }
  if (!text.empty()) {
    parts.emplace_back();
    parts.back().text = std::move(text);
  }
  return MakeTemplate(std::move(parts), mark);
}

ExpressionPtr ExpressionParser::MakeTemplate(FlatParts parts, const Mark& mark) {
  TrimTexts(&parts);
  const bool is_text = std::ranges::all_of(
      parts, [](const FlatPart& part) { return part.kind == FlatPart::Kind::kText; });
  ExpressionPtr made =
      Make(is_text ? Expression::Kind::kLiteral : Expression::Kind::kTemplate, mark);
  if (is_text) {
    std::string text;
    for (const FlatPart& part : parts) text += part.text;
    made->value = Value::String(std::move(text));
    return made;
  }
  int height = 0;
  int open = 0;
  int enclosed = 0;
  for (const FlatPart& part : parts) {
    if (part.value != nullptr) height = std::max(height, part.value->height);
    open += part.kind == FlatPart::Kind::kIf || part.kind == FlatPart::Kind::kFor;
    open -= part.kind == FlatPart::Kind::kEndIf || part.kind == FlatPart::Kind::kEndFor;
    enclosed = std::max(enclosed, open);
  }
  made->height = height + enclosed + 1;
  if (made->height > kMaxSyntaxDepth)
    throw TemplateError(mark, "", "this nests deeper than 100 levels");
  made->parts = PartTree::Build(&parts);
  return made;
}

}  // namespace pumice::deploy::terraform
