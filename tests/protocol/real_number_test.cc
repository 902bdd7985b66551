// SPDX-License-Identifier: Apache-2.0

#include "protocol/real_number.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace pumice::test {
namespace {

// What was read, and what is left; nothing: there was no number.
using Number = std::optional<std::pair<double, std::string>>;

template <typename Function>
Number ReadBy(Function read, std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, fault] = read(text.data(), end, &value);
  if (fault != std::errc()) return std::nullopt;
  return std::pair(value, std::string(stop, end));
}

Number Fixed(std::string_view text) { return ReadBy(ReadFixed, text); }
Number Real(std::string_view text) { return ReadBy(ReadReal, text); }

TEST_CASE("A number is read up to what is none of it", "[real_number]") {
  CHECK(Fixed("0.25") == std::pair(0.25, std::string()));
  CHECK(Fixed("90%:95") == std::pair(90.0, std::string("%:95")));
  CHECK(Fixed("1.") == std::pair(1.0, std::string()));
  CHECK(Fixed(".5") == std::pair(0.5, std::string()));
  CHECK(Fixed("-2.5x") == std::pair(-2.5, std::string("x")));
  CHECK(Fixed("1e3") == std::pair(1.0, std::string("e3")));
  CHECK(Fixed("1.2.3") == std::pair(1.2, std::string(".3")));
}

TEST_CASE("An exponent counts where it may", "[real_number]") {
  CHECK(Real("2.5e-1") == std::pair(0.25, std::string()));
  CHECK(Real("1E+2,") == std::pair(100.0, std::string(",")));
  CHECK(Real("7") == std::pair(7.0, std::string()));
  CHECK(Real("1e") == std::pair(1.0, std::string("e")));
  CHECK(Real("1e+") == std::pair(1.0, std::string("e+")));
  CHECK(!Real("1e999"));
}

TEST_CASE("What begins with no number is none", "[real_number]") {
  for (const std::string_view text : {"", "-", ".", "-.", "+1", " 1", "e3", "x"}) {
    INFO(text);
    CHECK(!Fixed(text));
    CHECK(!Real(text));
  }
}

}  // namespace
}  // namespace pumice::test
