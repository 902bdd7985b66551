// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

namespace pumice {

// Whether an expression may not use `name` as an attribute's name, whatever its case
// ("Reserved words in DynamoDB", Developer Guide).
bool IsReservedWord(std::string_view name);

}  // namespace pumice
