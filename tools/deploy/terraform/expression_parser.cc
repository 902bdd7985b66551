// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/expression_parser.h"

#include <algorithm>
#include <utility>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/decimal.h"

namespace pumice::deploy::terraform {
namespace {

// Binary operators, those that bind least first.
constexpr std::string_view kLevels[][4] = {
    {"||"}, {"&&"}, {"==", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "/", "%"}};
constexpr int kLevelCount = 6;

bool IsOperator(const Token& token, int level) {
  if (token.kind != Token::Kind::kSymbol) return false;
  return std::ranges::any_of(kLevels[level], [&](std::string_view symbol) {
    return !symbol.empty() && token.text == symbol;
  });
}

}  // namespace

ExpressionParser::Depth ExpressionParser::Enter(size_t offset) {
  if (depth_ >= kMaxSyntaxDepth)
    throw TemplateError(scanner_.At(offset), "", "this nests deeper than 100 levels");
  return Depth(&depth_);
}

void ExpressionParser::Refuse(const Token& token, std::string_view wanted) const {
  std::string found = token.kind == Token::Kind::kEnd       ? "the end"
                      : token.kind == Token::Kind::kNewline ? "the line's end"
                                                            : "\"" + std::string(token.text) + "\"";
  throw TemplateError(scanner_.At(token.begin), "",
                      std::string(wanted) + " must stand here, not " + found);
}

Token ExpressionParser::Expect(std::string_view symbol) {
  const Token token = scanner_.Take();
  if (!token.Is(symbol)) Refuse(token, "\"" + std::string(symbol) + "\"");
  return token;
}

Token ExpressionParser::ExpectName() {
  const Token token = scanner_.Take();
  if (token.kind != Token::Kind::kName) Refuse(token, "a name");
  return token;
}

ExpressionPtr ExpressionParser::Make(Expression::Kind kind, const Mark& mark) {
  if (++count_ > kMaxDocumentValues)
    throw TemplateError(mark, "", "the file has more than 500,000 expressions");
  ExpressionPtr expression = std::make_unique<Expression>();
  expression->kind = kind;
  expression->mark = mark;
  return expression;
}

ExpressionPtr ExpressionParser::Finish(ExpressionPtr expression) const {
  int height = 0;
  for (const ExpressionPtr& operand : expression->operands) {
    if (operand != nullptr) height = std::max(height, operand->height);
  }
  for (const Step& step : expression->steps) {
    if (step.key != nullptr) height = std::max(height, step.key->height);
  }
  expression->height = height + 1;
  if (expression->height > kMaxSyntaxDepth)
    throw TemplateError(expression->mark, "", "this nests deeper than 100 levels");
  return expression;
}

ExpressionPtr ExpressionParser::Parse() {
  const Depth deeper = Enter(scanner_.position());
  return ParseConditional();
}

ExpressionPtr ExpressionParser::ParseConditional() {
  ExpressionPtr condition = ParseBinary(0);
  if (!scanner_.Peek().Is("?")) return condition;
  scanner_.Take();
  ExpressionPtr made = Make(Expression::Kind::kConditional, condition->mark);
  made->operands.push_back(std::move(condition));
  made->operands.push_back(Parse());
  Expect(":");
  made->operands.push_back(Parse());
  return Finish(std::move(made));
}

ExpressionPtr ExpressionParser::ParseBinary(int level) {
  if (level == kLevelCount) return ParseUnary();
  ExpressionPtr left = ParseBinary(level + 1);
  while (IsOperator(scanner_.Peek(), level)) {
    const Token token = scanner_.Take();
    ExpressionPtr made = Make(Expression::Kind::kBinary, scanner_.At(token.begin));
    made->name = token.text;
    made->operands.push_back(std::move(left));
    made->operands.push_back(ParseBinary(level + 1));
    left = Finish(std::move(made));
  }
  return left;
}

ExpressionPtr ExpressionParser::ParseUnary() {
  const Token& token = scanner_.Peek();
  if (!token.Is("-") && !token.Is("!")) return ParseAccess();
  const Token sign = scanner_.Take();
  const Depth deeper = Enter(sign.begin);
  ExpressionPtr made = Make(Expression::Kind::kUnary, scanner_.At(sign.begin));
  made->name = sign.text;
  made->operands.push_back(ParseUnary());
  return Finish(std::move(made));
}

ExpressionPtr ExpressionParser::ParseAccess() {
  ExpressionPtr base = ParsePrimary();
  const Token& next = scanner_.Peek();
  if (!next.Is(".") && !next.Is("[")) return base;
  ExpressionPtr access = Make(Expression::Kind::kAccess, base->mark);
  access->operands.push_back(std::move(base));
  ParseSteps(access.get());
  return Finish(std::move(access));
}

void ExpressionParser::ParseSteps(Expression* access) {
  while (true) {
    const Token& next = scanner_.Peek();
    if (!next.Is(".") && !next.Is("[")) return;
    const Token token = scanner_.Take();
    if (++count_ > kMaxDocumentValues)
      throw TemplateError(scanner_.At(token.begin), "",
                          "the file has more than 500,000 expressions");
    if (token.Is(".")) {
      ParseAttributeStep(token, access);
      continue;
    }
    Step step;
    step.mark = scanner_.At(token.begin);
    scanner_.IgnoreNewlines(true);
    if (scanner_.Peek().Is("*")) {
      scanner_.Take();
      step.kind = Step::Kind::kSplat;
    } else {
      step.kind = Step::Kind::kIndex;
      step.key = Parse();
    }
    Expect("]");
    scanner_.EndIgnoring();
    access->steps.push_back(std::move(step));
  }
}

void ExpressionParser::ParseAttributeStep(const Token& dot, Expression* access) {
  Step step;
  step.mark = scanner_.At(dot.begin + 1);
  const Token token = scanner_.Take();
  if (token.Is("*")) {
    step.kind = Step::Kind::kAttributeSplat;
  } else if (token.kind == Token::Kind::kName) {
    step.name = token.text;
  } else if (token.kind == Token::Kind::kNumber) {
    // The old form of an index, "list.0"; "list.0.1" looks like a fraction.
    const size_t point = std::min(token.text.find('.'), token.text.size());
    scanner_.set_position(token.begin + point);
    step.kind = Step::Kind::kIndex;
    step.key = Make(Expression::Kind::kLiteral, step.mark);
    const auto index = ParseDecimal(token.text.substr(0, point));
    if (!index) Refuse(token, "an index");
    step.key->value = Value::Number(*index);
  } else {
    Refuse(token, "a name");
  }
  access->steps.push_back(std::move(step));
}

ExpressionPtr ExpressionParser::ParsePrimary() {
  const Token token = scanner_.Take();
  const Mark mark = scanner_.At(token.begin);
  if (token.kind == Token::Kind::kNumber) {
    const auto number = ParseDecimal(token.text);
    if (!number) throw TemplateError(mark, "", "the number is too large");
    ExpressionPtr made = Make(Expression::Kind::kLiteral, mark);
    made->value = Value::Number(*number);
    return made;
  }
  if (token.kind == Token::Kind::kName) return ParseName(token);
  if (token.kind == Token::Kind::kQuote) return ParseQuoted(mark);
  if (token.kind == Token::Kind::kHeredoc) return ParseHeredoc(token);
  if (token.Is("[")) return ParseTuple(mark);
  if (token.Is("{")) return ParseObject(mark);
  if (!token.Is("(")) Refuse(token, "an expression");
  scanner_.IgnoreNewlines(true);
  ExpressionPtr made = Make(Expression::Kind::kParentheses, mark);
  made->operands.push_back(Parse());
  Expect(")");
  scanner_.EndIgnoring();
  return Finish(std::move(made));
}

ExpressionPtr ExpressionParser::ParseName(const Token& token) {
  const Token next = scanner_.Peek();
  if (next.Is("(") && next.begin == token.end) return ParseCall(token);
  if (next.Is("::")) {
    throw TemplateError(
        scanner_.At(token.begin), "",
        "functions of providers (" + std::string(token.text) + "::…) are not evaluated");
  }
  ExpressionPtr made = Make(Expression::Kind::kLiteral, scanner_.At(token.begin));
  if (token.text == "true" || token.text == "false") {
    made->value = Value::Bool(token.text == "true");
  } else if (token.text != "null") {
    made->kind = Expression::Kind::kName;
    made->name = token.text;
  }
  return made;
}

ExpressionPtr ExpressionParser::ParseCall(const Token& token) {
  ExpressionPtr made = Make(Expression::Kind::kCall, scanner_.At(token.begin));
  made->name = token.text;
  scanner_.Take();
  scanner_.IgnoreNewlines(true);
  while (!scanner_.Peek().Is(")")) {
    made->operands.push_back(Parse());
    if (scanner_.Peek().Is("...")) {
      scanner_.Take();
      made->expands = true;
      break;
    }
    if (!scanner_.Peek().Is(",")) break;
    scanner_.Take();
  }
  Expect(")");
  scanner_.EndIgnoring();
  return Finish(std::move(made));
}

bool ExpressionParser::TakeFor() {
  const Token token = scanner_.Peek();
  if (token.kind != Token::Kind::kName || token.text != "for") return false;
  // "for" is also a name of an object's member: {for = 1}.
  const size_t begin = scanner_.position();
  scanner_.Take();
  if (scanner_.Peek().kind == Token::Kind::kName) return true;
  scanner_.set_position(begin);
  return false;
}

ExpressionPtr ExpressionParser::ParseTuple(const Mark& mark) {
  scanner_.IgnoreNewlines(true);
  if (TakeFor()) return ParseFor(mark, false);
  ExpressionPtr made = Make(Expression::Kind::kTuple, mark);
  while (!scanner_.Peek().Is("]")) {
    made->operands.push_back(Parse());
    if (!scanner_.Peek().Is(",")) break;
    scanner_.Take();
  }
  Expect("]");
  scanner_.EndIgnoring();
  return Finish(std::move(made));
}

// A name is text, anything else is evaluated.
ExpressionPtr ExpressionParser::ParseObjectKey() {
  ExpressionPtr key = Parse();
  if (key->kind != Expression::Kind::kName) return key;
  key->kind = Expression::Kind::kLiteral;
  key->value = Value::String(std::move(key->name));
  return key;
}

void ExpressionParser::EndObjectItem() {
  const Token token = scanner_.Peek();
  if (token.Is("}")) return;
  if (!token.Is(",") && token.kind != Token::Kind::kNewline) Refuse(token, "\",\" or \"}\"");
  scanner_.Take();
}

ExpressionPtr ExpressionParser::ParseObject(const Mark& mark) {
  scanner_.IgnoreNewlines(true);
  if (TakeFor()) return ParseFor(mark, true);
  scanner_.EndIgnoring();
  // Newlines part members.
  scanner_.IgnoreNewlines(false);
  ExpressionPtr made = Make(Expression::Kind::kObject, mark);
  while (true) {
    while (scanner_.Peek().kind == Token::Kind::kNewline) scanner_.Take();
    if (scanner_.Peek().Is("}")) break;
    made->operands.push_back(ParseObjectKey());
    const Token token = scanner_.Take();
    if (!token.Is("=") && !token.Is(":")) Refuse(token, "\"=\"");
    made->operands.push_back(Parse());
    EndObjectItem();
  }
  Expect("}");
  scanner_.EndIgnoring();
  return Finish(std::move(made));
}

void ExpressionParser::ParseForNames(std::string* key, std::string* item) {
  *item = ExpectName().text;
  if (scanner_.Peek().Is(",")) {
    scanner_.Take();
    *key = std::exchange(*item, std::string(ExpectName().text));
  }
  const Token in = ExpectName();
  if (in.text != "in") Refuse(in, "\"in\"");
}

// After "for"; to the bracket that ends it.
ExpressionPtr ExpressionParser::ParseFor(const Mark& mark, bool is_object) {
  ExpressionPtr made =
      Make(is_object ? Expression::Kind::kForObject : Expression::Kind::kForTuple, mark);
  ParseForNames(&made->key_name, &made->item_name);
  made->operands.push_back(Parse());
  Expect(":");
  made->operands.push_back(Parse());
  if (is_object) {
    Expect("=>");
    made->operands.push_back(Parse());
    if (scanner_.Peek().Is("...")) {
      scanner_.Take();
      made->expands = true;
    }
  }
  ExpressionPtr condition;
  if (scanner_.Peek().kind == Token::Kind::kName && scanner_.Peek().text == "if") {
    scanner_.Take();
    condition = Parse();
  }
  made->operands.push_back(std::move(condition));
  Expect(is_object ? "}" : "]");
  scanner_.EndIgnoring();
  return Finish(std::move(made));
}

}  // namespace pumice::deploy::terraform
