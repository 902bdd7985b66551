// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "protocol/services/service.h"
#include "protocol/services/stack.h"

// CloudFormation's change sets: kept with their stack until they are executed.
namespace pumice::services {

void CreateChangeSet(ServiceCall& call);
void DeleteChangeSet(ServiceCall& call);
void DescribeChangeSet(ServiceCall& call);
void ExecuteChangeSet(ServiceCall& call);
void ListChangeSets(ServiceCall& call);

// A change set, and the stack that has it.
struct FoundChangeSet {
  Stack stack;
  std::string id;

  KeptChangeSet& set() { return *stack.FindChangeSet(id); }
};
// By ChangeSetName, and StackName unless that is an ARN. Throws ServiceFault.
FoundChangeSet FindChangeSet(const ServiceCall& call);

// Throws ServiceFault if the stack is in a state in which it cannot be updated.
void CheckUpdatable(const Stack& stack);

}  // namespace pumice::services
