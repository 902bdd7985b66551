// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/evaluator.h"
#include "protocol/deploy/node.h"

namespace pumice::deploy {

// A resource as the template writes it. Borrows from the template.
struct WrittenResource {
  std::string logical_id;
  std::string type;
  const Node* node = nullptr;        // the whole
  const Node* properties = nullptr;  // null: none
  std::string deletion_policy;       // "Delete" where the template says nothing
  std::string replace_policy;        // UpdateReplacePolicy, likewise
};

// The resources of the section, as they are written. Throws TemplateError: no type, an unknown
// member, a logical id that is none.
std::vector<WrittenResource> ReadResources(const Node& section);

// Those whose condition holds, in the order of creation: what a resource refers to or depends on
// comes first, else they stay in their order. Branches of Fn::If that are not taken count for
// nothing. Evaluates the two policies. Throws TemplateError: names that nothing has, cycles, with
// the logical ids of one.
std::vector<WrittenResource> OrderResources(std::vector<WrittenResource> resources,
                                            Evaluator* evaluator);

// Throws TemplateError if a resource or an output refers to what is no resource and no parameter.
void CheckReferences(const std::vector<WrittenResource>& resources, const Node& parameters,
                     const Node& outputs);

}  // namespace pumice::deploy
