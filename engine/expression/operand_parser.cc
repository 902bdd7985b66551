// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/operand_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "engine/error/expressions.h"
#include "engine/expression/reserved_words.h"

namespace pumice {
namespace {

struct Function {
  std::string_view name;
  Op op;
  bool in_updates;
};

constexpr std::array<Function, 8> kFunctions = {{
    {"attribute_exists", Op::kAttributeExists, false},
    {"attribute_not_exists", Op::kAttributeNotExists, false},
    {"attribute_type", Op::kAttributeType, false},
    {"begins_with", Op::kBeginsWith, false},
    {"contains", Op::kContains, false},
    {"size", Op::kSize, false},
    {"if_not_exists", Op::kIfNotExists, true},
    {"list_append", Op::kListAppend, true},
}};

const Function* FindFunction(std::string_view name) {
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [&](const Function& f) { return f.name == name; });
  return found == kFunctions.end() ? nullptr : &*found;
}

// Whether the function may be another function's or an operator's operand.
bool IsOperandFunction(Op op) { return op == Op::kSize || op == Op::kIfNotExists; }

}  // namespace

OperandParser::OperandParser(std::string_view text, ExpressionKind kind, SyntaxTree* tree)
    : tokens_(text, kind), tree_(tree) {}

NodeId OperandParser::ParsePath() {
  path_.clear();
  path_.push_back(ParseName());
  for (;;) {
    if (tokens_.TakeIf(TokenType::kDot)) {
      path_.push_back(ParseName());
    } else if (tokens_.TakeIf(TokenType::kOpenBracket)) {
      path_.push_back(ParseIndex());
    } else {
      return tree_->Path(path_);
    }
  }
}

SyntaxTree::Element OperandParser::ParseName() {
  const Token name = tokens_.current();
  const bool is_placeholder = name.type == TokenType::kNameHolder;
  if (!is_placeholder) {
    tokens_.Expect(TokenType::kName);
    if (IsReservedWord(name.text)) {
      NoteFault(name.position, ReservedKeyword(tokens_.kind(), name.text));
    }
  } else {
    tokens_.Take();
  }
  return {tree_->NameSlot(name.text, is_placeholder), 0, false};
}

SyntaxTree::Element OperandParser::ParseIndex() {
  const Token token = tokens_.Expect(TokenType::kIndex);
  tokens_.Expect(TokenType::kCloseBracket);
  int32_t index = 0;
  const auto result =
      std::from_chars(token.text.data(), token.text.data() + token.text.size(), index);
  if (result.ec != std::errc()) {
    NoteFault(token.position, ListIndexOutOfRange(tokens_.kind(), token.text));
  }
  return {0, static_cast<uint32_t>(index), true};
}

Operand OperandParser::ParseSimpleOperand() {
  Operand operand;
  if (tokens_.Is(TokenType::kValueHolder)) {
    operand.id = tree_->Placeholder(tokens_.Take().text);
  } else {
    operand.id = ParsePath();
  }
  return operand;
}

Operand OperandParser::ParseOperand(Place place) {
  const size_t outermost = frames_.size();
  for (;;) {
    if (tokens_.Is(TokenType::kName) && tokens_.next().type == TokenType::kOpenParen) {
      OpenFunction(place, frames_.size() == outermost);
      continue;
    }
    if (tokens_.TakeIf(TokenType::kOpenParen)) {
      frames_.push_back({Operand(), pending_.size()});
      continue;
    }
    Operand operand = ParseSimpleOperand();
    while (frames_.size() > outermost && CloseFrame(&operand)) {
    }
    if (frames_.size() == outermost) return operand;
  }
}

void OperandParser::OpenFunction(Place place, bool outermost) {
  Operand function;
  const Token name = tokens_.Take();
  tokens_.Take();  // the parenthesis
  function.is_function = true;
  function.function_name = name.text;
  function.position = name.position;
  NoteFunctionFaults(function, place == Place::kInner || !outermost);
  if (const Function* known = FindFunction(name.text)) function.function = known->op;
  // A SET's right-hand side may be list_append alone; only then nothing stands around it but
  // parentheses.
  const bool around = std::any_of(frames_.begin(), frames_.end(),
                                  [](const Frame& frame) { return frame.operand.is_function; });
  if (function.function == Op::kListAppend && around) NoteMisuse(function);
  frames_.push_back({function, pending_.size()});
}

void OperandParser::NoteFunctionFaults(const Operand& function, bool judge_use) {
  const std::string_view name = function.function_name;
  const Function* known = FindFunction(function.function_name);
  if (known == nullptr) {
    return NoteFault(function.position, UnknownFunction(tokens_.kind(), name));
  }
  const bool is_update = tokens_.kind() == ExpressionKind::kUpdate;
  if (known->in_updates != is_update) {
    return NoteFault(function.position, FunctionNotAllowed(is_update, tokens_.kind(), name));
  }
  if (!is_update && judge_use && !IsOperandFunction(known->op)) NoteMisuse(function);
}

// Ends the innermost function or parentheses behind `operand`, if they end here; what they are
// becomes the operand. False where another operand of the function follows.
bool OperandParser::CloseFrame(Operand* operand) {
  const Frame frame = frames_.back();
  if (!frame.operand.is_function) {
    tokens_.Expect(TokenType::kCloseParen);
    CloseParentheses(&operand->parenthesized);
    frames_.pop_back();
    return true;
  }
  pending_.push_back(operand->id);
  if (tokens_.TakeIf(TokenType::kComma)) return false;
  tokens_.Expect(TokenType::kCloseParen);
  *operand = frame.operand;
  operand->id =
      AddOperator(frame.operand.function, std::span(pending_).subspan(frame.first_pending));
  pending_.resize(frame.first_pending);
  frames_.pop_back();
  return true;
}

NodeId OperandParser::AddOperator(Op op, std::initializer_list<NodeId> operands) {
  return AddOperator(op, std::span(operands.begin(), operands.size()));
}

NodeId OperandParser::AddOperator(Op op, std::span<const NodeId> operands) {
  ++tree_->counted_operators;
  return tree_->Add(op, operands);
}

void OperandParser::CloseParentheses(bool* parenthesized) {
  if (*parenthesized) {
    ThrowRedundantParentheses(tokens_.kind());
  }
  *parenthesized = true;
}

void OperandParser::NoteMisuse(const Operand& function) {
  NoteFault(function.position, FunctionMisused(tokens_.kind(), function.function_name));
}

void OperandParser::NoteFault(uint32_t position, NotedFault fault) {
  if (!fault_.empty() && fault_position_ <= position) return;
  fault_ = std::move(fault);
  fault_position_ = position;
}

void OperandParser::Finish() {
  if (!tokens_.Is(TokenType::kEnd)) tokens_.ThrowSyntaxError();
  fault_.ThrowUnlessEmpty();
}

}  // namespace pumice
