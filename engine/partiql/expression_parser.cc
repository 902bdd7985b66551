// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/expression_parser.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "engine/error/statement_syntax.h"
#include "engine/error/statements.h"
#include "engine/partiql/keywords.h"
#include "engine/partiql/path_parser.h"

namespace pumice::partiql {
namespace {

constexpr int kOrPrecedence = 10;
constexpr int kAndPrecedence = 20;
constexpr int kNotPrecedence = 30;
constexpr int kEqualPrecedence = 40;
constexpr int kOrderPrecedence = 50;
constexpr int kSumPrecedence = 60;
constexpr int kProductPrecedence = 70;

// Of an infix operator; zero: the token is none.
int Precedence(const Token& token) {
  const std::string_view text = token.text;
  if (token.type == TokenType::kOperator) {
    if (text == "=" || text == "<>") return kEqualPrecedence;
    if (text == "<" || text == "<=" || text == ">" || text == ">=") return kOrderPrecedence;
    if (text == "+" || text == "-" || text == "||") return kSumPrecedence;
    return text == "@" ? 0 : kProductPrecedence;
  }
  if (token.type != TokenType::kKeyword) return 0;
  if (text == "or") return kOrPrecedence;
  if (text == "and") return kAndPrecedence;
  if (text == "is" || text == "in") return kEqualPrecedence;
  return text == "between" || text == "like" ? kOrderPrecedence : 0;
}

// The names of types and how the service prints them ("PartiQL data types for DynamoDB" and the
// PartiQL specification).
constexpr auto kTypeNames = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"bag", "BAG"},         {"blob", "BLOB"},
    {"bool", "BOOLEAN"},    {"boolean", "BOOLEAN"},
    {"char", "CHARACTER"},  {"character", "CHARACTER"},
    {"clob", "CLOB"},       {"dec", "DECIMAL"},
    {"decimal", "DECIMAL"}, {"double", "DOUBLE_PRECISION"},
    {"float", "FLOAT"},     {"int", "INTEGER"},
    {"integer", "INTEGER"}, {"list", "LIST"},
    {"numeric", "NUMERIC"}, {"real", "REAL"},
    {"sexp", "SEXP"},       {"smallint", "SMALLINT"},
    {"string", "STRING"},   {"struct", "STRUCT"},
    {"symbol", "SYMBOL"},   {"timestamp", "TIMESTAMP"},
    {"tuple", "TUPLE"},     {"varchar", "CHARACTER_VARYING"},
});

}  // namespace

// One level of expressions in one another, each of which takes some stack.
class ExpressionParser::NestingLevel {
 public:
  explicit NestingLevel(uint32_t* level) : level_(level) {
    if (++*level_ <= kMaxExpressionNesting) return;
    --*level_;
    ThrowNotWellFormed(StatementSyntax::kNestingTooDeep);
  }
  NestingLevel(const NestingLevel&) = delete;
  NestingLevel& operator=(const NestingLevel&) = delete;
  ~NestingLevel() { --*level_; }

 private:
  uint32_t* level_;
};

void ExpressionParser::NoteFault(NotedFault fault) {
  if (statement_->fault.empty()) statement_->fault = std::move(fault);
}

ExprId ExpressionParser::Add(ExprKind kind, const Token& token, std::span<const ExprId> operands) {
  uint32_t depth = 0;
  for (const ExprId operand : operands) depth = std::max(depth, depths_[operand]);
  if (++depth > kMaxExpressionNesting) ThrowNotWellFormed(StatementSyntax::kNestingTooDeep);
  depths_.push_back(depth);

  std::vector<ExprId>& ids = statement_->operand_ids;
  const auto first = static_cast<uint32_t>(ids.size());
  ids.insert(ids.end(), operands.begin(), operands.end());
  statement_->exprs.push_back(
      {kind, token.text, token.position, first, static_cast<uint32_t>(operands.size())});
  return static_cast<ExprId>(statement_->exprs.size() - 1);
}

ExprId ExpressionParser::ParseAbove(int precedence) {
  const NestingLevel level(&level_);
  ExprId left = ParseUnary();
  for (;;) {
    const bool negated = tokens_->IsKeyword("not");
    const Token& op = tokens_->Peek(negated ? 1 : 0);
    const bool can_negate = op.text == "in" || op.text == "between" || op.text == "like";
    const int op_precedence = negated && !can_negate ? 0 : Precedence(op);
    if (op_precedence <= precedence) return left;
    left = ParseInfix(left, op_precedence, negated);
  }
}

ExprId ExpressionParser::ParseInfix(ExprId left, int precedence, bool negated) {
  const Token not_token = tokens_->current();
  if (negated) tokens_->Take();
  const Token& op = tokens_->current();
  if (precedence == kAndPrecedence) return ParseChain(ExprKind::kAnd, left, precedence);
  if (precedence == kOrPrecedence) return ParseChain(ExprKind::kOr, left, precedence);
  if (op.text == "is") return ParseIs(left);

  tokens_->Take();
  ExprId result;
  if (op.text == "between") {
    result = ParseBetween(op, left, precedence);
  } else if (op.text == "in") {
    result = ParseIn(op, left, precedence);
  } else {
    const bool compares = precedence < kSumPrecedence && op.type == TokenType::kOperator;
    result = Add(compares ? ExprKind::kCompare : ExprKind::kArithmetic, op,
                 {left, ParseRight(precedence)});
  }
  return negated ? Add(ExprKind::kNot, not_token, {result}) : result;
}

// Operands of one AND or OR beside one another, however many, nest only once.
ExprId ExpressionParser::ParseChain(ExprKind kind, ExprId first, int precedence) {
  const Token op = tokens_->current();
  std::vector<ExprId> operands = {first};
  while (tokens_->TakeIfKeyword(op.text)) operands.push_back(ParseRight(precedence));
  return Add(kind, op, operands);
}

ExprId ExpressionParser::ParseRight(int precedence) {
  if (tokens_->Is(TokenType::kEnd)) {
    ThrowNotWellFormed(StatementSyntax::kNoRightHandSide);
  }
  return ParseAbove(precedence);
}

ExprId ExpressionParser::ParseBetween(const Token& op, ExprId value, int precedence) {
  const ExprId lower = ParseRight(precedence);
  if (!tokens_->TakeIfKeyword("and")) ThrowNotWellFormed(StatementSyntax::kExpectedAnd);
  if (tokens_->Is(TokenType::kEnd)) ThrowNotWellFormed(StatementSyntax::kNoOperandAfterAnd);
  const ExprId upper = ParseAbove(precedence);
  return Add(ExprKind::kBetween, op, {value, lower, upper});
}

// Between parentheses stands a list, even of one.
ExprId ExpressionParser::ParseIn(const Token& op, ExprId value, int precedence) {
  const Token open = tokens_->current();
  if (open.type != TokenType::kOpenParen || tokens_->IsKeywordAt(1, "select")) {
    const ExprId list = ParseRight(precedence);
    return Add(ExprKind::kIn, op, {value, list});
  }
  tokens_->Take();
  const ExprId list =
      Add(ExprKind::kList, open, ParseListUntil(TokenType::kCloseParen, "RIGHT_PAREN"));
  return Add(ExprKind::kIn, op, {value, list});
}

ExprId ExpressionParser::ParseIs(ExprId value) {
  Token op = tokens_->Take();
  const bool negated = tokens_->TakeIfKeyword("not");
  op.text = ParseTypeName();
  const ExprId is = Add(ExprKind::kIs, op, {value});
  return negated ? Add(ExprKind::kNot, op, {is}) : is;
}

std::string ExpressionParser::ParseTypeName() {
  const Token& token = tokens_->Take();
  if (token.type == TokenType::kNull) return "NULL";
  if (token.type == TokenType::kMissing) return "MISSING";
  const auto type =
      std::ranges::find_if(kTypeNames, [&](const auto& each) { return each.first == token.text; });
  if (token.type != TokenType::kKeyword || type == kTypeNames.end()) {
    ThrowNotWellFormed(StatementSyntax::kExpectedTypeName);
  }
  if (token.text == "double") tokens_->TakeIfKeyword("precision");
  if ((token.text == "char" || token.text == "character") && tokens_->TakeIfKeyword("varying")) {
    return "CHARACTER_VARYING";
  }
  return std::string(type->second);
}

ExprId ExpressionParser::ParseUnary() {
  if (tokens_->IsKeyword("not")) {
    const Token& op = tokens_->Take();
    return Add(ExprKind::kNot, op, {ParseAbove(kNotPrecedence)});
  }
  if (!tokens_->IsOperator("+") && !tokens_->IsOperator("-")) return ParseTerm();
  const NestingLevel level(&level_);
  const Token& sign = tokens_->Take();
  const ExprId operand = ParseUnary();
  Expr& expr = statement_->exprs[operand];
  if (expr.kind != ExprKind::kNumber) return Add(ExprKind::kArithmetic, sign, {operand});
  if (sign.text == "-") {
    expr.text = expr.text.starts_with('-') ? expr.text.substr(1) : "-" + expr.text;
  }
  return operand;
}

ExprId ExpressionParser::ParseTerm() {
  const Token& token = tokens_->current();
  const auto literal = [&](ExprKind kind) { return Add(kind, tokens_->Take(), {}); };
  switch (token.type) {
    case TokenType::kString:
      return literal(ExprKind::kString);
    case TokenType::kNumber:
      return literal(ExprKind::kNumber);
    case TokenType::kTrue:
      return literal(ExprKind::kTrue);
    case TokenType::kFalse:
      return literal(ExprKind::kFalse);
    case TokenType::kNull:
      return literal(ExprKind::kNull);
    case TokenType::kMissing:
      return literal(ExprKind::kMissing);
    case TokenType::kIonLiteral:
      return literal(ExprKind::kIonLiteral);
    case TokenType::kParameter: {
      const ExprId id = literal(ExprKind::kParameter);
      statement_->exprs[id].first = static_cast<uint32_t>(statement_->parameter_count++);
      return id;
    }
    case TokenType::kName:
    case TokenType::kQuotedName:
      return tokens_->Peek(1).type == TokenType::kOpenParen ? ParseCall() : ParsePath();
    case TokenType::kKeyword:
      return ParseKeywordTerm();
    case TokenType::kOpenParen:
      return ParseGroup();
    case TokenType::kOpenBracket:
      tokens_->Take();
      return Add(ExprKind::kList, token, ParseListUntil(TokenType::kCloseBracket, "RIGHT_BRACKET"));
    case TokenType::kOpenBag:
      tokens_->Take();
      return Add(ExprKind::kBag, token,
                 ParseListUntil(TokenType::kCloseBag, "RIGHT_DOUBLE_ANGLE_BRACKET"));
    case TokenType::kOpenBrace:
      return ParseStruct();
    case TokenType::kOperator:
      if (token.text != "@") ThrowNotWellFormed(StatementSyntax::kUnexpectedOperator);
      tokens_->Take();
      if (!tokens_->IsName()) ThrowNotWellFormed(StatementSyntax::kExpectedNameAfterAt);
      return ParsePath();
    default:
      ThrowNotWellFormed(StatementSyntax::kUnexpectedTerm);
  }
}

ExprId ExpressionParser::ParseKeywordTerm() {
  const Token& token = tokens_->current();
  if (token.text == "select") return ParseSubquery();
  if (token.text == "from") ThrowNotWellFormed(StatementSyntax::kExpectedManipulation);
  if (token.text == "case" || token.text == "cast") {
    ThrowUnsupportedToken(token.text == "case" ? "CASE" : "cast", DescribePosition(token.position));
  }
  if (IsFunctionKeyword(token.text) && tokens_->Peek(1).type == TokenType::kOpenParen) {
    return ParseCall();
  }
  ThrowNotWellFormed(StatementSyntax::kUnexpectedKeyword);
}

// Parentheses around one expression group it; around several they are a list.
ExprId ExpressionParser::ParseGroup() {
  const Token& open = tokens_->Take();
  if (tokens_->Is(TokenType::kCloseParen)) ThrowNotWellFormed(StatementSyntax::kEmptyGroup);
  const std::vector<ExprId> exprs = ParseListUntil(TokenType::kCloseParen, "RIGHT_PAREN");
  return exprs.size() == 1 ? exprs[0] : Add(ExprKind::kList, open, exprs);
}

std::vector<ExprId> ExpressionParser::ParseListUntil(TokenType close, std::string_view close_name) {
  std::vector<ExprId> exprs;
  if (tokens_->TakeIf(close)) return exprs;
  do {
    exprs.push_back(Parse());
  } while (tokens_->TakeIf(TokenType::kComma));
  if (!tokens_->TakeIf(close)) ThrowExpectedToken(close_name);
  return exprs;
}

ExprId ExpressionParser::ParseStruct() {
  const Token& open = tokens_->Take();
  std::vector<ExprId> members;
  if (!tokens_->Is(TokenType::kCloseBrace)) {
    do {
      members.push_back(Parse());
      if (!tokens_->TakeIf(TokenType::kColon)) ThrowExpectedToken("COLON");
      members.push_back(Parse());
    } while (tokens_->TakeIf(TokenType::kComma));
  }
  if (!tokens_->TakeIf(TokenType::kCloseBrace)) ThrowExpectedToken("RIGHT_CURLY");
  return Add(ExprKind::kStruct, open, members);
}

ExprId ExpressionParser::ParseCall() {
  Token name = tokens_->Take();
  name.text = LowerCase(name.text);
  tokens_->Take();
  std::vector<ExprId> arguments;
  if (name.text == "count" && tokens_->IsOperator("*")) {
    tokens_->Take();
    if (!tokens_->TakeIf(TokenType::kCloseParen)) ThrowExpectedToken("RIGHT_PAREN");
  } else {
    arguments = ParseListUntil(TokenType::kCloseParen, "RIGHT_PAREN");
  }
  return Add(ExprKind::kCall, name, arguments);
}

// Nothing supports it; what follows need only be well formed.
ExprId ExpressionParser::ParseSubquery() {
  const Token& select = tokens_->Take();
  NoteFault(UnsupportedSubquery(DescribePosition(select.position)));
  if (tokens_->IsOperator("*")) {
    tokens_->Take();
  } else {
    do {
      Parse();
    } while (tokens_->TakeIf(TokenType::kComma));
  }
  if (!tokens_->TakeIfKeyword("from")) {
    ThrowNotWellFormed(StatementSyntax::kExpectedFromAfterSelect);
  }
  Parse();
  if (tokens_->TakeIfKeyword("where")) Parse();
  return Add(ExprKind::kSubquery, select, {});
}

ExprId ExpressionParser::ParseProjected() {
  projecting_ = true;
  const ExprId id = Parse();
  projecting_ = false;
  const Expr& expr = statement_->exprs[id];
  if (expr.kind != ExprKind::kPath) {
    NoteFault(UnexpectedPathComponent(DescribePosition(expr.position)));
  }
  return id;
}

ExprId ExpressionParser::ParseSimplePath() {
  if (!tokens_->IsName()) ThrowNotWellFormed(StatementSyntax::kExpectedSimplePath);
  return FinishPath(tokens_->Take(), /*simple=*/true);
}

ExprId ExpressionParser::ParsePath() { return FinishPath(tokens_->Take(), /*simple=*/false); }

ExprId ExpressionParser::FinishPath(const Token& first, bool simple) {
  std::vector<PathStep> steps =
      PathParser(tokens_, statement_, this, {.simple = simple, .projected = projecting_})
          .Parse(first);
  const ExprId id = Add(ExprKind::kPath, first, {});
  Expr& path = statement_->exprs[id];
  path.first = static_cast<uint32_t>(statement_->steps.size());
  path.count = static_cast<uint32_t>(steps.size());
  std::ranges::move(steps, std::back_inserter(statement_->steps));
  return id;
}

}  // namespace pumice::partiql
