// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/stack_values.h"

namespace pumice::deploy {

// What stands for what only AWS gives: the same whenever the same stack is evaluated again.

// "{stack}-{logical id}-{13 of A-Z and 0-9}", as CloudFormation names what has no name. At most 255
// characters: the stack's name and the logical id are cut. `salt`: another one makes another name.
std::string MadeUpName(std::string_view stack, std::string_view logical_id,
                       std::string_view salt = {});

// "8-4-4-4-12" hexadecimal digits that depend on `of` alone.
std::string MadeUpUuid(std::string_view of);

// "arn:aws:SERVICE:us-east-1:000000000000:REST".
std::string MakeArn(const TemplateInputs& inputs, std::string_view service, std::string_view rest);

// The id of a stack of that name.
std::string MadeUpStackId(const TemplateInputs& inputs, std::string_view name);

// What a resource that is not made gives; `name`: as its properties say, or made up.
ResourceValue MadeUpResource(const TemplateInputs& inputs, std::string_view type,
                             std::string_view name);
std::string MadeUpAttribute(const TemplateInputs& inputs, const ResourceValue& resource,
                            std::string_view attribute);

}  // namespace pumice::deploy
