// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "protocol/deploy/node.h"
#include "tools/deploy/terraform/value.h"

// The syntax tree of a .tf file. Trees nest no deeper than kMaxSyntaxDepth, so recursion over them
// is bounded.
namespace pumice::deploy::terraform {

inline constexpr int kMaxSyntaxDepth = 100;

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

// What follows an expression: ".name", "[key]", "[*]" (or ".*").
struct Step {
  enum class Kind { kAttribute, kIndex, kSplat, kAttributeSplat };
  Kind kind = Kind::kAttribute;
  Mark mark;
  std::string name;   // of an attribute
  ExpressionPtr key;  // of an index
};

// Of a string template: text, an interpolation, or a directive with what it encloses.
struct TemplatePart {
  enum class Kind { kText, kValue, kIf, kFor };
  Kind kind = Kind::kText;
  Mark mark;
  std::string text;
  ExpressionPtr value;              // interpolated; a condition; what a for runs over
  std::string key_name, item_name;  // of a for
  std::vector<TemplatePart> parts, otherwise;
};

struct Expression {
  enum class Kind {
    kLiteral,      // value
    kTemplate,     // parts
    kTuple,        // operands
    kObject,       // operands: key, value, key, value …
    kForTuple,     // operands: collection, value, condition or null
    kForObject,    // operands: collection, key, value, condition or null; `expands` groups
    kName,         // name: of a variable's root
    kCall,         // name, operands; `expands` gives the last one's elements
    kUnary,        // name: the operator
    kBinary,       // name: the operator
    kConditional,  // operands: condition, then, else
    kAccess,       // operands: base; steps
    kParentheses,  // operands: one. Tells {(key) = …} from {key = …}
  };
  Kind kind = Kind::kLiteral;
  Mark mark;
  Value value;
  std::string name;
  std::vector<ExpressionPtr> operands;
  std::vector<Step> steps;
  std::vector<TemplatePart> parts;
  std::string key_name, item_name;  // of a for
  bool expands = false;
  int height = 1;  // of the tree
};

struct Block;

struct Argument {
  std::string name;
  Mark mark;
  ExpressionPtr value;
};

struct Body {
  std::vector<Argument> arguments;
  std::vector<Block> blocks;

  const Argument* Find(std::string_view name) const {
    for (const Argument& argument : arguments) {
      if (argument.name == name) return &argument;
    }
    return nullptr;
  }
};

struct Block {
  std::string type;
  std::vector<std::string> labels;
  Mark mark;
  Body body;
};

}  // namespace pumice::deploy::terraform
