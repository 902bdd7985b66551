// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <optional>

#include "tools/deploy/terraform/decimal.h"
#include "tools/deploy/terraform/functions.h"

namespace pumice::deploy::terraform {
namespace {

Value Extreme(const Call& call, int sign) {
  std::string best = call.Number(0);
  for (size_t i = 1; i < call.size(); ++i) {
    std::string number = call.Number(i);
    if (CompareDecimals(number, best) * sign > 0) best = std::move(number);
  }
  return Value::Number(std::move(best));
}

Value Min(const Call& call) { return Extreme(call, -1); }
Value Max(const Call& call) { return Extreme(call, 1); }

Value Abs(const Call& call) {
  const std::string number = call.Number(0);
  return Value::Number(number.starts_with('-') ? NegatedDecimal(number) : number);
}

Value Ceil(const Call& call) { return Value::Number(CeilDecimal(call.Number(0))); }
Value Floor(const Call& call) { return Value::Number(FloorDecimal(call.Number(0))); }

Value Signum(const Call& call) {
  const int order = CompareDecimals(call.Number(0), "0");
  return Value::Number(int64_t{order > 0} - int64_t{order < 0});
}

Value Power(const Call& call) {
  const auto result = ComputeDecimal('^', call.Number(0), call.Number(1));
  if (!result) call.Fail("there is no result within the bounds");
  return Value::Number(*result);
}

Value Log(const Call& call) {
  const auto result = ComputeDecimal('l', call.Number(0), call.Number(1));
  if (!result) call.Fail("there is no such logarithm");
  return Value::Number(*result);
}

Value ParseInt(const Call& call) {
  const std::string text = call.Text(0);
  const int64_t base = call.Whole(1);
  if (base < 2 || base > 36) call.Fail("the base must be between 2 and 36");
  const bool negative = text.starts_with('-');
  std::optional<std::string> number = "0";
  for (const char c : std::string_view(text).substr(negative ? 1 : 0)) {
    const char lower = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    const int digit = c >= '0' && c <= '9'           ? c - '0'
                      : lower >= 'a' && lower <= 'z' ? lower - 'a' + 10
                                                     : 36;
    if (digit >= base) call.Fail("this is no whole number of that base");
    number = ComputeDecimal('*', *number, DecimalOf(base));
    if (number) number = ComputeDecimal('+', *number, DecimalOf(digit));
    if (!number) call.Fail("the number is too large");
  }
  if (text.size() == (negative ? 1 : 0)) call.Fail("this is no whole number of that base");
  return Value::Number(negative ? NegatedDecimal(*number) : *number);
}

}  // namespace

std::vector<Function> NumberFunctions() {
  return {{"min", 1, Function::kAny, Min},
          {"max", 1, Function::kAny, Max},
          {"abs", 1, 1, Abs},
          {"ceil", 1, 1, Ceil},
          {"floor", 1, 1, Floor},
          {"signum", 1, 1, Signum},
          {"pow", 2, 2, Power},
          {"log", 2, 2, Log},
          {"parseint", 2, 2, ParseInt}};
}

}  // namespace pumice::deploy::terraform
