// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/regular_expression.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace pumice::test {
namespace {

using deploy::RegularExpression;

std::string Match(std::string_view pattern, std::string_view text) {
  std::string fault;
  const auto expression = RegularExpression::Parse(pattern, &fault);
  if (!expression) return fault;
  return expression->MatchesWhole(text) ? "yes" : "no";
}

// "0-3 1-2 none", of the leftmost match.
std::string Find(std::string_view pattern, std::string_view text, size_t from = 0) {
  const auto groups = RegularExpression::Parse(pattern)->Find(text, from);
  if (!groups) return "no match";
  std::string told;
  for (const auto& [begin, end] : *groups) {
    if (!told.empty()) told += ' ';
    told += begin == std::string_view::npos ? "none"
                                            : std::to_string(begin) + "-" + std::to_string(end);
  }
  return told;
}

struct Case {
  std::string_view pattern;
  std::string_view text;
  std::string_view result;
};

TEST_CASE("Whole texts match", "[regular_expression]") {
  for (const Case& each : {
           Case{"[a-z]*", "abc", "yes"},
           {"[a-z]*", "aBc", "no"},
           {"[a-z]+", "", "no"},
           {"^[A-Za-z][A-Za-z0-9-]{2,5}$", "my-app", "yes"},
           {"^[A-Za-z][A-Za-z0-9-]{2,5}$", "my-apps", "no"},
           {"(dev|prod)", "prod", "yes"},
           {"(dev|prod)", "production", "no"},
           {R"([\w.-]+@[\w.]+)", "a.b-c@d.e", "yes"},
           {".", "\xc3\xa4", "yes"},
           {".{2}", "\xc3\xa4", "no"},
           {"a{2,}", "aaaa", "yes"},
       }) {
    INFO(each.pattern << " on " << each.text);
    CHECK(Match(each.pattern, each.text) == each.result);
  }
}

TEST_CASE("What needs backtracking, or is none, is not supported", "[regular_expression]") {
  CHECK(Match("(?=a)", "a") == "invalid perl operator: (?=");
  CHECK(Match(R"((a)\1)", "a") == R"(invalid escape sequence: \1)");
  CHECK(Match("(", "a") == "missing ): (");
  CHECK(Match("[a", "a") == "missing ]: [a");
  CHECK(Match("*", "a") == "no argument for repetition operator: *");
  CHECK(Match(std::string(16 * 1024 + 1, 'a'), "a") == "longer than 16 KiB");
}

TEST_CASE("Patterns that would take exponential time or space do not", "[regular_expression]") {
  CHECK(Match("(a+)+b", std::string(400'000, 'a')) == "no");
  CHECK(Match("(a?){900}", std::string(4'000, 'a')) == "no");
  CHECK(Match("(((a{100}){100}){100}){100}", "a") == "invalid repetition size: {100}");
}

TEST_CASE("Groups are told with their places", "[regular_expression]") {
  CHECK(Find("b(c)|(d)", "abcd") == "1-3 2-3 none");
  CHECK(Find("b(c)|(d)", "abcd", 2) == "3-4 none 3-4");
  CHECK(Find("x", "abcd") == "no match");
  CHECK(Find("", "ab", 2) == "2-2");
  CHECK(RegularExpression::Parse("(?P<year>a)(b)")->names() ==
        std::vector<std::string>{"year", ""});
}

}  // namespace
}  // namespace pumice::test
