// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>
#include <vector>

namespace pumice::deploy::terraform {

// The arguments of the AWS provider's resources that end in DynamoDB, Application Auto Scaling or
// CloudWatch.
struct ArgumentSchema {
  enum class Form { kString, kNumber, kBool, kStrings, kStringMap };
  enum class Flags {
    kNone,
    kRequired,
    kMayBeUnknown,  // is left out, and told, if only AWS knows it
  };

  std::string_view name;
  Form form = Form::kString;
  Flags flags = Flags::kNone;
};

struct BlockSchema {
  std::string_view name;  // of a resource: its type
  std::vector<ArgumentSchema> arguments;
  std::vector<BlockSchema> blocks;

  const ArgumentSchema* FindArgument(std::string_view argument) const;
  const BlockSchema* FindBlock(std::string_view block) const;
};

// The resource type of that name; null: none of pumice's business.
const BlockSchema* FindResourceSchema(std::string_view type);

}  // namespace pumice::deploy::terraform
