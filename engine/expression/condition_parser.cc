// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/condition_parser.h"

#include <vector>

#include "engine/expression/operand_parser.h"

namespace pumice {
namespace {

// Precedence climbs from OR to NOT ("Condition and filter expressions, operators, and functions",
// Developer Guide).
enum class Mark : uint8_t { kParenthesis, kOr, kAnd, kNot };

// What stands between two operators: an operand that wants to be compared, a function that may be
// an operand or a condition, or a condition.
enum class TermKind : uint8_t { kOperand, kFunction, kCondition };

struct Term {
  Operand operand;
  TermKind kind;
};

Op ComparisonOp(TokenType type) {
  switch (type) {
    case TokenType::kEqual:
      return Op::kEqual;
    case TokenType::kNotEqual:
      return Op::kNotEqual;
    case TokenType::kLess:
      return Op::kLess;
    case TokenType::kLessOrEqual:
      return Op::kLessOrEqual;
    case TokenType::kGreater:
      return Op::kGreater;
    case TokenType::kGreaterOrEqual:
      return Op::kGreaterOrEqual;
    case TokenType::kBetween:
      return Op::kBetween;
    case TokenType::kIn:
      return Op::kIn;
    default:
      return Op::kPath;  // no comparison
  }
}

class ConditionParser {
 public:
  ConditionParser(std::string_view text, ExpressionKind kind, SyntaxTree* tree)
      : parser_(text, kind, tree) {}

  NodeId Parse() {
    for (;;) {
      OpenMarks();
      Term term = ParseTerm();
      while (Close(&term)) {
      }
      if (parser_.tokens().Is(TokenType::kEnd)) return FinishTree(&term);
      PushOperator(&term);
    }
  }

 private:
  TokenStream& tokens() { return parser_.tokens(); }

  // Parentheses and NOT before a term.
  void OpenMarks() {
    for (;;) {
      if (tokens().TakeIf(TokenType::kOpenParen)) {
        marks_.push_back(Mark::kParenthesis);
        ++open_parentheses_;
      } else if (tokens().TakeIf(TokenType::kNot)) {
        marks_.push_back(Mark::kNot);
      } else {
        return;
      }
    }
  }

  Term ParseTerm() {
    const Operand operand = parser_.ParseOperand(OperandParser::Place::kLeading);
    return {operand, operand.is_function ? TermKind::kFunction : TermKind::kOperand};
  }

  // Takes what completes the term without starting another: a comparison, or closing parentheses.
  bool Close(Term* term) {
    if (term->kind != TermKind::kCondition && ComparisonOp(tokens().current().type) != Op::kPath) {
      Compare(term);
      return true;
    }
    if (!tokens().Is(TokenType::kCloseParen) || open_parentheses_ == 0) return false;
    if (marks_.back() != Mark::kParenthesis) {
      MakeCondition(term);
      Reduce(Mark::kOr, term);
    }
    tokens().Take();
    marks_.pop_back();
    --open_parentheses_;
    parser_.CloseParentheses(&term->operand.parenthesized);
    return true;
  }

  void Compare(Term* term) {
    if (term->kind == TermKind::kFunction && term->operand.function != Op::kSize) {
      parser_.NoteMisuse(term->operand);
    }
    const Op op = ComparisonOp(tokens().Take().type);
    operands_.assign(1, term->operand.id);
    switch (op) {
      case Op::kBetween:
        ParseInner();
        tokens().Expect(TokenType::kAnd);
        ParseInner();
        break;
      case Op::kIn:
        tokens().Expect(TokenType::kOpenParen);
        do {
          ParseInner();
        } while (tokens().TakeIf(TokenType::kComma));
        tokens().Expect(TokenType::kCloseParen);
        break;
      default:
        ParseInner();
    }
    *term = {{}, TermKind::kCondition};
    term->operand.id = parser_.AddOperator(op, operands_);
  }

  void ParseInner() { operands_.push_back(parser_.ParseOperand(OperandParser::Place::kInner).id); }

  // What stands where a condition must: an operand is a syntax error at the token behind it.
  void MakeCondition(Term* term) {
    if (term->kind == TermKind::kOperand) tokens().ThrowSyntaxError();
    if (term->kind == TermKind::kFunction && term->operand.function == Op::kSize) {
      parser_.NoteMisuse(term->operand);
    }
    term->kind = TermKind::kCondition;
  }

  // Applies the waiting operators that bind at least as strongly as `weakest`.
  void Reduce(Mark weakest, Term* term) {
    while (!marks_.empty() && marks_.back() >= weakest) {
      const Mark mark = marks_.back();
      marks_.pop_back();
      const NodeId right = term->operand.id;
      *term = {{}, TermKind::kCondition};
      if (mark == Mark::kNot) {
        term->operand.id = parser_.AddOperator(Op::kNot, {right});
        continue;
      }
      term->operand.id =
          parser_.AddOperator(mark == Mark::kAnd ? Op::kAnd : Op::kOr, {lefts_.back(), right});
      lefts_.pop_back();
    }
  }

  void PushOperator(Term* term) {
    MakeCondition(term);
    const bool is_and = tokens().Is(TokenType::kAnd);
    if (!is_and && !tokens().Is(TokenType::kOr)) tokens().ThrowSyntaxError();
    tokens().Take();
    const Mark mark = is_and ? Mark::kAnd : Mark::kOr;
    Reduce(mark, term);
    lefts_.push_back(term->operand.id);
    marks_.push_back(mark);
  }

  NodeId FinishTree(Term* term) {
    MakeCondition(term);
    if (open_parentheses_ > 0) tokens().ThrowSyntaxError();
    Reduce(Mark::kOr, term);
    parser_.Finish();
    return term->operand.id;
  }

  OperandParser parser_;
  std::vector<Mark> marks_;
  std::vector<NodeId> lefts_;  // left operands of the ANDs and ORs in marks_
  std::vector<NodeId> operands_;
  size_t open_parentheses_ = 0;
};

}  // namespace

NodeId ParseConditionTree(std::string_view text, ExpressionKind kind, SyntaxTree* tree) {
  return ConditionParser(text, kind, tree).Parse();
}

}  // namespace pumice
