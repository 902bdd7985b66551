// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/cloudformation.h"
#include "protocol/services/service.h"
#include "protocol/services/stack.h"
#include "protocol/services/stack_store.h"

namespace pumice::services {

// Of TemplateBody. CloudFormation takes 51,200 bytes there and 1 MB from S3, which pumice lacks.
inline constexpr size_t kMaxTemplate = 1024 * 1024;

// A template as it is for a stack now.
struct EvaluatedTemplate {
  deploy::Node root;
  deploy::StackResult result;
  std::vector<std::string> imports;  // names of exports that it uses
};

// Throws ServiceFault (ValidationError) for a template that is none.
deploy::Node ReadTemplate(const std::string& body);

// Evaluates what a stack was given: with the exports of other stacks, and what tables are there.
// The stack's tags become those of its tables (CloudFormation User Guide, "Resource tags"). Throws
// ServiceFault (ValidationError).
EvaluatedTemplate EvaluateTemplate(const Stack& stack, const StackInput& input,
                                   const ServiceCaller& caller);

// Whether a table's template leaves its name to CloudFormation, so that it may be replaced.
bool HasMadeUpName(const deploy::Node& root, const std::string& logical_id);

}  // namespace pumice::services
