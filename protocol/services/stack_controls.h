// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/services/service.h"

// CloudFormation's operations that change a stack without a template: protection, the stack policy,
// and what becomes of an update that did not succeed.
namespace pumice::services {

void CancelUpdateStack(ServiceCall& call);
void ContinueUpdateRollback(ServiceCall& call);
void GetStackPolicy(ServiceCall& call);
void RollbackStack(ServiceCall& call);
void SetStackPolicy(ServiceCall& call);
void UpdateTerminationProtection(ServiceCall& call);

}  // namespace pumice::services
