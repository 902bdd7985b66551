// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>

#include "protocol/deploy/evaluator.h"
#include "protocol/deploy/node.h"
#include "protocol/deploy/place.h"

namespace pumice::deploy {

// A name of a resource in a value: of Ref, Fn::GetAtt, Fn::Sub. Valid while it is told.
struct Reference {
  std::string name;
  const Mark& mark;
  const Place& place;
};

// Tells each name in `node` that is no parameter, pseudo parameter or variable of Fn::Sub. Of
// Fn::If only the branch that is taken counts. Without an evaluator (null) nothing has a value:
// names of parameters are told too, all branches count, and names that functions make do not.
// Throws TemplateError.
void FindReferences(const Node& node, const Place& place, Evaluator* evaluator,
                    const std::function<void(const Reference&)>& found);

}  // namespace pumice::deploy
