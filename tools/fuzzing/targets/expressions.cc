// SPDX-License-Identifier: Apache-2.0

// The five expression grammars: a letter and an expression, which is parsed, bound to a rich set of
// names and values, and evaluated against a few items.
//
//   C condition, F filter, U update, P projection, K key condition

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/expression/condition.h"
#include "engine/expression/explanation.h"
#include "engine/expression/key_condition.h"
#include "engine/expression/projection.h"
#include "engine/expression/update.h"
#include "tests/support/item_builder.h"
#include "tools/fuzzing/support/canonical.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

using test::Attributes;
using test::Item;
using test::Value;

constexpr size_t kMaxItemBytes = size_t{64} << 20;

const std::array<std::pair<std::string_view, Value>, 16>& Values() {
  static const auto* const values = new std::array<std::pair<std::string_view, Value>, 16>{{
      {":s", test::S("a")},
      {":e", test::S("")},
      {":n", test::N("1")},
      {":d", test::N("-0.5")},
      {":h", test::N("99999999999999999999999999999999999999")},
      {":x", test::N("1E125")},
      {":b", test::B(std::string("\0\xFF", 2))},
      {":t", test::Bool(true)},
      {":z", test::Null()},
      {":ss", test::SS({"a", "b"})},
      {":ns", test::NS({"1", "2.5"})},
      {":bs", test::BS({"", "x"})},
      {":l", test::L({test::N("1"), test::S("two"), test::L({})})},
      {":m", test::M({{"a", test::S("x")}, {"b", test::M({})}})},
      {":k", test::S(std::string(3000, 'k'))},
      {":y", test::S("S")},
  }};
  return *values;
}

const std::array<Item, 4>& Items() {
  static const auto* const items = new std::array<Item, 4>{
      Item(),
      Item({{"pk", test::S("a")},
            {"sk", test::N("1")},
            {"a", test::S("text")},
            {"n", test::N("7")}}),
      Item({{"pk", test::S("a")},
            {"a", test::L({test::N("1"), test::M({{"b", test::L({test::S("deep")})}}),
                           test::SS({"a"})})},
            {"b", test::B("bytes")},
            {"m", test::M({{"a", test::M({{"b", test::N("3")}})},
                           {"l", test::L({test::Null(), test::Bool(false)})}})},
            {"ss", test::SS({"a", "b", "c"})},
            {"ns", test::NS({"1", "2", "3"})},
            {"bs", test::BS({"a"})},
            {"z", test::Null()}}),
      Item({{"n", test::N("99999999999999999999999999999999999999")},
            {"a", test::N("9.9999999999999999999999999999999999999E125")},
            {"m", test::L({})},
            {"ss", test::SS({"a"})}}),
  };
  return *items;
}

Placeholders MakePlaceholders() {
  static const std::vector<Placeholders::Name> names = {
      {"#a", "a"},  {"#b", "b"},   {"#m", "m"},       {"#n", "n"},
      {"#p", "pk"}, {"#d", "a.b"}, {"#u", "\xC3\xA9"}};
  std::vector<Placeholders::Value> values;
  for (const auto& [placeholder, value] : Values()) values.emplace_back(placeholder, value.view());
  return Placeholders(names, values);
}

void CheckExplanation(const BoundCondition& condition, const Item& item, std::string_view text) {
  const std::string explanation = Explain(condition, item.view());
  Check(!explanation.empty(), "a condition that is not explained", text);
  Check(explanation.size() <= kMaxExplanationBytes, "an explanation that is too long", text);
  const bool is_printable =
      std::ranges::all_of(explanation, [](char c) { return c >= ' ' && c <= '~'; });
  Check(is_printable, "an explanation that is not printable", text);
}

void RunCondition(std::string_view text, ExpressionKind kind) {
  const auto parsed = ParseCondition(text, kind);
  Placeholders placeholders = MakePlaceholders();
  const BoundCondition condition(parsed, placeholders);
  for (size_t i = 0; i < condition.path_count(); ++i)
    Check(!condition.path(i).empty(), "an empty path", text);
  for (const Item& item : Items()) {
    Check(condition.Matches(item.view()) == condition.Matches(item.view()),
          "a condition that changes its mind", text);
    CheckExplanation(condition, item, text);
  }
}

void RunUpdate(std::string_view text) {
  const auto parsed = ParseUpdate(text);
  Placeholders placeholders = MakePlaceholders();
  const BoundUpdate update(parsed, placeholders);
  for (const Item& item : Items()) {
    std::string changed;
    std::string named;
    try {
      update.Apply(item.view(), &changed);
    } catch (const ApiError&) {
      continue;
    }
    Check(changed.size() <= kMaxItemBytes, "an update that makes too much", text);
    CheckCanonical(changed, text);
    update.AppendUpdated(ItemView(changed), &named);
    CheckCanonical(named, text);
    if (changed.size() < 100'000) CheckRoundTrip(changed, text);
  }
}

void RunProjection(std::string_view text) {
  const auto parsed = ParseProjection(text);
  Placeholders placeholders = MakePlaceholders();
  const BoundProjection projection(parsed, placeholders);
  for (const Item& item : Items()) {
    std::string once;
    projection.Apply(item.view(), &once);
    CheckCanonical(once, text);
    Check(once.size() <= item.encoded().size(), "a projection that adds", text);
  }
}

void RunKeyCondition(std::string_view text) {
  static const KeyAttribute attributes[] = {{"a", ValueType::kString},
                                            {"n", ValueType::kNumber},
                                            {"b", ValueType::kBinary},
                                            {"pk", ValueType::kString}};
  static const QueriedKey keys[] = {
      {{attributes, 1}, {}},
      {{attributes, 1}, {attributes + 1, 1}},
      {{attributes + 3, 1}, {attributes, 3}},
      {{attributes, 2}, {attributes + 2, 2}},
  };
  const auto parsed = ParseKeyCondition(text);
  for (const QueriedKey& key : keys) {
    Placeholders placeholders = MakePlaceholders();
    try {
      const KeyRange range = BindKeyCondition(*parsed, placeholders, key);
      Check(range.partition.size() == key.partition.size(), "a key condition without its partition",
            text);
      Check(range.sort_equal.size() <= key.sort.size(), "a key condition beyond the key", text);
    } catch (const ApiError& error) {
      Check(IsUtf8(error.message()) || !IsUtf8(text), "a message that is no UTF-8", text);
    }
  }
}

void RunLine(char kind, std::string_view text) {
  switch (kind) {
    case 'C':
      return RunCondition(text, ExpressionKind::kCondition);
    case 'F':
      return RunCondition(text, ExpressionKind::kFilter);
    case 'U':
      return RunUpdate(text);
    case 'P':
      return RunProjection(text);
    case 'K':
      return RunKeyCondition(text);
    default:
      return;
  }
}

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  const double start = fuzzing::ThreadSeconds();
  try {
    fuzzing::RunLine(text.front(), text.substr(1));
  } catch (const ApiError& error) {
    fuzzing::Check(error.code() == ErrorCode::kValidation, "another error than ValidationException",
                   text);
    fuzzing::Check(fuzzing::IsUtf8(error.message()) || !fuzzing::IsUtf8(text),
                   "a message that is no UTF-8", text);
  }
  fuzzing::Check(fuzzing::ThreadSeconds() - start <= fuzzing::kMaxAnswerSeconds, "it took too long",
                 text);
  return 0;
}
