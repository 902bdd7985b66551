// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <optional>
#include <string>

#include "engine/expression/operand_parser.h"
#include "engine/expression/update.h"

namespace pumice {
namespace {

class UpdateParser {
 public:
  explicit UpdateParser(std::string_view text, ParsedUpdate* update)
      : parser_(text, ExpressionKind::kUpdate, &update->tree), update_(update) {}

  void Parse() {
    do {
      ParseSection();
    } while (!tokens().Is(TokenType::kEnd));
    parser_.Finish();
    if (!repeated_) return;
    ThrowRepeatedSection(*repeated_);
  }

 private:
  TokenStream& tokens() { return parser_.tokens(); }

  void ParseSection() {
    switch (tokens().current().type) {
      case TokenType::kSet:
        return ParseActions(UpdateClause::kSet, "SET");
      case TokenType::kRemove:
        return ParseActions(UpdateClause::kRemove, "REMOVE");
      case TokenType::kAdd:
        return ParseActions(UpdateClause::kAdd, "ADD");
      case TokenType::kDelete:
        return ParseActions(UpdateClause::kDelete, "DELETE");
      default:
        tokens().ThrowSyntaxError();
    }
  }

  void ParseActions(UpdateClause clause, std::string_view name) {
    tokens().Take();
    bool& seen = seen_[static_cast<size_t>(clause)];
    if (seen && !repeated_) repeated_ = name;
    seen = true;
    do {
      ParseAction(clause);
    } while (tokens().TakeIf(TokenType::kComma));
  }

  void ParseAction(UpdateClause clause) {
    UpdateAction action{clause, parser_.ParsePath()};
    if (clause == UpdateClause::kSet) {
      tokens().Expect(TokenType::kEqual);
      action.operand = ParseRightHandSide();
    } else if (clause != UpdateClause::kRemove) {
      const Token value = tokens().Expect(TokenType::kValueHolder);
      action.operand = parser_.tree().Placeholder(value.text);
    }
    update_->actions.push_back(action);
  }

  // An operand, or a sum or difference of two. Parentheses before the first operand may belong to
  // it or to the whole.
  NodeId ParseRightHandSide() {
    size_t open = 0;
    while (tokens().TakeIf(TokenType::kOpenParen)) ++open;
    const Operand left = parser_.ParseOperand(OperandParser::Place::kInner);
    bool parenthesized = false;
    while (open > 0 && tokens().TakeIf(TokenType::kCloseParen)) {
      parser_.CloseParentheses(&parenthesized);
      --open;
    }
    const bool is_sum = tokens().Is(TokenType::kPlus);
    if (!is_sum && !tokens().Is(TokenType::kMinus)) {
      if (open > 0) tokens().ThrowSyntaxError();
      return left.id;
    }
    tokens().Take();
    const Operand right = parser_.ParseOperand(OperandParser::Place::kInner);
    NoteListAppend(left);
    NoteListAppend(right);
    const NodeId root = parser_.AddOperator(is_sum ? Op::kPlus : Op::kMinus, {left.id, right.id});
    parenthesized = false;
    for (; open > 0; --open) {
      tokens().Expect(TokenType::kCloseParen);
      parser_.CloseParentheses(&parenthesized);
    }
    return root;
  }

  // list_append is a right-hand side of its own.
  void NoteListAppend(const Operand& operand) {
    if (operand.is_function && operand.function == Op::kListAppend) parser_.NoteMisuse(operand);
  }

  OperandParser parser_;
  ParsedUpdate* update_;
  std::array<bool, 4> seen_{};
  std::optional<std::string_view> repeated_;
};

}  // namespace

std::shared_ptr<const ParsedUpdate> ParseUpdate(std::string_view text) {
  auto update = std::make_shared<ParsedUpdate>();
  UpdateParser(text, update.get()).Parse();
  return update;
}

}  // namespace pumice
