// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/node.h"
#include "protocol/deploy/stack_parameters.h"

namespace pumice::deploy {

// What a resource is to those who refer to it.
struct ResourceValue {
  std::string type;
  std::string physical_id;                                  // what {"Ref": …} gives
  std::unordered_map<std::string, std::string> attributes;  // of Fn::GetAtt
  // Attributes beside those are made up: nothing makes such a resource here.
  bool open = false;
};

// What names stand for while a stack is evaluated. Nodes that it points to live as long as it.
struct StackValues {
  explicit StackValues(const TemplateInputs& given) : inputs(given) {}

  const TemplateInputs& inputs;
  std::string stack_id;
  std::unordered_map<std::string, ParameterValue> parameters;
  std::unordered_map<std::string_view, const Node*> mappings;
  std::unordered_map<std::string_view, const Node*> conditions;
  std::unordered_map<std::string, bool> condition_values;  // those that are known by now
  std::vector<std::string> open_conditions;                // those that are being evaluated
  // The template's resources; null: its condition does not hold, or it is not evaluated yet.
  std::unordered_map<std::string, const ResourceValue*> resources;
  std::unordered_map<std::string, std::string> nested_exports;
  // What SAM makes resources of beside those that are written ("ServerlessRestApi", "ApiStage"):
  // the logical ids of resources of AWS::Serverless, and what a name that begins with one gives.
  std::vector<std::string> serverless_ids;
  std::string_view block = "Resources";  // the section that is evaluated, for messages
  bool language_extensions = false;
  bool serverless = false;
};

// The value of AWS::Region and its like; null for another name. AWS::NoValue is no such value.
Node PseudoParameter(const StackValues& values, std::string_view name);

// Whether SAM would make a resource of that name, which the template does not write.
bool IsGeneratedBySam(const StackValues& values, std::string_view name);

// "aws", "aws-cn" or "aws-us-gov".
std::string_view Partition(std::string_view region);

}  // namespace pumice::deploy
