// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/cloudformation.h"

#include <utility>

#include "protocol/deploy/budget.h"
#include "protocol/deploy/stack_capabilities.h"
#include "protocol/deploy/stack_evaluation.h"
#include "protocol/deploy/stack_parameters.h"
#include "protocol/deploy/stack_resources.h"
#include "protocol/deploy/template_sections.h"

namespace pumice::deploy {

StackResult EvaluateStack(const Node& root, const TemplateInputs& inputs) {
  Budget budget;
  return StackEvaluation(inputs, &budget, /*depth=*/0).Run(root);
}

StackResult DescribeTemplate(const Node& root) {
  TemplateSections sections = ReadSections(root);
  StackResult result;
  result.description = sections.description;
  result.transforms = sections.transforms;
  for (ParameterValue& parameter : ReadParameters(sections.parameters)) {
    result.parameters.push_back(std::move(parameter.told));
  }
  // Without parameters, what loops come to is not known.
  if (sections.language_extensions) {
    std::erase_if(sections.resources.members(), [](const Node::Member& member) {
      return member.first.starts_with("Fn::ForEach::");
    });
  }
  const std::vector<WrittenResource> resources = ReadResources(sections.resources);
  result.capabilities = Capabilities(resources, sections);
  result.capability_reasons = CapabilityReasons(resources, sections);
  for (const WrittenResource& resource : resources) {
    const bool made = FindResourceMaker(resource.type) != nullptr ||
                      resource.type == "AWS::Serverless::SimpleTable";
    result.resources.push_back(
        {resource.logical_id, resource.type, "", resource.node->mark(), made, "", "", ""});
  }
  return result;
}

StackResult CheckTemplate(const Node& root) {
  StackResult result = DescribeTemplate(root);
  const TemplateSections sections = ReadSections(root);
  if (sections.transforms.empty()) {
    CheckReferences(ReadResources(sections.resources), sections.parameters, sections.outputs);
  }
  return result;
}

}  // namespace pumice::deploy
