// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

struct Variable;

// A piece of a text: letters that stand for themselves, or a variable.
struct TextPart {
  std::string text;
  std::shared_ptr<const Variable> variable;  // null: `text` counts
};
using VariableText = std::vector<TextPart>;

// One of the sources of a variable: "self:custom.name", "file(tables.yml):Resources", "'dev'", 5.
struct VariableSource {
  enum class Kind {
    kNamed,    // type, argument, address
    kText,     // `address` is the text: a quoted one, or a variable within the variable
    kLiteral,  // `literal`: a number, a boolean or null
  };
  Kind kind = Kind::kText;
  std::string type;       // "self", "file"
  VariableText argument;  // what stands in parentheses
  VariableText address;   // what stands behind the colon
  Node literal;
};

// "${opt:stage, 'dev'}": the first source that has a value counts.
struct Variable {
  std::string written;
  std::vector<VariableSource> sources;
};

// Takes a text of serverless.yml apart. What has the form of no source, such as CloudFormation's
// "${AWS::Region}" and "${Table.Arn}", is text; so is a variable with a backslash in front.
// Throws TemplateError: a variable that does not end, or nests more than 20 levels deep.
VariableText ParseVariables(std::string_view text, const Mark& mark);

}  // namespace pumice::deploy
