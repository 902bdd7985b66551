// SPDX-License-Identifier: Apache-2.0

#include "engine/item/number.h"

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "tests/engine/item/big_decimal.h"
#include "tests/support/random.h"

namespace pumice::test {
namespace {

Number Parsed(std::string_view text) {
  Number number;
  INFO(text);
  REQUIRE(number.Parse(text) == NumberError::kNone);
  return number;
}

std::string Canonical(std::string_view text) { return Parsed(text).ToText(); }

NumberError ErrorOf(std::string_view text) { return Number().Parse(text); }

std::string Zeros(size_t count) { return std::string(count, '0'); }
std::string Nines(size_t count) { return std::string(count, '9'); }

// What an exact result must become.
NumberError Expected(const BigDecimal& exact) {
  if (exact.IsZero()) return NumberError::kNone;
  if (exact.FirstExponent() > 125) return NumberError::kOverflow;
  if (exact.FirstExponent() < -130) return NumberError::kUnderflow;
  return exact.SignificantDigits() > Number::kMaxDigits ? NumberError::kTooManyDigits
                                                        : NumberError::kNone;
}

TEST_CASE("A number's text is canonical", "[number]") {
  CHECK(Canonical("0") == "0");
  CHECK(Canonical("-0") == "0");
  CHECK(Canonical("+0.00E7") == "0");
  CHECK(Canonical("0e999999999999") == "0");
  CHECK(Canonical("1") == "1");
  CHECK(Canonical("1.0") == "1");
  CHECK(Canonical("+1") == "1");
  CHECK(Canonical("0001") == "1");
  CHECK(Canonical("-001.500") == "-1.5");
  CHECK(Canonical("1E2") == "100");
  CHECK(Canonical("1e+2") == "100");
  CHECK(Canonical("1.23e1") == "12.3");
  CHECK(Canonical("123E-2") == "1.23");
  CHECK(Canonical("100E-2") == "1");
  CHECK(Canonical(".5") == "0.5");
  CHECK(Canonical("5.") == "5");
  CHECK(Canonical("-0.0001") == "-0.0001");
  CHECK(Canonical("3.14159265358979") == "3.14159265358979");
  CHECK(Canonical("1e-130") == "0." + Zeros(129) + "1");
  CHECK(Canonical("-1e-130") == "-0." + Zeros(129) + "1");
  CHECK(Canonical("1E125") == "1" + Zeros(125));
}

TEST_CASE("A number has up to 38 significant digits", "[number]") {
  const std::string digits = "12345678901234567890123456789012345678";
  CHECK(Canonical(digits) == digits);
  CHECK(Canonical('-' + digits) == '-' + digits);
  CHECK(Canonical("0." + digits) == "0." + digits);
  CHECK(Canonical(digits + "0000") == digits + "0000");
  CHECK(Canonical("000" + digits + ".000") == digits);
  CHECK(Canonical("1" + Zeros(36) + ".1") == "1" + Zeros(36) + ".1");

  CHECK(ErrorOf(digits + "9") == NumberError::kTooManyDigits);
  CHECK(ErrorOf('-' + digits + ".1") == NumberError::kTooManyDigits);
  CHECK(ErrorOf("1" + Zeros(37) + ".1") == NumberError::kTooManyDigits);
  CHECK(ErrorOf(digits + Zeros(40) + "1") == NumberError::kTooManyDigits);
}

TEST_CASE("A number's magnitude is bounded", "[number]") {
  const std::string largest = Nines(38) + Zeros(88);
  CHECK(Canonical("9." + Nines(37) + "E+125") == largest);
  CHECK(Canonical("-9." + Nines(37) + "E+125") == '-' + largest);
  CHECK(ErrorOf("1E126") == NumberError::kOverflow);
  CHECK(ErrorOf("-1E126") == NumberError::kOverflow);
  CHECK(ErrorOf("10E125") == NumberError::kOverflow);
  CHECK(ErrorOf("1" + Zeros(126)) == NumberError::kOverflow);
  CHECK(ErrorOf("1E999999999999999999999999") == NumberError::kOverflow);

  CHECK(Canonical("10E-131") == "0." + Zeros(129) + "1");
  CHECK(ErrorOf("9.9E-131") == NumberError::kUnderflow);
  CHECK(ErrorOf("-1E-131") == NumberError::kUnderflow);
  CHECK(ErrorOf("0." + Zeros(130) + "1") == NumberError::kUnderflow);
  CHECK(ErrorOf("1E-999999999999999999999999") == NumberError::kUnderflow);
}

TEST_CASE("A text that is no decimal number is refused", "[number]") {
  const std::string text =
      GENERATE(as<std::string>(), "", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1e-", "1e1.5",
               "1e5e5", "--1", "+-1", "1-", "1..2", "1.2.3", " 1", "1 ", "1 2", "1,5", "0x10", "1f",
               "NaN", "Infinity", "-Infinity", "one", "1_000", "\xef\xbc\x91",
               std::string("1\0", 2), std::string("\0", 1));
  CAPTURE(text);
  CHECK(ErrorOf(text) == NumberError::kSyntax);
}

TEST_CASE("A number keeps its value when a text is refused", "[number]") {
  Number number = Parsed("42");
  for (const char* text : {"x", "1E126", "1E-131"}) {
    CHECK(number.Parse(text) != NumberError::kNone);
    CHECK(number.ToText() == "42");
  }
}

TEST_CASE("Numbers of any notation keep their value", "[number][property]") {
  Random random(GENERATE(1u, 2u, 3u));
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random.NumberText();
    CAPTURE(random.seed(), round, text);
    const Number number = Parsed(text);
    REQUIRE(number.ToText() == BigDecimal::Of(text).ToText());
    REQUIRE(Parsed(number.ToText()) == number);
    REQUIRE(Number::FromBytes(number.bytes()) == number);
    REQUIRE(number.bytes().size() <= Number::kMaxBytes);
  }
}

TEST_CASE("Numbers order by their bytes as by their values", "[number][property]") {
  Random random(GENERATE(4u, 5u, 6u));
  std::string previous = "0";
  for (int round = 0; round < 3000; ++round) {
    std::string text = random.NumberText();
    // Neighbours: the same number with one more digit behind it.
    if (random.OneIn(3))
      text = Canonical(previous).substr(0, 30) +
             (previous.find_first_of(".eE") == std::string::npos ? ".1" : "1");
    if (ErrorOf(text) != NumberError::kNone) text = random.NumberText();
    CAPTURE(random.seed(), round, previous, text);
    const Number a = Parsed(previous);
    const Number b = Parsed(text);
    const int expected = BigDecimal::Of(previous).Compare(BigDecimal::Of(text));
    const int actual = a.bytes().compare(b.bytes());
    REQUIRE((actual < 0) == (expected < 0));
    REQUIRE((actual == 0) == (expected == 0));
    previous = text;
  }
}

TEST_CASE("Numbers order across signs, magnitudes and lengths", "[number]") {
  const std::vector<std::string> ascending = {
      "-9.9E125", "-1E125", "-1000", "-100.1", "-100", "-99.99", "-99",     "-10",     "-9.9",
      "-9",       "-1.01",  "-1",    "-0.99",  "-0.1", "-0.01",  "-1E-129", "-1E-130", "0",
      "1E-130",   "1E-129", "0.01",  "0.1",    "0.99", "1",      "1.0001",  "1.01",    "9",
      "9.9",      "10",     "99",    "99.99",  "100",  "100.1",  "1000",    "1E125",   "9.9E125"};
  for (size_t i = 1; i < ascending.size(); ++i) {
    CAPTURE(ascending[i - 1], ascending[i]);
    CHECK(Parsed(ascending[i - 1]).bytes() < Parsed(ascending[i]).bytes());
  }
}

TEST_CASE("Sums and differences are exact", "[number][property]") {
  Random random(GENERATE(7u, 8u, 9u));
  int exact_results = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string a_text = random.NumberText();
    std::string b_text = random.NumberText();
    // Close numbers, whose difference cancels.
    if (random.OneIn(4)) b_text = Canonical(a_text).substr(0, 1 + random.Below(40));
    if (ErrorOf(b_text) != NumberError::kNone) b_text = "1";
    CAPTURE(random.seed(), round, a_text, b_text);
    const Number a = Parsed(a_text);
    const Number b = Parsed(b_text);
    const BigDecimal exact_sum = BigDecimal::Of(a_text) + BigDecimal::Of(b_text);
    const BigDecimal exact_difference = BigDecimal::Of(a_text) + -BigDecimal::Of(b_text);

    Number result;
    REQUIRE(a.Add(b, &result) == Expected(exact_sum));
    if (Expected(exact_sum) == NumberError::kNone) {
      ++exact_results;
      REQUIRE(result.ToText() == exact_sum.ToText());
      REQUIRE(result == Parsed(exact_sum.ToText()));
    }
    REQUIRE(a.Subtract(b, &result) == Expected(exact_difference));
    if (Expected(exact_difference) == NumberError::kNone) {
      REQUIRE(result.ToText() == exact_difference.ToText());
    }
  }
  CHECK(exact_results > 500);
}

TEST_CASE("Sums are exact up to the ends of the range", "[number]") {
  const auto sum = [](const std::string& a, const std::string& b) {
    Number result = Parsed("42");
    const NumberError error = Parsed(a).Add(Parsed(b), &result);
    return error == NumberError::kNone ? result.ToText() : std::to_string(static_cast<int>(error));
  };
  const auto fault = [](NumberError error) { return std::to_string(static_cast<int>(error)); };

  CHECK(sum("1", "-1") == "0");
  CHECK(sum("0", "-1.5") == "-1.5");
  CHECK(sum("0.1", "0.2") == "0.3");
  CHECK(sum("99", "1") == "100");
  CHECK(sum("100", "-1") == "99");
  CHECK(sum("-1", "0.0001") == "-0.9999");
  CHECK(sum("1E37", "1") == "1" + Zeros(36) + "1");
  CHECK(sum(Nines(38), "1") == "1" + Zeros(38));
  CHECK(sum("1E38", "1") == fault(NumberError::kTooManyDigits));
  CHECK(sum("1E125", "1E-130") == fault(NumberError::kTooManyDigits));
  CHECK(sum("9E125", "1E125") == fault(NumberError::kOverflow));
  CHECK(sum("-9E125", "-9E125") == fault(NumberError::kOverflow));
  CHECK(sum("1.5E-130", "-1.4E-130") == fault(NumberError::kUnderflow));

  Number number = Parsed("20.5");
  CHECK(number.Add(number, &number) == NumberError::kNone);
  CHECK(number.ToText() == "41");
  CHECK(number.Subtract(number, &number) == NumberError::kNone);
  CHECK(number == Number());
}

TEST_CASE("A whole number converts to an integer", "[number]") {
  const int64_t value = GENERATE(0, 1, -1, 100, 1234567890123, std::numeric_limits<int64_t>::max(),
                                 std::numeric_limits<int64_t>::min());
  CHECK(Number::FromInt(value).ToText() == std::to_string(value));
  int64_t back = 7;
  CHECK(Number::FromInt(value).ToInt64(&back));
  CHECK(back == value);

  CHECK(Parsed("1E2").ToInt64(&back));
  CHECK(back == 100);
  for (const char* text :
       {"1.5", "0.1", "-1E-130", "9223372036854775808", "-9223372036854775809", "1E19"}) {
    CAPTURE(text);
    CHECK_FALSE(Parsed(text).ToInt64(&back));
  }
}

TEST_CASE("A number's floor is the greatest integer not above it", "[number]") {
  const auto floor = [](std::string_view text) {
    int64_t value = 0;
    return Parsed(text).ToInt64Floor(&value) ? std::to_string(value) : "does not fit";
  };
  CHECK(floor("0") == "0");
  CHECK(floor("7") == "7");
  CHECK(floor("7.9") == "7");
  CHECK(floor("0.1") == "0");
  CHECK(floor("1E-130") == "0");
  CHECK(floor("100.5") == "100");
  CHECK(floor("-0.1") == "-1");
  CHECK(floor("-7") == "-7");
  CHECK(floor("-7.1") == "-8");
  CHECK(floor("9223372036854775807.9") == "9223372036854775807");
  CHECK(floor("9223372036854775808.1") == "does not fit");
  CHECK(floor("-9223372036854775807.5") == "-9223372036854775808");
  CHECK(floor("-9223372036854775808.5") == "does not fit");
  CHECK(floor("1E125") == "does not fit");
}

// "1 byte per two significant digits, plus 1 byte" ("Item sizes and formats", Developer Guide), and
// one more for a negative one.
TEST_CASE("A number's bytes are what DynamoDB charges for it", "[number]") {
  const auto size = [](std::string_view text) { return Parsed(text).bytes().size(); };
  CHECK(size("0") == 1);
  CHECK(size("1") == 2);
  CHECK(size("99") == 2);
  CHECK(size("100000000000") == 2);
  CHECK(size("0.01") == 2);
  CHECK(size("1234") == 3);
  CHECK(size("12345678") == 5);
  CHECK(size("-1") == 3);
  CHECK(size("-1234") == 4);
  CHECK(size("12345678901234567890123456789012345678") == 20);
  CHECK(size("-12345678901234567890123456789012345678") == 21);
}

}  // namespace
}  // namespace pumice::test
