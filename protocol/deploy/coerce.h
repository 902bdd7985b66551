// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "protocol/deploy/node.h"
#include "protocol/shapes/shape.h"

namespace pumice::deploy {

// Brings a value to the types that a shape has, as leniently as CloudFormation is: "5" is a number
// where one is wanted, 5 a text, "true" a boolean. Members that are null are left out, as is what a
// null node stands for. Members that are required must be there in structures within; of `node`
// itself that is the caller's to know, who may add some. Lengths and ranges are DynamoDB's to
// check.
//
// `place`: what `node` is to the user ("Music.Properties"). Throws TemplateError, with the place of
// the member, for an unknown or missing member, another type, or a value that an enum lacks.
Node CoerceToShape(const Node& node, const Shape& shape, std::string_view place);

}  // namespace pumice::deploy
