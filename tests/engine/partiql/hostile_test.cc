// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "engine/partiql/parser.h"
#include "tests/engine/partiql/statement_tester.h"
#include "tests/support/random.h"
#include "tests/support/repeat.h"

// Whatever the text, the answer is an answer or an ApiError.
namespace pumice::test {
namespace {

TEST_CASE("Nesting is bounded", "[hostile]") {
  StatementTester tester;
  const std::string too_deep = NotWellFormed("Too many nesting levels");
  const auto where = [&](const std::string& condition) {
    return tester.Error("SELECT pk FROM Plain WHERE " + condition);
  };
  CHECK(where(Repeat("(", 200) + "n=1" + Repeat(")", 200)) == "none");
  CHECK(where(Repeat("(", 4000) + "n=1" + Repeat(")", 4000)) == too_deep);
  CHECK(where(Repeat("NOT ", 2000) + "n=1") == too_deep);
  CHECK(where("n=" + Repeat("[", 4000) + Repeat("]", 4000)) == too_deep);
  CHECK(where("n=" + Repeat("- ", 4000) + "x") == too_deep);
  CHECK(where("n=1" + Repeat("=1", 4000)) == too_deep);
  CHECK(where("n=1" + Repeat("+1", 4000)) == too_deep);
  CHECK(where("n=" + Repeat("a[", 4000)) == too_deep);
  CHECK(where("n=" + Repeat("size(", 1600)) == too_deep);
  CHECK(tester.Error("UPDATE Plain SET n=1" + Repeat("+1", 301) + " WHERE pk='a'") ==
        Validation("The expression contains too many operators; operator count: 301"));
}

TEST_CASE("A statement has as many operators as an expression", "[hostile]") {
  StatementTester tester;
  const std::string too_many =
      Validation("The expression contains too many operators; operator count: 301");
  const auto where = [&](const std::string& condition) {
    return tester.Error("SELECT pk FROM Plain WHERE pk='a' AND " + condition);
  };
  // The condition on the key counts as well.
  CHECK(where("n=1" + Repeat(" AND n=1", 148)) == "none");
  CHECK(where("n=1" + Repeat(" AND n=1", 149)) == too_many);
  CHECK(where("(n=1" + Repeat(" OR n=1", 299) + ")") == too_many);
  CHECK(where(Repeat("NOT ", 300) + "n=1") == too_many);
}

TEST_CASE("Paths and texts are bounded", "[hostile]") {
  StatementTester tester;
  CHECK(tester.Error("SELECT pk FROM Plain WHERE v" + Repeat(".a", 31) + "=1") == "none");
  CHECK(tester.Error("SELECT pk FROM Plain WHERE v" + Repeat(".a", 32) + "=1") ==
        Validation("The document path has too many nesting levels; nesting levels: 33"));
  CHECK(tester.Error("SELECT v" + Repeat(".a", 32) + " FROM Plain") ==
        Validation("The document path has too many nesting levels; nesting levels: 33"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE pk='" + Repeat("a", 8192) + "'") ==
        Validation("Member must have length less than or equal to 8192"));
}

TEST_CASE("Random bytes are no statement, or one that is carried out", "[hostile]") {
  StatementTester tester;
  Random random(GENERATE(1u, 2u, 3u));
  CAPTURE(random.seed());
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random.OneIn(2) ? random.Bytes(200) : "SELECT " + random.Bytes(60);
    CAPTURE(round, text);
    CHECK_NOTHROW(tester.Error(text));
  }
}

TEST_CASE("Random words are no statement, or one that is carried out", "[hostile]") {
  StatementTester tester;
  tester.Run("INSERT INTO Plain VALUE {'pk':'a','n':1,'l':[1],'s':<<'x'>>}");
  const std::vector<std::string> words = {"SELECT",
                                          "*",
                                          "FROM",
                                          "Plain",
                                          "Sorted",
                                          ".ByGroup",
                                          "WHERE",
                                          "pk",
                                          "=",
                                          "'a'",
                                          "AND",
                                          "OR",
                                          "NOT",
                                          "IN",
                                          "BETWEEN",
                                          "IS",
                                          "MISSING",
                                          "NULL",
                                          "STRING",
                                          "(",
                                          ")",
                                          "[",
                                          "]",
                                          "{",
                                          "}",
                                          "<<",
                                          ">>",
                                          ",",
                                          ":",
                                          ".",
                                          "n",
                                          "l[0]",
                                          "1",
                                          "-",
                                          "+",
                                          "||",
                                          "?",
                                          "size(",
                                          "contains(",
                                          "begins_with(",
                                          "SET",
                                          "REMOVE",
                                          "UPDATE",
                                          "DELETE",
                                          "INSERT INTO",
                                          "VALUE",
                                          "RETURNING ALL OLD *",
                                          "ORDER BY",
                                          "DESC",
                                          "EXISTS(",
                                          "set_add(",
                                          "list_append(",
                                          ";",
                                          "true",
                                          "`x`",
                                          "@",
                                          "%"};
  Random random(GENERATE(4u, 5u, 6u));
  CAPTURE(random.seed());
  const std::vector<std::string> beginnings = {"SELECT * FROM Plain WHERE ",
                                               "UPDATE Plain SET n= ",
                                               "INSERT INTO Plain VALUE {'pk': ",
                                               "DELETE FROM Plain WHERE pk='a' AND ",
                                               "SELECT ",
                                               ""};
  for (int round = 0; round < 4000; ++round) {
    std::string text = random.Pick(beginnings);
    for (size_t i = 0, count = random.Below(14); i < count; ++i) text += random.Pick(words) + " ";
    CAPTURE(round, text);
    CHECK_NOTHROW(tester.Error(text));
    CHECK_NOTHROW(tester.Batch({{text}}));
    CHECK_NOTHROW(tester.Transact({{text}}));
  }
}

}  // namespace
}  // namespace pumice::test
