// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <set>
#include <string>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "protocol/services/service.h"
#include "protocol/services/stack.h"

namespace pumice::services {

// Whether the call was made as it is wanted.
bool IsMade(const std::vector<KeptCall>& made, const deploy::DesiredCall& call);

// Makes the call of another service that a template comes to, unless it is made, and adds it to
// `made`. Throws ServiceFault, ApiError: also where what the call would make is there, and is not
// of that logical id.
void MakeStackCall(const deploy::DesiredCall& call, const ServiceCaller& caller,
                   std::vector<KeptCall>* made);

// Undoes those of `made` that `wanted` lacks, the last ones first (a policy goes before its
// target). What resources of the logical ids in `left` made stays, and is forgotten.
void UndoStackCalls(const std::vector<deploy::DesiredCall>& wanted,
                    const std::set<std::string>& left, const ServiceCaller& caller,
                    std::vector<KeptCall>* made);

}  // namespace pumice::services
