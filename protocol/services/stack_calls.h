// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "protocol/services/service.h"
#include "protocol/services/stack.h"

namespace pumice::services {

// Makes the calls of other services that a template comes to, and undoes those of `made` that it
// no longer has. `made` is what was done when this throws: ServiceFault, ApiError.
void ApplyCalls(const std::vector<deploy::DesiredCall>& desired, const ServiceCaller& caller,
                std::vector<KeptCall>* made);

}  // namespace pumice::services
