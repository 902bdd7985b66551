// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <deque>
#include <string>

#include "protocol/deploy/budget.h"
#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/evaluator.h"
#include "protocol/deploy/stack_resource.h"
#include "protocol/deploy/stack_resources.h"
#include "protocol/deploy/stack_values.h"
#include "protocol/deploy/template_sections.h"

namespace pumice::deploy {

// The evaluation of one stack, and of those within it.
class StackEvaluation {
 public:
  // Stacks within stacks.
  static constexpr int kMaxDepth = 10;

  // `depth`: 0 for a stack that stands in no other. Both references must outlive it.
  StackEvaluation(const TemplateInputs& inputs, Budget* budget, int depth);

  // To be called once. Throws TemplateError.
  StackResult Run(const Node& root);

 private:
  void ReadNames(const Node& root);
  void ExpandTransforms();
  void EvaluateConditions();
  void MakeResources();
  ResourceValue MakeResource(const WrittenResource& written);
  ResourceValue MakeNestedStack(const EvaluatedResource& resource);
  std::string Fingerprint(const WrittenResource& written);
  ResourceValue PassOver(const WrittenResource& written);
  void TakeNested(const EvaluatedResource& resource, StackResult nested, ResourceValue* value);
  EvaluatedResource Evaluated(const WrittenResource& written);
  void MakeOutputs();
  void MakeOutput(const std::string& name, const Node& node);
  bool RefersToMadeUp(const Node& node, const Place& place);

  const TemplateInputs& inputs_;
  Budget& budget_;
  const int depth_;
  TemplateSections sections_;
  StackValues values_;
  Evaluator evaluator_;
  std::deque<ResourceValue> resources_;
  StackResult result_;
};

}  // namespace pumice::deploy
