// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/deploy/evaluator.h"
#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Writes out the loops of the transform AWS::LanguageExtensions in a section or a value: members
// "Fn::ForEach::NAME": [identifier, collection, {key: value}]. Collections may refer to parameters
// and mappings. "${identifier}" in keys and texts, "&{identifier}" (without what is not
// alphanumeric) and {"Ref": identifier} stand for an element. Throws TemplateError.
Node ExpandLoops(const Node& node, Evaluator* evaluator);

}  // namespace pumice::deploy
