// SPDX-License-Identifier: Apache-2.0

#include "protocol/real_number.h"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <system_error>
#include <version>

namespace pumice {

#if defined(__cpp_lib_to_chars) && !defined(PUMICE_PORTABLE)

std::from_chars_result ReadFixed(const char* first, const char* last, double* value) {
  return std::from_chars(first, last, *value, std::chars_format::fixed);
}

std::from_chars_result ReadReal(const char* first, const char* last, double* value) {
  return std::from_chars(first, last, *value);
}

#else

namespace {

const char* SkipDigits(const char* from, const char* last) {
  while (from != last && *from >= '0' && *from <= '9') ++from;
  return from;
}

// Behind the number without an exponent; `first` if there is none.
const char* EndOfFixed(const char* first, const char* last) {
  const char* const whole = first != last && *first == '-' ? first + 1 : first;
  const char* end = SkipDigits(whole, last);
  std::ptrdiff_t digits = end - whole;
  if (end != last && *end == '.') {
    const char* const fraction = SkipDigits(end + 1, last);
    digits += fraction - (end + 1);
    end = fraction;
  }
  return digits == 0 ? first : end;
}

// Behind the exponent; `from` if there is none.
const char* EndOfExponent(const char* from, const char* last) {
  if (from == last || (*from != 'e' && *from != 'E')) return from;
  const char* digits = from + 1;
  if (digits != last && (*digits == '+' || *digits == '-')) ++digits;
  const char* const end = SkipDigits(digits, last);
  return end == digits ? from : end;
}

std::from_chars_result Read(const char* first, const char* end, double* value) {
  if (end == first) return {first, std::errc::invalid_argument};
  // The program stays in the C locale, whose point is a point.
  errno = 0;
  const double number = std::strtod(std::string(first, end).c_str(), nullptr);
  if (errno == ERANGE) return {end, std::errc::result_out_of_range};
  *value = number;
  return {end, std::errc()};
}

}  // namespace

std::from_chars_result ReadFixed(const char* first, const char* last, double* value) {
  return Read(first, EndOfFixed(first, last), value);
}

std::from_chars_result ReadReal(const char* first, const char* last, double* value) {
  const char* const end = EndOfFixed(first, last);
  return Read(first, end == first ? first : EndOfExponent(end, last), value);
}

#endif

}  // namespace pumice
