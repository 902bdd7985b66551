// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// The parts of a CloudFormation template. A section that is missing is an empty map.
struct TemplateSections {
  std::string description;
  std::vector<std::string> transforms;
  Node parameters;
  Node mappings;
  Node conditions;
  Node resources;
  Node outputs;
  Node rules;
  Node globals;                      // SAM's
  bool language_extensions = false;  // AWS::LanguageExtensions is among the transforms
  bool serverless = false;           // AWS::Serverless-2016-10-31 is
};

// CloudFormation's quotas of a template ("Understand CloudFormation quotas").
inline constexpr size_t kMaxStackResources = 500;
inline constexpr size_t kMaxStackParameters = 200;
inline constexpr size_t kMaxStackMappings = 200;
inline constexpr size_t kMaxStackOutputs = 200;

// Throws TemplateError: what is no template, an unknown section, beyond the quotas.
TemplateSections ReadSections(const Node& root);

// Throws TemplateError if `section` has more than `max` members; `what`: "resources".
void CheckQuota(const Node& section, std::string_view what, size_t max);

}  // namespace pumice::deploy
