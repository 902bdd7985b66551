// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "protocol/deploy/stack_resources.h"
#include "protocol/deploy/template_sections.h"

namespace pumice::deploy {

// What CreateStack must be told to allow: CAPABILITY_IAM or CAPABILITY_NAMED_IAM for resources of
// IAM's, CAPABILITY_AUTO_EXPAND for transforms (API reference of CreateStack, "Capabilities").
std::vector<std::string> Capabilities(const std::vector<WrittenResource>& resources,
                                      const TemplateSections& sections);
// What calls for them: the types of IAM's resources in the order of the template, then transforms.
std::vector<std::string> CapabilityReasons(const std::vector<WrittenResource>& resources,
                                           const TemplateSections& sections);

}  // namespace pumice::deploy
