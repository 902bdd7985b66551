// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Throws TemplateError, at `mark`, if the path leads out of `root` once links are resolved, whether
// or not a file is there.
void CheckWithin(const std::filesystem::path& root, const std::filesystem::path& path,
                 const Mark& mark);

// Reads a file that a template names, such as "${file(./tables.yml)}" or a nested stack. It must be
// within `root`, so that a template of a stranger reads nothing else. Throws TemplateError, at
// `mark`.
std::string ReadFileWithin(const std::filesystem::path& root, const std::filesystem::path& path,
                           const Mark& mark);

}  // namespace pumice::deploy
