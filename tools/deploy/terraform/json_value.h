// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "protocol/deploy/node.h"
#include "tools/deploy/terraform/value.h"

namespace pumice::deploy::terraform {

// Appends what jsonencode makes of a value that is known.
void AppendJson(const Value& value, std::string* out);

// A document's value. Numbers out of bounds become strings.
Value ValueOf(const Node& node);

}  // namespace pumice::deploy::terraform
