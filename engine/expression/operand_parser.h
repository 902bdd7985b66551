// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/error/expressions.h"
#include "engine/error/noted_fault.h"
#include "engine/expression/syntax_tree.h"
#include "engine/expression/token_stream.h"

namespace pumice {

// A path, a value or a function's call, as parsed.
struct Operand {
  NodeId id = 0;
  bool parenthesized = false;
  bool is_function = false;
  // Of a function.
  Op function = Op::kSize;
  std::string_view function_name;
  uint32_t position = 0;
};

// What the grammars of all kinds share: paths and operands. Nesting costs no stack, so that any
// text of 4 KB is safe.
//
// Faults of meaning (reserved words, functions out of place) must not hide a syntax error further
// on: they are noted, and the first one in the text is thrown by Finish.
class OperandParser {
 public:
  // How far functions and parentheses may go in an operand.
  enum class Place { kLeading, kInner };

  OperandParser(std::string_view text, ExpressionKind kind, SyntaxTree* tree);

  TokenStream& tokens() { return tokens_; }
  SyntaxTree& tree() { return *tree_; }

  // A document path.
  NodeId ParsePath();

  // A path, value or function, in parentheses or not. kLeading: a condition may begin here, so that
  // it is the caller who judges the function and reads the parentheses around it.
  Operand ParseOperand(Place place);

  // Adds an operator, which counts.
  NodeId AddOperator(Op op, std::initializer_list<NodeId> operands);
  NodeId AddOperator(Op op, std::span<const NodeId> operands);

  // Notes parentheses that close around something; throws where it is `parenthesized` already.
  void CloseParentheses(bool* parenthesized);

  // Notes a function where its result cannot stand.
  void NoteMisuse(const Operand& function);

  // At the end of the text: throws the syntax error if it is not the end, or the first fault that
  // was noted.
  void Finish();

 private:
  // An open function or pair of parentheses.
  struct Frame {
    Operand operand;       // the function, if it is one
    size_t first_pending;  // where its operands begin in pending_
  };

  void NoteFault(uint32_t position, NotedFault fault);
  void OpenFunction(Place place, bool outermost);
  void NoteFunctionFaults(const Operand& function, bool judge_use);
  Operand ParseSimpleOperand();
  SyntaxTree::Element ParseName();
  SyntaxTree::Element ParseIndex();
  bool CloseFrame(Operand* operand);

  TokenStream tokens_;
  SyntaxTree* tree_;
  std::vector<Frame> frames_;
  std::vector<NodeId> pending_;
  std::vector<SyntaxTree::Element> path_;
  NotedFault fault_;
  uint32_t fault_position_ = 0;
};

}  // namespace pumice
