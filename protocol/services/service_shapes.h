// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string_view>

#include "protocol/shapes/shape.h"

// The inputs of the operations that services beside DynamoDB serve, as their models have them.
// Instances are constants in service_shapes.cc, which tools/shapes/generate_services.py makes.
namespace pumice::services {

struct ServiceShape {
  std::string_view name;  // "CreateStack"
  const Shape* input;
  bool has_output;  // whether the model has an output at all
};

// Ascending by name.
std::span<const ServiceShape> ApplicationAutoScalingShapes();
std::span<const ServiceShape> CloudFormationShapes();
std::span<const ServiceShape> CloudWatchShapes();
std::span<const ServiceShape> StsShapes();

}  // namespace pumice::services
