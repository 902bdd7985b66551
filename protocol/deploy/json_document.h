// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Reads one JSON value with the place of each value in it. Of a member that stands twice the last
// one counts, as in JavaScript. Throws TemplateError: syntax, depth, too many values.
Node ReadJsonDocument(std::string_view text, const std::shared_ptr<const std::string>& file);

}  // namespace pumice::deploy
