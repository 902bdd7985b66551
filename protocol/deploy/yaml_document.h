// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Reads one YAML document with the place of each value in it. Plain scalars are null, booleans,
// numbers or strings as YAML 1.2's core schema has it; quoted ones are strings. See ReadDocument
// for tags, aliases and merge keys. Throws TemplateError: syntax, depth, too many values.
Node ReadYamlDocument(std::string_view text, const std::shared_ptr<const std::string>& file);

}  // namespace pumice::deploy
