// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// The part of the transform AWS::Serverless-2016-10-31 (SAM) that concerns tables: resources of
// AWS::Serverless::SimpleTable become AWS::DynamoDB::Table, with what Globals says of them, and an
// AWS::Serverless::Application at a path becomes a nested stack. Throws TemplateError.
Node ExpandServerless(const Node& resources, const Node& globals);

}  // namespace pumice::deploy
