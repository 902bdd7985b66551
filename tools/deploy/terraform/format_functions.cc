// SPDX-License-Identifier: Apache-2.0

// format and formatlist: Go's verbs.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "tools/deploy/terraform/decimal.h"
#include "tools/deploy/terraform/functions.h"
#include "tools/deploy/terraform/json_value.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

constexpr int kMaxWidth = 1000;

struct Verb {
  bool minus = false;
  bool plus = false;
  bool space = false;
  bool zero = false;
  bool sharp = false;
  int width = -1;
  int precision = -1;
  int argument = -1;  // from [n]
  char letter = '\0';
};

// Reads what stands behind "%".
class VerbReader {
 public:
  VerbReader(std::string_view text, size_t* at) : text_(text), at_(*at) {}

  std::optional<Verb> Read() {
    Verb verb;
    while (TakeFlag(&verb)) {
    }
    if (!TakeArgument(&verb)) return std::nullopt;
    verb.width = TakeNumber();
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      verb.precision = std::max(TakeNumber(), 0);
    }
    if (!TakeArgument(&verb) || at_ >= text_.size()) return std::nullopt;
    if (verb.width > kMaxWidth || verb.precision > kMaxWidth) return std::nullopt;
    verb.letter = text_[at_++];
    return verb;
  }

 private:
  bool TakeFlag(Verb* verb) {
    if (at_ >= text_.size()) return false;
    switch (text_[at_]) {
      case '-':
        verb->minus = true;
        break;
      case '+':
        verb->plus = true;
        break;
      case ' ':
        verb->space = true;
        break;
      case '0':
        verb->zero = true;
        break;
      case '#':
        verb->sharp = true;
        break;
      default:
        return false;
    }
    ++at_;
    return true;
  }

  int TakeNumber() {
    int number = -1;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      number = std::min(std::max(number, 0) * 10 + (text_[at_++] - '0'), 10 * kMaxWidth);
    }
    return number;
  }

  bool TakeArgument(Verb* verb) {
    if (at_ >= text_.size() || text_[at_] != '[') return true;
    ++at_;
    verb->argument = TakeNumber();
    if (at_ >= text_.size() || text_[at_] != ']' || verb->argument < 1) return false;
    ++at_;
    return true;
  }

  const std::string_view text_;
  size_t& at_;
};

std::string Json(const Value& value) {
  std::string json;
  AppendJson(value, &json);
  return json;
}

std::string Padded(const Verb& verb, std::string text, bool is_number) {
  const size_t size = static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  const size_t width = static_cast<size_t>(std::max(verb.width, 0));
  if (size >= width) return text;
  if (verb.minus) return text.append(width - size, ' ');
  if (!verb.zero || !is_number) return std::string(width - size, ' ') + text;
  const size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  return text.insert(sign, width - size, '0');
}

std::string Signed(const Verb& verb, std::string number) {
  if (number.starts_with('-')) return number;
  if (verb.plus) return "+" + number;
  return verb.space ? " " + number : number;
}

// A whole number in base 2, 8 or 16.
std::optional<std::string> InBase(const std::string& number, unsigned base, bool upper) {
  const std::optional<int64_t> whole = WholeDecimal(number);
  if (!whole) return std::nullopt;
  uint64_t rest = *whole < 0 ? 0 - static_cast<uint64_t>(*whole) : static_cast<uint64_t>(*whole);
  std::string digits;
  do {
    digits.insert(digits.begin(), (upper ? "0123456789ABCDEF" : "0123456789abcdef")[rest % base]);
    rest /= base;
  } while (rest > 0);
  return *whole < 0 ? "-" + digits : digits;
}

std::optional<std::string> WholeText(const Verb& verb, const std::string& number) {
  switch (verb.letter) {
    case 'b':
      return InBase(number, 2, false);
    case 'o':
      return InBase(number, 8, false);
    case 'x':
      return InBase(number, 16, false);
    case 'X':
      return InBase(number, 16, true);
    default:
      return number.find('.') == std::string::npos ? std::optional(number) : std::nullopt;
  }
}

std::string FloatText(const Verb& verb, const std::string& number) {
  if (verb.letter == 'f' || verb.letter == 'F')
    return FixedDecimal(number, verb.precision < 0 ? 6 : verb.precision);
  // %e and %g: as C prints them.
  const std::array<char, 6> format = {'%', '.', '*', verb.letter, '\0', '\0'};
  std::array<char, kMaxWidth + 50> buffer;
  const double value = std::strtod(number.c_str(), nullptr);
  const int precision = verb.precision >= 0                        ? verb.precision
                        : verb.letter == 'g' || verb.letter == 'G' ? 15
                                                                   : 6;
  const int size = std::snprintf(buffer.data(), buffer.size(), format.data(), precision, value);
  return std::string(buffer.data(), static_cast<size_t>(std::max(size, 0)));
}

std::optional<std::string> Shown(const Verb& verb, const Value& value) {
  switch (verb.letter) {
    case 'v': {
      if (!verb.sharp && value.is_primitive()) return *AsText(value);
      return Json(value);
    }
    case 't': {
      const std::optional<bool> result = AsBool(value);
      return result ? std::optional<std::string>(*result ? "true" : "false") : std::nullopt;
    }
    case 's':
    case 'q': {
      std::optional<std::string> text = AsText(value);
      if (!text) return std::nullopt;
      if (verb.precision >= 0 && static_cast<size_t>(verb.precision) < text->size())
        text->resize(static_cast<size_t>(verb.precision));
      return verb.letter == 's' ? *text : Json(Value::String(*text));
    }
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X': {
      const std::optional<std::string> number = AsNumber(value);
      std::optional<std::string> text = number ? WholeText(verb, *number) : std::nullopt;
      return text ? std::optional(Signed(verb, *text)) : std::nullopt;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
      const std::optional<std::string> number = AsNumber(value);
      return number ? std::optional(Signed(verb, FloatText(verb, *number))) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::string Formatted(const Call& call, const std::string& format, const Value::Items& arguments) {
  std::string out;
  size_t next = 0;
  size_t used = 0;
  for (size_t at = 0; at < format.size();) {
    if (format[at] != '%') {
      out.push_back(format[at++]);
      continue;
    }
    ++at;
    if (at < format.size() && format[at] == '%') {
      out.push_back(format[at++]);
      continue;
    }
    const std::optional<Verb> verb = VerbReader(format, &at).Read();
    if (!verb) call.Fail("the format \"" + format + "\" has a verb that is not understood");
    const size_t index = verb->argument > 0 ? static_cast<size_t>(verb->argument) - 1 : next;
    next = index + 1;
    used = std::max(used, next);
    if (index >= arguments.size()) call.Fail("the format needs more arguments");
    const std::optional<std::string> text = Shown(*verb, arguments[index]);
    if (!text) {
      call.Fail(std::string("the verb %") + verb->letter + " does not take " +
                std::string(KindName(arguments[index].kind())));
    }
    const bool is_number = std::string_view("bdoxXeEfFgG").find(verb->letter) != std::string::npos;
    out += Padded(*verb, *text, is_number);
    call.evaluator().budget().ChargeText(text->size(), call.mark());
  }
  if (used < arguments.size()) call.Fail("the format uses fewer arguments than are given");
  return out;
}

Value Format(const Call& call) {
  const Value::Items arguments(call.arguments().begin() + 1, call.arguments().end());
  return call.MadeText(Formatted(call, call.Text(0), arguments));
}

Value FormatList(const Call& call) {
  std::optional<size_t> size;
  for (size_t i = 1; i < call.size(); ++i) {
    if (!call[i].is_sequence()) continue;
    if (size && *size != call[i].items().size()) call.Fail("the lists have different lengths");
    size = call[i].items().size();
  }
  Value::Items made;
  for (size_t row = 0; row < size.value_or(1); ++row) {
    Value::Items arguments;
    for (size_t i = 1; i < call.size(); ++i)
      arguments.push_back(call[i].is_sequence() ? call[i].items()[row] : call[i]);
    call.Charge(arguments.size());
    made.push_back(call.MadeText(Formatted(call, call.Text(0), arguments)));
  }
  return call.Made(Value::List(std::move(made)));
}

}  // namespace

std::vector<Function> FormatFunctions() {
  constexpr auto kParts = Function::Needs::kParts;
  return {{"format", 1, Function::kAny, Format, kParts},
          {"formatlist", 1, Function::kAny, FormatList, kParts}};
}

}  // namespace pumice::deploy::terraform
