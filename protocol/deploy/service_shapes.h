// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/shapes/shape.h"

namespace pumice::deploy {

// Inputs of other services that templates ask for, as their API references have them.
extern const Shape kRegisterScalableTargetInput;
extern const Shape kPutScalingPolicyInput;
extern const Shape kPutMetricAlarmInput;

}  // namespace pumice::deploy
