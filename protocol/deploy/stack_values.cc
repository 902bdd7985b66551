// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/stack_values.h"

#include <algorithm>

namespace pumice::deploy {

std::string_view Partition(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  if (region.starts_with("us-gov-")) return "aws-us-gov";
  return "aws";
}

bool IsGeneratedBySam(const StackValues& values, std::string_view name) {
  if (!values.serverless) return false;
  if (name.starts_with("ServerlessRestApi") || name.starts_with("ServerlessHttpApi")) return true;
  return std::ranges::any_of(values.serverless_ids,
                             [name](const std::string& id) { return name.starts_with(id); });
}

Node PseudoParameter(const StackValues& values, std::string_view name) {
  const TemplateInputs& inputs = values.inputs;
  if (name == "AWS::Region") return Node::String(inputs.region);
  if (name == "AWS::AccountId") return Node::String(inputs.account);
  if (name == "AWS::Partition") return Node::String(std::string(Partition(inputs.region)));
  if (name == "AWS::URLSuffix") {
    return Node::String(inputs.region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com");
  }
  if (name == "AWS::StackName") return Node::String(inputs.stack_name);
  if (name == "AWS::StackId") return Node::String(values.stack_id);
  if (name == "AWS::NotificationARNs") return Node::List();
  return {};
}

}  // namespace pumice::deploy
