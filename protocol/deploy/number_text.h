// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pumice::deploy {

// Whether it is a number in JSON's notation.
bool IsJsonNumber(std::string_view text);

// The digits of an integer in JSON's notation, without a fraction of zeros or an exponent of none:
// "5" of "5.0". Nothing for what is no integer, or has more than 18 digits.
std::optional<std::string> IntegerText(std::string_view text);

}  // namespace pumice::deploy
