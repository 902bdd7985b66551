// SPDX-License-Identifier: Apache-2.0

#include "engine/item/number.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstring>
#include <limits>

namespace pumice {
namespace {

constexpr int kMaxExponent = 125;
constexpr int kMinExponent = -130;
constexpr uint8_t kZero = 0x80;
// The first byte of a positive number is this plus its base-100 exponent, of a negative one the
// complement.
constexpr int kExponentBias = 193;
constexpr uint8_t kNegativeEnd = 102;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Floor of e / 2, for negative e too.
int PairExponent(int e) { return e >= 0 ? e / 2 : -((-e + 1) / 2); }

}  // namespace

// A number taken apart: 0.d1d2… × 10^(exponent + 1), first and last digit not zero; no digits for
// zero.
struct Decimal {
  // Two aligned 38-digit numbers whose exact sum may still fit span at most this many digits.
  static constexpr int kCapacity = Number::kMaxDigits + 4;

  bool negative = false;
  int exponent = 0;  // power of ten of the first digit
  int count = 0;
  uint8_t digits[kCapacity];

  int LastExponent() const { return exponent - count + 1; }
  // The digit at a power of ten; zero outside.
  int At(int power) const {
    const int i = exponent - power;
    return i >= 0 && i < count ? digits[i] : 0;
  }

  void Trim() {
    while (count > 0 && digits[count - 1] == 0) --count;
    int zeros = 0;
    while (zeros < count && digits[zeros] == 0) ++zeros;
    if (zeros > 0) {
      std::memmove(digits, digits + zeros, static_cast<size_t>(count - zeros));
      count -= zeros;
      exponent -= zeros;
    }
  }

  static Decimal Unpack(std::string_view bytes) {
    Decimal d;
    const auto* p = reinterpret_cast<const uint8_t*>(bytes.data());
    size_t size = bytes.size();
    if (size <= 1) return d;
    d.negative = p[0] < kZero;
    const int pair_exponent = d.negative ? 62 - p[0] : p[0] - kExponentBias;
    if (d.negative) --size;  // the closing byte
    d.exponent = 2 * pair_exponent + 1;
    for (size_t i = 1; i < size; ++i) {
      const int pair = d.negative ? 101 - p[i] : p[i] - 1;
      d.digits[d.count++] = static_cast<uint8_t>(pair / 10);
      d.digits[d.count++] = static_cast<uint8_t>(pair % 10);
    }
    d.Trim();
    return d;
  }

  NumberError Pack(Number* number) const {
    if (count == 0) {
      *number = Number();
      return NumberError::kNone;
    }
    if (exponent > kMaxExponent) return NumberError::kOverflow;
    if (exponent < kMinExponent) return NumberError::kUnderflow;
    if (count > Number::kMaxDigits) return NumberError::kTooManyDigits;

    const int pair_exponent = PairExponent(exponent);
    uint8_t* out = number->bytes_;
    *out++ = static_cast<uint8_t>(negative ? 62 - pair_exponent : kExponentBias + pair_exponent);
    // With an even exponent the first digit stands alone in its pair.
    int i = exponent % 2 == 0 ? -1 : 0;
    for (; i < count; i += 2) {
      const int high = i >= 0 ? digits[i] : 0;
      const int low = i + 1 < count ? digits[i + 1] : 0;
      const int pair = high * 10 + low;
      *out++ = static_cast<uint8_t>(negative ? 101 - pair : pair + 1);
    }
    if (negative) *out++ = kNegativeEnd;
    number->size_ = static_cast<uint8_t>(out - number->bytes_);
    return NumberError::kNone;
  }
};

namespace {

int CompareMagnitude(const Decimal& a, const Decimal& b) {
  if (a.exponent != b.exponent) return a.exponent < b.exponent ? -1 : 1;
  const int common = std::min(a.count, b.count);
  const int order = std::memcmp(a.digits, b.digits, static_cast<size_t>(common));
  return order != 0 ? order : a.count - b.count;
}

NumberError AddDecimals(Decimal a, Decimal b, Number* result) {
  if (a.count == 0) return b.Pack(result);
  if (b.count == 0) return a.Pack(result);
  if (CompareMagnitude(a, b) < 0) std::swap(a, b);

  const int low = std::min(a.LastExponent(), b.LastExponent());
  const int high = a.exponent + 1;  // room for a carry
  // Beyond this span the first and the last digit of the result are too far apart to fit.
  if (high - low + 1 > Decimal::kCapacity) return NumberError::kTooManyDigits;

  Decimal sum;
  sum.negative = a.negative;
  sum.exponent = high;
  sum.count = high - low + 1;
  const int sign = a.negative == b.negative ? 1 : -1;
  int carry = 0;
  for (int power = low; power <= high; ++power) {
    int digit = a.At(power) + sign * b.At(power) + carry;
    carry = digit < 0 ? -1 : digit / 10;
    if (digit < 0) digit += 10;
    sum.digits[high - power] = static_cast<uint8_t>(digit % 10);
  }
  sum.Trim();
  return sum.Pack(result);
}

struct Mantissa {
  int64_t significant = 0;   // digits since the first one that is not zero, zeros included
  int64_t last_nonzero = 0;  // how many of them up to the last one that is not zero
  int64_t point = 0;  // how many of them stand before the point; negative: zeros behind the point
};

// Reads digits, and a point among them, up to anything else; of the digits the first kMaxDigits.
// False if there is no digit, or a second point.
bool ReadMantissa(const char*& p, const char* end, Decimal* decimal, Mantissa* mantissa) {
  bool seen_digit = false;
  bool seen_point = false;
  for (; p != end; ++p) {
    if (*p == '.') {
      if (seen_point) return false;
      seen_point = true;
      continue;
    }
    if (!IsDigit(*p)) break;
    seen_digit = true;
    if (mantissa->significant == 0 && *p == '0') {
      if (seen_point) --mantissa->point;
      continue;
    }
    ++mantissa->significant;
    if (!seen_point) ++mantissa->point;
    if (*p != '0') mantissa->last_nonzero = mantissa->significant;
    if (mantissa->significant <= Number::kMaxDigits) {
      decimal->digits[mantissa->significant - 1] = static_cast<uint8_t>(*p - '0');
    }
  }
  return seen_digit;
}

// Reads an exponent's digits; far beyond any valid one it stays at a limit.
bool ReadExponent(const char*& p, const char* end, int64_t* exponent) {
  bool negative = false;
  if (p != end && (*p == '+' || *p == '-')) negative = *p++ == '-';
  if (p == end) return false;
  int64_t value = 0;
  for (; p != end && IsDigit(*p); ++p) value = std::min<int64_t>(value * 10 + (*p - '0'), 1 << 30);
  *exponent = negative ? -value : value;
  return p == end;
}

}  // namespace

Number::Number() : size_(1), bytes_{kZero} {}

NumberError Number::Parse(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  Decimal d;
  if (p != end && (*p == '+' || *p == '-')) d.negative = *p++ == '-';

  Mantissa mantissa;
  if (!ReadMantissa(p, end, &d, &mantissa)) return NumberError::kSyntax;

  int64_t exponent = 0;
  if (p != end) {
    if (*p != 'e' && *p != 'E') return NumberError::kSyntax;
    ++p;
    if (!ReadExponent(p, end, &exponent)) return NumberError::kSyntax;
  }
  if (mantissa.last_nonzero == 0) {
    *this = Number();
    return NumberError::kNone;
  }
  const int64_t first = exponent + mantissa.point - 1;
  if (first > kMaxExponent) return NumberError::kOverflow;
  if (first < kMinExponent) return NumberError::kUnderflow;
  if (mantissa.last_nonzero > kMaxDigits) return NumberError::kTooManyDigits;
  d.exponent = static_cast<int>(first);
  d.count = static_cast<int>(mantissa.last_nonzero);
  return d.Pack(this);
}

Number Number::FromBytes(std::string_view bytes) {
  assert(!bytes.empty() && bytes.size() <= kMaxBytes);
  Number number;
  number.size_ = static_cast<uint8_t>(std::min(bytes.size(), kMaxBytes));
  std::memcpy(number.bytes_, bytes.data(), number.size_);
  return number;
}

Number Number::FromInt(int64_t value) {
  char text[24];
  const auto result = std::to_chars(text, text + sizeof(text), value);
  Number number;
  (void)number.Parse({text, static_cast<size_t>(result.ptr - text)});  // 19 digits always fit
  return number;
}

NumberError Number::Add(const Number& other, Number* sum) const {
  return AddDecimals(Decimal::Unpack(bytes()), Decimal::Unpack(other.bytes()), sum);
}

NumberError Number::Subtract(const Number& other, Number* difference) const {
  Decimal b = Decimal::Unpack(other.bytes());
  b.negative = !b.negative;
  return AddDecimals(Decimal::Unpack(bytes()), b, difference);
}

std::string Number::ToText() const {
  std::string text;
  AppendText(bytes(), &text);
  return text;
}

void Number::AppendText(std::string_view bytes, std::string* out) {
  char text[kMaxTextBytes];
  out->append(text, WriteText(bytes, text));
}

char* Number::WriteText(std::string_view bytes, char* to) {
  const Decimal d = Decimal::Unpack(bytes);
  if (d.count == 0) {
    *to++ = '0';
    return to;
  }
  if (d.negative) *to++ = '-';
  if (d.exponent < 0) {
    *to++ = '0';
    *to++ = '.';
    to = std::fill_n(to, -d.exponent - 1, '0');
  }
  for (int i = 0; i < d.count; ++i) {
    if (d.exponent - i == -1 && i > 0) *to++ = '.';
    *to++ = static_cast<char>('0' + d.digits[i]);
  }
  return std::fill_n(to, std::max(d.LastExponent(), 0), '0');
}

bool Number::ToInt64(int64_t* value) const {
  const Decimal d = Decimal::Unpack(bytes());
  if (d.count > 0 && (d.LastExponent() < 0 || d.exponent > 18)) return false;
  const std::string text = ToText();
  const auto result = std::from_chars(text.data(), text.data() + text.size(), *value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool Number::ToInt64Floor(int64_t* value) const {
  Decimal d = Decimal::Unpack(bytes());
  const bool whole = d.count == 0 || d.LastExponent() >= 0;
  if (whole) return ToInt64(value);
  d.count = d.exponent < 0 ? 0 : d.exponent + 1;
  d.Trim();
  Number truncated;
  int64_t integer = 0;
  if (d.Pack(&truncated) != NumberError::kNone || !truncated.ToInt64(&integer)) return false;
  if (d.negative && integer == std::numeric_limits<int64_t>::min()) return false;
  *value = d.negative ? integer - 1 : integer;
  return true;
}

}  // namespace pumice
