// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Numbers of Terraform's: decimal, with 50 significant digits, as text without exponent ("0.25").
namespace pumice::deploy::terraform {

inline constexpr int kMaxDecimalExponent = 300;

// "1.50e1" as "15"; nothing for what is no number, or has an exponent beyond ±kMaxDecimalExponent.
std::optional<std::string> ParseDecimal(std::string_view text);
std::string DecimalOf(int64_t value);

// `op`: one of + - * / % ^ (power) l (logarithm of the first to the base of the second). Nothing
// where there is no result within the bounds. Arguments are such text.
std::optional<std::string> ComputeDecimal(char op, std::string_view a, std::string_view b);
std::string FloorDecimal(std::string_view value);
std::string CeilDecimal(std::string_view value);
std::string NegatedDecimal(std::string_view value);
// Below, equal to or above 0.
int CompareDecimals(std::string_view a, std::string_view b);
// With that many digits behind the point.
std::string FixedDecimal(std::string_view value, int digits);
// The value, if it is whole and fits.
std::optional<int64_t> WholeDecimal(std::string_view value);

}  // namespace pumice::deploy::terraform
