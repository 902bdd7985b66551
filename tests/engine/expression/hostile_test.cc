// SPDX-License-Identifier: Apache-2.0

// Whatever text an expression has, it is parsed or refused with a validation error.

#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "engine/expression/condition.h"
#include "engine/expression/expression_limits.h"
#include "engine/expression/key_condition.h"
#include "engine/expression/projection.h"
#include "engine/expression/update.h"
#include "tests/engine/expression/expression_test.h"

namespace pumice::test {
namespace {

constexpr std::array<std::string_view, 44> kPieces = {"a",
                                                      "b",
                                                      "m",
                                                      "l",
                                                      "#n",
                                                      ":v",
                                                      ":s",
                                                      ":set",
                                                      "size(",
                                                      "foo(",
                                                      "contains(",
                                                      "begins_with(",
                                                      "attribute_exists(",
                                                      "if_not_exists(",
                                                      "list_append(",
                                                      "=",
                                                      "<>",
                                                      "<",
                                                      ">=",
                                                      "+",
                                                      "-",
                                                      "(",
                                                      ")",
                                                      "[0]",
                                                      "[",
                                                      "]",
                                                      ",",
                                                      ".",
                                                      " AND ",
                                                      " OR ",
                                                      " NOT ",
                                                      " BETWEEN ",
                                                      " IN ",
                                                      "SET ",
                                                      " REMOVE ",
                                                      " ADD ",
                                                      " DELETE ",
                                                      " ",
                                                      "0",
                                                      "99999999999",
                                                      "\xC3\xA9",
                                                      "\xFF",
                                                      "$",
                                                      "order"};

// Runs the text through every kind of expression as far as it goes.
void Exercise(std::string_view text) {
  const Request request({{":v", N("1")}, {":s", S("x")}, {":set", SS({"p"})}}, {{"#n", "b"}});
  const Item item({{"a", N("1")},
                   {"b", S("x")},
                   {"l", L({N("1"), M({{"a", N("2")}})})},
                   {"m", M({{"a", L({})}, {"b", SS({"p"})}})}});
  const KeyAttribute key[] = {{"a", ValueType::kNumber}};
  Placeholders placeholders = request.Make();
  MessageOf([&] {
    BoundCondition(ParseCondition(text, ExpressionKind::kFilter), placeholders)
        .Matches(ItemView(item));
  });
  MessageOf([&] { BindKeyCondition(*ParseKeyCondition(text), placeholders, {key, {}}); });
  MessageOf([&] {
    std::string out;
    BoundProjection(ParseProjection(text), placeholders).Apply(ItemView(item), &out);
    PrintAttributes(ItemView(out));
  });
  MessageOf([&] {
    std::string out;
    BoundUpdate(ParseUpdate(text), placeholders).Apply(ItemView(item), &out);
    PrintAttributes(ItemView(out));
  });
}

TEST_CASE("Random pieces of expressions do no harm", "[hostile]") {
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string text = round % 3 == 0 ? "SET " : "";
    const size_t count = 1 + random() % 14;
    for (size_t i = 0; i < count; ++i) text += kPieces[random() % kPieces.size()];
    Exercise(text);
  }
  SUCCEED();
}

TEST_CASE("Random bytes do no harm", "[hostile]") {
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    const size_t count = random() % 60;
    for (size_t i = 0; i < count; ++i) text.push_back(static_cast<char>(random()));
    Exercise(text);
  }
  SUCCEED();
}

TEST_CASE("Long repetitions do no harm", "[hostile]") {
  for (const std::string_view piece : kPieces) {
    Exercise(Repeat(piece, kMaxExpressionBytes / piece.size()));
    Exercise("a = " + Repeat(piece, (kMaxExpressionBytes - 8) / piece.size()));
    Exercise("SET a = " + Repeat(piece, (kMaxExpressionBytes - 8) / piece.size()));
  }
  SUCCEED();
}

}  // namespace
}  // namespace pumice::test
