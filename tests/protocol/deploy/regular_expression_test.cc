// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/regular_expression.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

namespace pumice::test {
namespace {

using deploy::RegularExpression;

std::string Match(std::string_view pattern, std::string_view text) {
  const auto expression = RegularExpression::Parse(pattern);
  if (!expression) return "unsupported";
  const auto matches = expression->MatchesWhole(text);
  return !matches ? "too long" : *matches ? "yes" : "no";
}

struct Case {
  std::string_view pattern;
  std::string_view text;
  std::string_view result;
};

TEST_CASE("Whole texts match as in Java", "[regular_expression]") {
  for (const Case& each : {
           Case{"[a-z]*", "abc", "yes"},
           {"[a-z]*", "", "yes"},
           {"[a-z]*", "aBc", "no"},
           {"[a-z]+", "", "no"},
           {"^[A-Za-z][A-Za-z0-9-]{2,5}$", "my-app", "yes"},
           {"^[A-Za-z][A-Za-z0-9-]{2,5}$", "my-apps", "no"},
           {"^[A-Za-z][A-Za-z0-9-]{2,5}$", "my", "no"},
           {"(dev|prod)", "prod", "yes"},
           {"(dev|prod)", "production", "no"},
           {"dev|prod|", "", "yes"},
           {"(?:a|b){2}c?", "abc", "yes"},
           {"(a*)*b", "aaaab", "yes"},
           {"(a|aa)+", "aaaaa", "yes"},
           {R"(\d{3}\.\w\s)", "123._ ", "yes"},
           {R"([^\d])", "1", "no"},
           {"[^0-9]", "1", "no"},
           {"[^0-9]", "x", "yes"},
           {R"([\w.-]+@[\w.]+)", "a.b-c@d.e", "yes"},
           {"[]a]+", "]a", "yes"},
           {"[a-]", "-", "yes"},
           {".", "\xc3\xa4", "yes"},
           {".", "\n", "no"},
           {".{2}", "\xc3\xa4", "no"},
           {"a{0}", "", "yes"},
           {"a{2,}", "aaaa", "yes"},
           {"a{2,}", "a", "no"},
           {R"(\x41\u0042)", "AB", "yes"},
           {"a+?b*?", "aab", "yes"},
           {"a^b", "ab", "no"},
           {"$", "", "yes"},
       }) {
    INFO(each.pattern << " on " << each.text);
    CHECK(Match(each.pattern, each.text) == each.result);
  }
}

TEST_CASE("What needs backtracking, or is none, is not supported", "[regular_expression]") {
  for (const std::string_view pattern :
       {"(?=a)",  "(?!a)b", "(?i)a", R"((a)\1)", R"(\bword)", R"(\p{L})",     "a++", R"([\D])",
        "[a&&b]", "[[a]]",  "(",     ")",        "[",         "[a",           "*",   "a{",
        "a{,2}",  "a{3,2}", R"(\)",  "[z-a]",    R"(\x4)",    "a{9999999999}"}) {
    INFO(pattern);
    CHECK(Match(pattern, "a") == "unsupported");
  }
}

TEST_CASE("Patterns that would take exponential time or space do not", "[regular_expression]") {
  CHECK(Match("(a+)+b", std::string(4'000, 'a')) == "no");
  CHECK(Match("(((a{100}){100}){100}){100}", "a") == "unsupported");
  CHECK(Match("((((){4000}){4000}){4000}){4000}", "") == "unsupported");
  CHECK(Match(std::string(200, '(') + std::string(200, ')'), "") == "unsupported");
  CHECK(Match(std::string(5'000, 'a'), "a") == "unsupported");
  CHECK(Match("(a?){900}", std::string(4'000, 'a')) == "too long");
}

}  // namespace
}  // namespace pumice::test
