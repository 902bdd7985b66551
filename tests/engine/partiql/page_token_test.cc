// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/page_token.h"

#include <catch2/catch.hpp>

#include "tests/engine/partiql/statement_tester.h"

namespace pumice::test {
namespace {

TEST_CASE("A NextToken holds across restarts and belongs to its statement", "[page_token]") {
  StatementTester tester;
  for (int i = 1; i <= 5; ++i) {
    tester.Run("INSERT INTO Sorted VALUE {'pk':'a','sk':?}", {.parameters = {N(i)}});
  }
  const std::string select = "SELECT sk FROM Sorted WHERE pk=?";
  const Answer first = tester.Run(select, {.parameters = {S("a")}, .limit = 3});
  tester.Reopen();
  const Answer second =
      tester.Run(select, {.parameters = {S("a")}, .next_token = first.next_token});
  CHECK(second.items == std::vector{Item({{"sk", N(4)}}), Item({{"sk", N(5)}})});
  CHECK(second.next_token.empty());

  const auto error = [&](const std::string& text, const std::string& token) {
    return tester.Error(text, {.parameters = {S("a")}, .next_token = token});
  };
  CHECK(tester.Error(select, {.parameters = {S("b")}, .next_token = first.next_token}) ==
        Validation("NextToken does not match request"));
  CHECK(error("SELECT pk FROM Sorted WHERE pk=?", first.next_token) ==
        Validation("NextToken does not match request"));
  CHECK(error(select, "x") == Validation("Invalid NextToken"));
  CHECK(error(select, first.next_token.substr(1)) == Validation("Invalid NextToken"));
  CHECK(error(select, first.next_token + "x") == Validation("Invalid NextToken"));
}

TEST_CASE("A NextToken with any byte changed is refused", "[page_token]") {
  StatementTester tester;
  tester.Run("INSERT INTO Sorted VALUE {'pk':'a','sk':1}");
  const std::string select = "SELECT * FROM Sorted";
  const std::string token = tester.Run(select, {.limit = 1}).next_token;
  REQUIRE_FALSE(token.empty());
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    CAPTURE(i);
    CHECK(tester.Error(select, {.next_token = changed}) == Validation("Invalid NextToken"));
    CHECK(tester.Error(select, {.next_token = token.substr(0, i + 1)}) ==
          (i + 1 == token.size() ? "none" : Validation("Invalid NextToken")));
  }
}

TEST_CASE("A NextToken outlives a restart, and holds for no other data", "[page_token]") {
  const std::string select = "SELECT * FROM Plain";
  StatementTester tester;
  for (const char* key : {"a", "b"}) {
    tester.Run("INSERT INTO Plain VALUE {'pk':'" + std::string(key) + "'}");
  }
  const std::string token = tester.Run(select, {.limit = 1}).next_token;
  const std::vector<Item> second = tester.Run(select, {.next_token = token}).items;
  REQUIRE(second.size() == 1);
  tester.database()->FlushLog();
  tester.Reopen();
  CHECK(tester.Run(select, {.next_token = token}).items == second);
  StatementTester other;
  CHECK(other.Error(select, {.next_token = token}) == Validation("Invalid NextToken"));
}

TEST_CASE("What a sealed NextToken says is checked all the same", "[page_token]") {
  StatementTester tester;
  const auto error = [&](const std::string& select, const partiql::PageStart& start) {
    const std::string token = partiql::EncodePageToken(start, {.text = select, .parameters = {}},
                                                       tester.database()->token_seal());
    return tester.Error(select, {.next_token = token});
  };
  const auto key = [](const Attributes& attributes) {
    return std::string(Item(attributes).view().payload());
  };
  const std::string sorted = "SELECT * FROM Sorted";
  const std::string invalid = "The provided starting key is invalid: ";
  CHECK(error(sorted, {0, key({{"pk", S("a")}, {"sk", N(1)}})}) == "none");
  CHECK(error(sorted, {1, {}}) == Validation("Invalid NextToken"));
  CHECK(error(sorted, {4294967295, {}}) == Validation("Invalid NextToken"));
  CHECK(error(sorted, {0, key({{"pk", S(std::string(2049, 'a'))}, {"sk", N(1)}})}) ==
        Validation(invalid + "One or more parameter values were invalid: Size of hashkey has "
                             "exceeded the maximum size limit of2048 bytes"));
  for (const Attributes& attributes :
       {Attributes{{"pk", S("a")}}, Attributes{{"pk", S("")}, {"sk", N(1)}},
        Attributes{{"pk", N(1)}, {"sk", N(1)}},
        Attributes{{"a", S("a")}, {"pk", S("a")}, {"sk", N(1)}}}) {
    CHECK(error(sorted, {0, key(attributes)}) ==
          Validation(invalid + "The provided key element does not match the schema"));
  }
}

}  // namespace
}  // namespace pumice::test
