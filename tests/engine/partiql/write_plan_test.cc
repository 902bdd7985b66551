// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "tests/engine/partiql/statement_tester.h"

// "PartiQL insert statements for DynamoDB", "… update statements …", "… delete statements …"
// (Developer Guide).
namespace pumice::test {
namespace {

const std::string kNoKey =
    Validation("Where clause does not contain a mandatory equality on all key attributes");

TEST_CASE("INSERT adds an item that is not there", "[write_plan]") {
  StatementTester tester;
  const std::string insert = "INSERT INTO Plain VALUE {'pk':'a','n':1}";
  CHECK(tester.Run(insert).items.empty());
  CHECK(tester.Error(insert) == kDuplicateItem);
  CHECK(tester.Error(insert, {.old_item_on_failure = true}) ==
        kConditionFailed + " " + Text(Item({{"pk", S("a")}, {"n", N(1)}})));
}

TEST_CASE("INSERT refuses wrong keys and RETURNING", "[write_plan]") {
  StatementTester tester;
  const auto error = [&](const std::string& text) { return tester.Error(text); };
  CHECK(error("INSERT INTO Plain VALUE {'v':1}") ==
        Validation("Key attribute should be present in the item: Key pk"));
  CHECK(error("INSERT INTO Plain VALUE {'pk':1}") ==
        Validation("Key attribute's data type should match its data type in table's schema: Key "
                   "pk"));
  CHECK(error("INSERT INTO Plain VALUE {'pk':''}") ==
        Validation("One or more parameter values are not valid. The AttributeValue for a key "
                   "attribute cannot contain an empty string value. Key: pk"));
  CHECK(error("INSERT INTO Plain VALUE {'pk':'a'} RETURNING ALL OLD *") ==
        Validation("RETURNING is not supported in INSERT"));
  CHECK(error("INSERT INTO Sorted.ByText VALUE {'pk':'a'}") ==
        Validation("FROM clause may only contain a single table name in data manipulation "
                   "statements"));
  CHECK(error("INSERT INTO Nope VALUE {'pk':'a'}") == NotFound("Requested resource not found"));
}

TEST_CASE("UPDATE changes one item that is there", "[write_plan]") {
  StatementTester tester;
  tester.Run("INSERT INTO Plain VALUE {'pk':'a','n':1,'z':1}");
  CHECK(tester.Run("UPDATE Plain SET n=n+1 SET w='x' REMOVE z WHERE pk='a'").items.empty());
  CHECK(tester.Items("SELECT * FROM Plain") ==
        std::vector{Item({{"pk", S("a")}, {"n", N(2)}, {"w", S("x")}})});
  CHECK(tester.Error("UPDATE Plain SET n=1 WHERE pk='nope'") == kConditionFailed);
  CHECK(tester.Error("UPDATE Plain SET n=1 WHERE pk='nope' AND n IS MISSING") == kConditionFailed);
  CHECK(tester.Error("UPDATE Plain SET n=1 WHERE pk='a' AND n=77") == kConditionFailed);
  CHECK(tester.Error("UPDATE Plain SET n=1 WHERE pk='a' AND n=77", {.old_item_on_failure = true}) ==
        kConditionFailed + " " + Text(Item({{"pk", S("a")}, {"n", N(2)}, {"w", S("x")}})));
  CHECK(tester.Error("UPDATE Plain SET n=1 WHERE (pk='a' AND (n=2 OR n=3))") == "none");
}

TEST_CASE("SET takes values, functions, sums and sets", "[write_plan]") {
  StatementTester tester;
  tester.Run("INSERT INTO Plain VALUE {'pk':'a','n':1,'l':[1],'s':<<'a'>>,'m':{'x':[1]}}");
  const auto set = [&](const std::string& clause, const Parameters& parameters = {}) {
    return tester.Items("UPDATE Plain " + clause + " WHERE pk='a' RETURNING MODIFIED NEW *",
                        parameters);
  };
  const auto one = [](const std::string& name, const Value& value) {
    return std::vector{Item({{name, value}})};
  };
  CHECK(set("SET n=n+1") == one("n", N(2)));
  CHECK(set("SET n=1+2-5") == one("n", N(-2)));
  CHECK(set("SET n=?", {N(7)}) == one("n", N(7)));
  CHECK(set("SET x=if_not_exists(y,1)+1") == one("x", N(2)));
  CHECK(set("SET l=list_append(l,[2,'x'])") == one("l", L({N(1), N(2), S("x")})));
  CHECK(set("SET l=list_append(?,[1])", {L({N(0)})}) == one("l", L({N(0), N(1)})));
  CHECK(set("SET s=set_add(s,<<'b','c'>>)") == one("s", SS({"a", "b", "c"})));
  CHECK(set("SET s=set_delete(s,?)", {SS({"b", "c"})}) == one("s", SS({"a"})));
  CHECK(set("SET s=set_delete(s,<<'a'>>)").empty());
  CHECK(set("SET t=set_add(t,<<1>>)") == one("t", NS({"1"})));
  CHECK(set("SET m.x[0]=5") == one("m", M({{"x", L({N(5)})}})));
  CHECK(set("SET m.y={'z':[1]}, m.q=null") ==
        one("m", M({{"y", M({{"z", L({N(1)})}})}, {"q", Null()}})));
  CHECK(set("SET copy=pk") == one("copy", S("a")));
  CHECK(set("SET \"q\"\"r\"=5") == one("q\"r", N(5)));
}

TEST_CASE("SET refuses what has no value", "[write_plan]") {
  StatementTester tester;
  tester.Run("INSERT INTO Plain VALUE {'pk':'a','n':1,'v':1}");
  const auto error = [&](const std::string& clause, const Parameters& parameters = {}) {
    return tester.Error("UPDATE Plain " + clause + " WHERE pk='a'", {.parameters = parameters});
  };
  CHECK(error("SET v=set_add(s,<<1>>)") ==
        Validation("The first argument to SET_ADD must equal the assignment value"));
  CHECK(error("SET v=set_add(v,1)") ==
        Validation("The second argument to SET_ADD must be a value with type SET at 1:28:1"));
  CHECK(error("SET v=set_delete(v,?)", {N(1)}) ==
        Validation("The second argument to SET_DELETE must be a value with type SET at 1:31:1"));
  CHECK(error("SET v=set_add(v)") ==
        Validation("SET_ADD must have exactly two arguments at 1:20:7"));
  CHECK(error("SET v=v*2") == Validation("Unsupported operator in Update Expression. Operator: *"));
  CHECK(error("SET v='a'||'b'") ==
        Validation("Unsupported operator in Update Expression. Operator: ||"));
  CHECK(error("SET v=-v") ==
        Validation("Incorrect number of operands for operator or function; operator or function: "
                   "-, number of operands: 1"));
  CHECK(error("SET v=missing") == Validation("MISSING must be compared using IS operator"));
  CHECK(error("SET v=size(pk)") ==
        Validation("The function is not allowed in an update expression; function: size"));
  CHECK(error("SET v=foo(pk)") == Validation("Unrecognized function: foo"));
  CHECK(error("SET v=v+'a'") ==
        Validation("Incorrect operand type for operator or function; operator or function: +, "
                   "operand type: S"));
  CHECK(error("SET v=nope+1") ==
        Validation("The provided expression refers to an attribute that does not exist in the "
                   "item"));
  CHECK(
      error("SET v=1 SET v=2") ==
      Validation("Two document paths overlap with each other; must remove or rewrite one of these "
                 "paths; path one: [v], path two: [v]"));
  CHECK(error("SET pk='z'") ==
        Validation("One or more parameter values were invalid: Cannot update attribute pk. This "
                   "attribute is part of the key"));
}

TEST_CASE("RETURNING of UPDATE answers what it names", "[write_plan]") {
  StatementTester tester;
  tester.Run("INSERT INTO Plain VALUE {'pk':'a','n':1,'v':'x'}");
  CHECK(tester.Items("UPDATE Plain SET n=2 WHERE pk='a' RETURNING ALL OLD *") ==
        std::vector{Item({{"pk", S("a")}, {"n", N(1)}, {"v", S("x")}})});
  CHECK(tester.Items("UPDATE Plain SET n=3 WHERE pk='a' returning modified old *") ==
        std::vector{Item({{"n", N(2)}})});
  CHECK(tester.Items("UPDATE Plain SET n=4 REMOVE v WHERE pk='a' RETURNING ALL NEW *") ==
        std::vector{Item({{"pk", S("a")}, {"n", N(4)}})});
  CHECK(tester.Items("UPDATE Plain SET n=5 WHERE pk='a' RETURNING MODIFIED NEW *") ==
        std::vector{Item({{"n", N(5)}})});
  CHECK(tester.Error("UPDATE Plain SET n=5 WHERE pk='a' RETURNING ALL OLD *, ALL NEW *") ==
        Validation("Invalid syntax with multiple returning elements in RETURNING clause"));
}

TEST_CASE("WHERE of a write says one key", "[write_plan]") {
  StatementTester tester;
  tester.Run("INSERT INTO Plain VALUE {'pk':'a'}");
  const auto error = [&](const std::string& rest) { return tester.Error("UPDATE " + rest); };
  CHECK(error("Plain SET n=1") == kNoKey);
  CHECK(error("Plain SET n=1 WHERE n=1") == kNoKey);
  CHECK(error("Plain SET n=1 WHERE pk>'a'") == kNoKey);
  CHECK(error("Plain SET n=1 WHERE pk='a' OR pk='b'") == kNoKey);
  CHECK(error("Plain SET n=1 WHERE pk IN ['a']") == kNoKey);
  CHECK(error("Plain SET n=1 WHERE NOT pk='a'") == kNoKey);
  CHECK(error("Plain SET n=1 WHERE pk=n") == kNoKey);
  CHECK(error("Sorted SET n=1 WHERE pk='a'") == kNoKey);
  CHECK(error("Plain SET n=1 WHERE pk='a' AND 'a'=pk") == "none");
  CHECK(error("Plain SET n=1 WHERE pk='a' AND pk='b'") ==
        Validation("Multiple conditions on same key pk. Only single item Update/Insert/Delete are "
                   "supported"));
  CHECK(error("Plain SET n=1 WHERE pk=1") ==
        Validation("Key attribute's data type should match its data type in table's schema: Key "
                   "pk"));
  CHECK(error("Sorted.ByText SET n=1 WHERE pk='a'") ==
        Validation("This operation is not supported on an index"));
}

TEST_CASE("DELETE removes an item, if it is there and the condition holds", "[write_plan]") {
  StatementTester tester;
  tester.Run("INSERT INTO Plain VALUE {'pk':'a','n':1}");
  CHECK(tester.Error("DELETE FROM Plain WHERE pk='a' AND n=9") == kConditionFailed);
  CHECK(tester.Items("DELETE FROM Plain WHERE pk='a' AND n=1 RETURNING ALL OLD *") ==
        std::vector{Item({{"pk", S("a")}, {"n", N(1)}})});
  CHECK(tester.Items("DELETE FROM Plain WHERE pk='a' RETURNING ALL OLD *").empty());
  CHECK(tester.Error("DELETE FROM Plain WHERE pk='a' AND n IS MISSING") == "none");
  CHECK(tester.Error("DELETE FROM Plain WHERE pk='a' AND n=9") == "none");
  CHECK(tester.Items("SELECT * FROM Plain").empty());
  CHECK(tester.Error("DELETE FROM Plain") == kNoKey);
  CHECK(tester.Error("DELETE FROM Plain WHERE pk='a' RETURNING ALL NEW *") ==
        Validation("Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is "
                   "allowed in DELETE statements."));
}

TEST_CASE("Writes cost what they write", "[write_plan]") {
  StatementTester tester;
  const std::string kilobytes(2000, 'x');
  CHECK(tester.Run("INSERT INTO Plain VALUE {'pk':'a','x':?}", {.parameters = {S(kilobytes)}})
            .capacity.Total() == 2);
  CHECK(tester.Run("UPDATE Plain REMOVE x WHERE pk='a'").capacity.Total() == 2);
  CHECK(tester.Run("DELETE FROM Plain WHERE pk='a'").capacity.Total() == 1);
}

}  // namespace
}  // namespace pumice::test
