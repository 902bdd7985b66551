// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/json.h"

// What Application Auto Scaling demands of targets and policies beyond its model
// (RegisterScalableTarget, PutScalingPolicy and the Describe operations, API reference). All throw
// ServiceFault or ApiError.
namespace pumice::services {

// What a resource of DynamoDB names: "table/NAME" or "table/NAME/index/INDEX".
struct ScaledTable {
  std::string_view table;
  std::string_view index;  // empty: the table itself
};
ScaledTable TableOfResource(std::string_view resource);

// Namespace, resource and dimension of an input fit each other.
void CheckScaledResource(const JsonValue& input);
// A target, and a policy, as they are to be kept: with what stays of a former one.
void CheckScalableTarget(const JsonValue& target);
void CheckScalingPolicy(const JsonValue& policy);
// An input of the Describe operations that tell up to `most` at a time.
void CheckScalingQuery(const JsonValue& input, int64_t most);

}  // namespace pumice::services
