// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Nested stacks that CDK wrote name their template by the place to which it would be uploaded; the
// file itself stands in their metadata (aws:asset:path). Puts that into TemplateURL. Whether there
// was one.
bool NameNestedTemplates(Node* root);

// The text of a nested stack's template, whose own nested stacks are named so. Throws as
// ReadFileWithin does.
std::string ReadNestedTemplate(const std::filesystem::path& root, const std::filesystem::path& path,
                               const Mark& mark);

}  // namespace pumice::deploy
