// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/parser.h"

#include <unordered_set>
#include <utility>

#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/expression_parser.h"

namespace pumice::deploy::terraform {
namespace {

// Bodies: arguments and blocks.
class BodyParser {
 public:
  explicit BodyParser(ExpressionParser* expressions)
      : expressions_(*expressions), scanner_(expressions->scanner()) {}

  // Up to the end of the file, or the brace that ends a block.
  Body Parse(bool is_block) {
    const auto deeper = expressions_.Enter(scanner_.position());
    Body body;
    std::unordered_set<std::string_view> names;
    while (true) {
      const Token token = scanner_.Take();
      if (token.kind == Token::Kind::kNewline) continue;
      if (token.kind == Token::Kind::kEnd && !is_block) return body;
      if (token.Is("}") && is_block) return body;
      if (token.kind != Token::Kind::kName)
        throw TemplateError(scanner_.At(token.begin), "", "an argument or a block must begin here");
      if (!scanner_.Peek().Is("=")) {
        body.blocks.push_back(ParseBlock(token));
        continue;
      }
      if (!names.insert(token.text).second) {
        throw TemplateError(scanner_.At(token.begin), "",
                            "the argument \"" + std::string(token.text) + "\" stands twice");
      }
      scanner_.Take();
      body.arguments.push_back(
          {std::string(token.text), scanner_.At(token.begin), expressions_.Parse()});
      EndLine(is_block);
    }
  }

 private:
  Block ParseBlock(const Token& name) {
    Block block;
    block.type = name.text;
    block.mark = scanner_.At(name.begin);
    while (!scanner_.Peek().Is("{")) {
      const Token label = scanner_.Take();
      if (label.kind == Token::Kind::kName) {
        block.labels.emplace_back(label.text);
      } else if (label.kind == Token::Kind::kQuote) {
        block.labels.push_back(expressions_.ParseLabel());
      } else {
        throw TemplateError(scanner_.At(label.begin), block.type,
                            "\"=\" or \"{\" must follow the name");
      }
    }
    scanner_.Take();
    block.body = Parse(true);
    EndLine(true);
    return block;
  }

  // An argument or block ends with its line, or before the brace of the block that it is in.
  void EndLine(bool is_block) {
    const Token& token = scanner_.Peek();
    if (token.kind == Token::Kind::kNewline || token.kind == Token::Kind::kEnd) return;
    if (is_block && token.Is("}")) return;
    throw TemplateError(scanner_.At(token.begin), "",
                        "the line must end here, not \"" + std::string(token.text) + "\"");
  }

  ExpressionParser& expressions_;
  Scanner& scanner_;
};

}  // namespace

Body ParseBody(std::string_view text, const std::shared_ptr<const std::string>& file) {
  Scanner scanner(text, file);
  ExpressionParser expressions(&scanner);
  return BodyParser(&expressions).Parse(false);
}

ExpressionPtr ParseExpression(std::string_view text,
                              const std::shared_ptr<const std::string>& file) {
  Scanner scanner(text, file);
  scanner.IgnoreNewlines(true);
  ExpressionParser expressions(&scanner);
  ExpressionPtr expression = expressions.Parse();
  const Token& end = scanner.Peek();
  if (end.kind != Token::Kind::kEnd)
    throw TemplateError(scanner.At(end.begin), "", "the expression must end here");
  return expression;
}

ExpressionPtr ParseTemplate(std::string_view text, const std::shared_ptr<const std::string>& file) {
  Scanner scanner(text, file);
  return ExpressionParser(&scanner).ParseWholeTemplate();
}

}  // namespace pumice::deploy::terraform
