// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/services/stack.h"
#include "protocol/services/stack_template.h"

// What a stack keeps of the resources of its template.
namespace pumice::services {

// As the stack would make them, in the order of their creation; of no state yet.
std::vector<KeptResource> ResourcesOf(const EvaluatedTemplate& evaluated);

// Whether both stand for one thing, which an update changes or leaves.
bool IsSameResource(const KeptResource& a, const KeptResource& b);

// What an evaluation tells of a resource: members that pumice cannot honour, or that nothing is
// made of it. Empty: nothing.
std::string NotesOf(const KeptResource& resource, const deploy::DesiredTables& desired);

// How an update would change the stack, for a change set: what is added, modified and removed.
// Throws ServiceFault, ServiceError.
std::vector<KeptChange> FindChanges(const Stack& stack, const EvaluatedTemplate& wanted,
                                    const ServiceCaller& caller);

}  // namespace pumice::services
