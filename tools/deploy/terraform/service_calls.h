// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>

#include "protocol/deploy/desired_tables.h"
#include "tools/deploy/terraform/table_collector.h"

namespace pumice::deploy::terraform {

// The call that an aws_appautoscaling_target, aws_appautoscaling_policy or
// aws_cloudwatch_metric_alarm becomes. Nothing for another resource, and for auto scaling of
// another service than DynamoDB.
std::optional<DesiredCall> MakeServiceCall(const Resource& resource);

}  // namespace pumice::deploy::terraform
