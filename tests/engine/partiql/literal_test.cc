// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "tests/engine/partiql/statement_tester.h"

// "PartiQL data types for DynamoDB" and "PartiQL insert statements for DynamoDB" (Developer Guide).
namespace pumice::test {
namespace {

TEST_CASE("INSERT takes literals of every type", "[literal]") {
  StatementTester tester;
  const Answer answer = tester.Run(
      "INSERT INTO \"Plain\" VALUE {'pk': 'a', 's': 'it''s', 'n': 1.50, 'e': 1E-3, 'm': -2, 'h': "
      ".5, 't': TRUE, 'f': false, 'nu': NULL, 'l': [1, 'a', {'x': []}], 'o': {'z': {'y': (1, 2)}}, "
      "'ss': <<'b', 'a'>>, 'ns': <<2, 1.0>>, 'b': ?}",
      {.parameters = {B("\x01")}});
  CHECK(answer.items.empty());
  CHECK(tester.Items("SELECT * FROM Plain WHERE pk='a'") ==
        std::vector{Item({{"pk", S("a")},
                          {"s", S("it's")},
                          {"n", N("1.5")},
                          {"e", N("0.001")},
                          {"m", N(-2)},
                          {"h", N("0.5")},
                          {"t", Bool(true)},
                          {"f", Bool(false)},
                          {"nu", Null()},
                          {"l", L({N(1), S("a"), M({{"x", L({})}})})},
                          {"o", M({{"z", M({{"y", L({N(1), N(2)})}})}})},
                          {"ss", SS({"a", "b"})},
                          {"ns", NS({"1", "2"})},
                          {"b", B("\x01")}})});
}

TEST_CASE("Literals that are no values are refused", "[literal]") {
  StatementTester tester;
  const auto insert = [&](const std::string& member) {
    return tester.Error("INSERT INTO Plain VALUE {'pk':'a'," + member + "}");
  };
  CHECK(insert("'x':<<>>") == Validation("Empty bags are not supported at 1:39:2"));
  CHECK(insert("'x':<<1,'a'>>") ==
        Validation("Unsupported data type in Bag. DynamoDB only supports either numbers or strings "
                   "in bags"));
  CHECK(insert("'x':<<[1]>>") ==
        Validation("Unsupported data type in Bag. DynamoDB only supports either numbers or strings "
                   "in bags at 1:41:1"));
  CHECK(insert("'x':<<1,1.0>>") == Validation("Input collection contains duplicates"));
  CHECK(insert("'x':1e200") ==
        Validation("Number overflow. Attempting to store a number with magnitude larger than "
                   "supported range"));
  CHECK(insert("'x':1234567890123456789012345678901234567890") ==
        Validation("DynamoDB only supports precision up to 38 digits"));
  CHECK(insert("'x':1+2") == Validation("Unsupported data type: + under key root at 1:40:1"));
  CHECK(insert("'x':y") == Validation("Unsupported data type: y under key root at 1:39:1"));
  CHECK(insert("'x':missing") ==
        Validation("Unsupported data type: MISSING under key root at 1:39:7"));
  CHECK(insert("'x':{'a':[1,{'b':y}]}") ==
        Validation("Unsupported data type: VariableReference under key root.a.1.b at 1:52:1"));
  CHECK(insert("'x':1,'x':2") ==
        Validation("Duplicate keys in tuple. Key: x under root at 1:41:3"));
  CHECK(
      insert("y:1") ==
      Validation("Tuple keys must be of type String. Actual type: VariableReference under root at "
                 "1:35:1"));
  CHECK(insert("1:1") ==
        Validation("Tuple keys must be of type String. Actual type: INT under root at 1:35:1"));
  CHECK(insert("'':1") == Validation("Path component cannot be an empty string"));
}

TEST_CASE("A parameter stands for a whole value, not for a part of a literal", "[literal]") {
  StatementTester tester;
  CHECK(tester.Error("INSERT INTO Plain VALUE {'pk':'a','x':[?,1]}", {.parameters = {N(1)}}) ==
        Validation("Unsupported data type: Parameter under key root.0 at 1:40:1"));
  CHECK(tester.Error("INSERT INTO Plain VALUE ?", {.parameters = {M({{"pk", S("a")}})}}) ==
        Validation("Unsupported format in item expression. Please use struct format {...} to "
                   "express item values for insert statement. at 1:25:1"));
  tester.Run("INSERT INTO Plain VALUE {'pk':?,'x':?}",
             {.parameters = {S("a"), L({N(1), SS({"x"})})}});
  CHECK(tester.Items("SELECT x FROM Plain WHERE pk='a'") ==
        std::vector{Item({{"x", L({N(1), SS({"x"})})}})});
}

TEST_CASE("Values nest as deep as the service lets them", "[literal]") {
  StatementTester tester;
  const auto insert = [&](size_t levels) {
    return tester.Error("INSERT INTO Plain VALUE {'pk':'" + std::to_string(levels) +
                        "','x':" + std::string(levels, '[') + std::string(levels, ']') + "}");
  };
  CHECK(insert(32) == "none");
  CHECK(insert(33) == Validation("Nesting Levels have exceeded supported limits"));
  CHECK(insert(400) == Validation("Nesting Levels have exceeded supported limits"));
}

}  // namespace
}  // namespace pumice::test
