// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/node.h"

namespace pumice::deploy {

// A parameter and what {"Ref": …} of it gives: a string, or a list of strings.
struct ParameterValue {
  StackParameter told;
  Node value;
  // A parameter of Systems Manager that nobody gave the value of: `value` is only its name there.
  bool unresolved = false;
  Mark mark;
};

// The declarations, without values. Throws TemplateError: an unknown type or member.
std::vector<ParameterValue> ReadParameters(const Node& section);

// The values: given ones, else defaults, checked against the declarations. What is not checked is
// told in `notes`. Throws TemplateError, in CloudFormation's words.
std::vector<ParameterValue> ResolveParameters(const Node& section, const TemplateInputs& inputs,
                                              std::vector<std::string>* notes);

}  // namespace pumice::deploy
