// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/node.h"
#include "protocol/deploy/stack_values.h"

namespace pumice::deploy {

// A resource whose properties are evaluated.
struct EvaluatedResource {
  std::string logical_id;
  std::string type;
  Mark mark;
  Node properties;      // a map
  bool retain = false;  // by its DeletionPolicy

  std::string PlaceOf(std::string_view member) const {
    return logical_id + ".Properties." + std::string(member);
  }
};

// Makes of a resource what it asks for, adds that to `desired`, and gives what it is to others.
// Throws TemplateError.
using ResourceMaker = ResourceValue (*)(const EvaluatedResource& resource,
                                        const TemplateInputs& inputs, DesiredTables* desired);

// The maker of a type's resources; null: such are passed over.
ResourceMaker FindResourceMaker(std::string_view type);

// AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable, of which the replica of this region is made.
ResourceValue MakeTable(const EvaluatedResource& resource, const TemplateInputs& inputs,
                        DesiredTables* desired);
ResourceValue MakeGlobalTable(const EvaluatedResource& resource, const TemplateInputs& inputs,
                              DesiredTables* desired);
// Calls of other services.
ResourceValue MakeScalableTarget(const EvaluatedResource& resource, const TemplateInputs& inputs,
                                 DesiredTables* desired);
ResourceValue MakeScalingPolicy(const EvaluatedResource& resource, const TemplateInputs& inputs,
                                DesiredTables* desired);
ResourceValue MakeAlarm(const EvaluatedResource& resource, const TemplateInputs& inputs,
                        DesiredTables* desired);

// Tells what pumice does not honour: "FILE:LINE: PLACE: MESSAGE".
void AddNote(const Mark& mark, std::string_view place, std::string_view message,
             DesiredTables* desired);

// The property of that name as text, or made up of stack and logical id. Throws TemplateError if it
// is no string.
std::string NameProperty(const EvaluatedResource& resource, std::string_view property,
                         const TemplateInputs& inputs);

}  // namespace pumice::deploy
