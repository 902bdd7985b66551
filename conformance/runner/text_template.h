// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace pumice::conformance {

// The variables of the `for` loops around a text.
using LoopVariables = std::map<std::string, int64_t, std::less<>>;

// Finds what stands for "${name}"; false leaves it as it is.
using FillIn =
    std::function<bool(std::string_view name, std::string_view format, std::string* out)>;

// `text` with each "${name}" and "${name:format}" filled in. A text that begins with "$$" stays as
// it is: it means itself, without the first of the two.
std::string FillTemplate(std::string_view text, const FillIn& fill_in);

// Loop variables only: "${i}" in decimal, "${i:04}" with zeros in front. Throws
// std::invalid_argument for another format.
std::string FillLoopVariables(std::string_view text, const LoopVariables& variables);

// A letter or underscore, then letters, digits, underscores.
bool IsVariableName(std::string_view name);

}  // namespace pumice::conformance
