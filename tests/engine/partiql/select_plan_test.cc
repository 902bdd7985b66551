// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "engine/item/number.h"
#include "tests/engine/partiql/statement_tester.h"

// "PartiQL select statements for DynamoDB" (Developer Guide).
namespace pumice::test {
namespace {

// Items a/1 to a/5 in group x, their texts descending, and b/1 alone.
class FilledTable {
 public:
  FilledTable() {
    for (int i = 1; i <= 5; ++i) {
      tester.Run("INSERT INTO Sorted VALUE {'pk':'a','sk':?,'g':'x','l':?,'n':?}",
                 {.parameters = {N(i), S(std::string(1, static_cast<char>('p' - i))), N(i * 10)}});
    }
    tester.Run("INSERT INTO Sorted VALUE {'pk':'b','sk':1}");
  }

  // The keys of the items that a statement's rest selects: "a1 a2".
  std::string Keys(const std::string& rest, const StatementArguments& arguments = {}) {
    std::string keys;
    for (const Item& item : tester.Run("SELECT pk, sk FROM " + rest, arguments).items) {
      if (!keys.empty()) keys += " ";
      keys += item.at("pk").scalar();
      Number::AppendText(item.at("sk").scalar(), &keys);
    }
    return keys;
  }
  std::string Error(const std::string& rest) { return tester.Error("SELECT pk, sk FROM " + rest); }
  // What a statement costs: the units of the table, then those of the indexes.
  std::pair<double, double> Cost(const std::string& rest) {
    const ConsumedCapacity capacity = tester.Run("SELECT pk, sk FROM " + rest).capacity;
    return {capacity.table, capacity.Total() - capacity.table};
  }

  StatementTester tester;
};

TEST_CASE("SELECT by key, by partition, or all", "[select_plan]") {
  FilledTable table;
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk=2") == "a2");
  CHECK(table.Keys("Sorted WHERE 2=sk AND 'a'=pk") == "a2");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk=9") == "");
  CHECK(table.Keys("Sorted WHERE pk='a'") == "a1 a2 a3 a4 a5");
  CHECK(table.Keys("Sorted WHERE pk='a' AND pk='b'") == "");
  CHECK(table.Keys("Sorted WHERE pk='a' AND n>=40") == "a4 a5");
  CHECK(table.Keys("Sorted WHERE pk>'a'") == "b1");
  CHECK(table.Keys("Sorted WHERE n=30") == "a3");
  CHECK(table.tester.Items("SELECT * FROM Sorted").size() == 6);
}

TEST_CASE("A condition on the sort key selects a range", "[select_plan]") {
  FilledTable table;
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk>3") == "a4 a5");
  CHECK(table.Keys("Sorted WHERE pk='a' AND 3>sk") == "a1 a2");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk>=2 AND sk<=3") == "a2 a3");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk>1 AND sk<4") == "a2 a3");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk>4 AND sk<2") == "");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk BETWEEN 2 AND 3") == "a2 a3");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk<>3") == "a1 a2 a4 a5");
  CHECK(table.Keys("Sorted WHERE pk='a' AND NOT sk=2") == "a1 a3 a4 a5");
  CHECK(table.Keys("Sorted WHERE pk='a' AND (sk=1 OR sk=2)") == "a1 a2");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk IN [1,3] AND n=30") == "a3");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk=1 AND sk=2") == "");
}

TEST_CASE("A SELECT may read several partitions", "[select_plan]") {
  FilledTable table;
  CHECK(table.Keys("Sorted WHERE pk IN ['b','a']") == "b1 a1 a2 a3 a4 a5");
  CHECK(table.Keys("Sorted WHERE pk='b' OR pk='a'") == "b1 a1 a2 a3 a4 a5");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk>=4 OR pk='b'") == "a4 a5 b1");
  CHECK(table.Keys("Sorted WHERE (pk='a' AND sk=1) OR (pk='a' AND sk=3)") == "a1 a3");
  CHECK(table.Keys("Sorted WHERE pk IN ['a','b'] AND sk IN [1,2]") == "a1 a2 b1");
  CHECK(table.Keys("Sorted WHERE pk='a' AND pk IN ['a','b']") == "a1 a2 a3 a4 a5");
  CHECK(table.Keys("Sorted WHERE pk='c' OR n=50") == "a5");
}

TEST_CASE("Reads cost what they read", "[select_plan]") {
  FilledTable table;
  // Half a unit each: eventually consistent reads of less than 4 KB.
  CHECK(table.Cost("Sorted WHERE pk='a' AND sk=2") == std::pair(0.5, 0.0));
  CHECK(table.Cost("Sorted WHERE pk='a'") == std::pair(0.5, 0.0));
  CHECK(table.Cost("Sorted WHERE pk='a' AND sk IN [1,2,3]") == std::pair(1.5, 0.0));
  CHECK(table.Cost("Sorted WHERE pk='a' OR pk='b'") == std::pair(1.0, 0.0));
  CHECK(table.Cost("Sorted.ByGroup WHERE g='x'") == std::pair(0.0, 0.5));
}

TEST_CASE("ORDER BY takes attributes of the key", "[select_plan]") {
  FilledTable table;
  CHECK(table.Keys("Sorted WHERE pk='a' ORDER BY sk DESC") == "a5 a4 a3 a2 a1");
  CHECK(table.Keys("Sorted WHERE pk='a' ORDER BY sk ASC") == "a1 a2 a3 a4 a5");
  CHECK(table.Keys("Sorted WHERE pk='a' ORDER BY pk, sk DESC") == "a5 a4 a3 a2 a1");
  CHECK(table.Keys("Sorted WHERE pk='a' AND sk IN [1,3,2] ORDER BY sk DESC") == "a3 a2 a1");
  CHECK(table.Keys("Sorted WHERE pk IN ['a','b'] ORDER BY pk DESC") == "b1 a1 a2 a3 a4 a5");
  CHECK(table.Keys("Sorted WHERE pk IN ['b','a'] ORDER BY pk, sk DESC") == "a5 a4 a3 a2 a1 b1");
  CHECK(table.Keys("Sorted.ByText WHERE pk='a' ORDER BY l DESC") == "a1 a2 a3 a4 a5");
  CHECK(table.Error("Sorted ORDER BY sk") ==
        Validation("Must have WHERE clause in the statement when using ORDER BY clause."));
  CHECK(table.Error("Sorted WHERE sk=1 ORDER BY sk") ==
        Validation("Must have at least one non-optional hash key condition in WHERE clause when "
                   "using ORDER BY clause."));
  CHECK(table.Error("Sorted WHERE pk='a' ORDER BY n") ==
        Validation("Variable reference n in ORDER BY clause must be part of the primary key"));
  CHECK(table.Error("Sorted WHERE pk='a' ORDER BY m.x") ==
        Validation("Argument to ORDER BY must be of type VariableReference. Type: PATH"));
}

TEST_CASE("A SELECT may read an index", "[select_plan]") {
  FilledTable table;
  CHECK(table.Keys("\"Sorted\".\"ByGroup\" WHERE g='x' AND sk BETWEEN 2 AND 3") == "a2 a3");
  CHECK(table.Keys("Sorted.ByText WHERE pk='a' AND l>'m'") == "a2 a1");
  CHECK(table.Keys("Sorted.ByText WHERE pk='a' AND begins_with(l,'n')") == "a2");
  CHECK(table.Keys("Sorted.GroupKeys WHERE g='x' AND sk=1") == "a1");
  CHECK(table.Keys("Sorted.ByGroup WHERE pk='a' AND sk=1") == "a1");
  CHECK(table.tester.Items("SELECT * FROM Sorted.GroupKeys WHERE g='x' AND sk=1") ==
        std::vector{Item({{"pk", S("a")}, {"sk", N(1)}, {"g", S("x")}})});
  // A local index fetches what it lacks, a global one cannot.
  CHECK(table.tester.Items("SELECT n FROM Sorted.TextKeys WHERE pk='a' AND l='o'") ==
        std::vector{Item({{"n", N(10)}})});
  CHECK(table.tester.Error("SELECT n FROM Sorted.GroupKeys WHERE g='x'") ==
        Validation("One or more parameter values were invalid: Global secondary index GroupKeys "
                   "does not project [n]"));
  CHECK(table.Error("Sorted.Nope") == Validation("The table does not have the specified index"));
  CHECK(table.tester.Error("SELECT pk FROM Sorted.ByGroup WHERE g='x'", {.consistent = true}) ==
        Validation("Strongly consistent read is not supported on Global Secondary Indexes"));
}

TEST_CASE("Filters see what an index projects", "[select_plan]") {
  FilledTable table;
  const auto refused = [](const std::string& index) {
    return Validation("One or more parameter values were invalid: Secondary index " + index +
                      " does not project one or more filter attributes: [n]");
  };
  CHECK(table.Error("Sorted.GroupKeys WHERE g='x' AND n=10") == refused("GroupKeys"));
  CHECK(table.Error("Sorted.TextKeys WHERE pk='a' AND n IS MISSING") == refused("TextKeys"));
  CHECK(table.tester.Error("SELECT n FROM Sorted.TextKeys WHERE pk='a' AND n=10") ==
        refused("TextKeys"));
  CHECK(table.Keys("Sorted.GroupKeys WHERE n=10") == "");
  CHECK(table.Keys("Sorted.TextKeys WHERE n=10") == "");
  // Attributes that are fetched for the answer are not there for the filter.
  CHECK(table.tester.Items("SELECT n FROM Sorted.TextKeys WHERE n=10").empty());
  CHECK(table.tester.Items("SELECT n FROM Sorted.TextKeys WHERE l='o' OR n=20") ==
        std::vector{Item({{"n", N(10)}})});
}

TEST_CASE("A key that is named twice is read once", "[select_plan]") {
  FilledTable table;
  CHECK(table.Keys("Sorted WHERE pk IN ['b','a','b'] AND sk IN [1,1.0,2]") == "b1 a1 a2");
  CHECK(table.Keys("Sorted.ByGroup WHERE g IN ['x','x'] AND sk=1") == "a1");
}

TEST_CASE("Values of keys are checked", "[select_plan]") {
  FilledTable table;
  const std::string wrong_type = Validation(
      "One or more parameter values were invalid: Condition parameter type does not "
      "match schema type");
  CHECK(table.Error("Sorted WHERE pk=1") ==
        Validation("Key attribute's data type should match its data type in table's schema: Key "
                   "pk"));
  CHECK(table.Error("Sorted WHERE pk='a' AND sk>'x'") ==
        Validation("Key attribute's data type should match its data type in table's schema: Key "
                   "sk"));
  CHECK(table.Error("Sorted WHERE pk IN ['a',1]") == wrong_type);
  CHECK(table.Error("Sorted WHERE pk='a' OR pk=1") == wrong_type);
  CHECK(table.Error("Plain WHERE pk=''") ==
        Validation("One or more parameter values are not valid. The AttributeValue for a key "
                   "attribute cannot contain an empty string value. Key: pk"));
  CHECK(table.Error("Sorted WHERE pk='a' AND sk BETWEEN 2 AND 1") ==
        Validation("The BETWEEN operator requires upper bound to be greater than or equal to lower "
                   "bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: "
                   "AttributeValue: {N:1}"));
  std::string values = "'0'";
  for (int i = 1; i < 51; ++i) values += ",'" + std::to_string(i) + "'";
  CHECK(table.Error("Sorted WHERE pk IN [" + values + "]") ==
        Validation("The IN operator is provided with too many operands; number of operands: 51"));
}

TEST_CASE("A projected path answers under its last name", "[select_plan]") {
  StatementTester tester;
  tester.Run("INSERT INTO Plain VALUE {'pk':'a','m':{'x':1,'y':[2,[3]]},'l':['e']}");
  CHECK(tester.Items("SELECT pk, m.x, m.y[0], m.y[1][0], l[0], nope FROM Plain WHERE pk='a'") ==
        std::vector{Item(
            {{"pk", S("a")}, {"x", N(1)}, {"y[0]", N(2)}, {"y[1][0]", N(3)}, {"l[0]", S("e")}})});
  CHECK(tester.Items("SELECT nope FROM Plain") == std::vector{Item()});
  CHECK(tester.Error("SELECT pk, pk FROM Plain") ==
        Validation("Duplicate identifiers in select clause: pk"));
  CHECK(tester.Error("SELECT m.x, x FROM Plain") ==
        Validation("Duplicate identifiers in select clause: x"));
  CHECK(tester.Error("SELECT m, m.x FROM Plain") ==
        Validation("Two document paths overlap with each other; must remove or rewrite one of "
                   "these paths; path one: [m, x], path two: [m]"));
}

TEST_CASE("A Limit divides a SELECT into pages", "[select_plan]") {
  FilledTable table;
  const std::vector<Item> all = table.tester.Items("SELECT * FROM Sorted WHERE pk='a'");
  int pages = 0;
  CHECK(table.tester.AllPages("SELECT * FROM Sorted WHERE pk='a'", 2, &pages) == all);
  CHECK(pages == 3);
  CHECK(table.tester.AllPages("SELECT * FROM Sorted", 1).size() == 6);
  CHECK(table.tester.AllPages("SELECT * FROM Sorted WHERE pk IN ['b','a']", 2).size() == 6);
  CHECK(table.tester.AllPages("SELECT * FROM Sorted.ByGroup WHERE g='x'", 2) == all);
  CHECK(table.tester.AllPages("SELECT * FROM Sorted WHERE pk='a' AND sk IN [1,2,3]", 1).size() ==
        3);
  // The limit counts what is evaluated, before the filter.
  const Answer page = table.tester.Run("SELECT * FROM Sorted WHERE pk='a' AND n>40", {.limit = 2});
  CHECK(page.items.empty());
  CHECK(page.last == Item({{"pk", S("a")}, {"sk", N(2)}}));
}

TEST_CASE("IN answers at most ten items of ten keys in a page", "[select_plan]") {
  StatementTester tester;
  std::string keys;
  std::vector<Item> items;
  for (int i = 10; i < 35; ++i) {
    const std::string key = "k" + std::to_string(i);
    tester.Run("INSERT INTO Plain VALUE {'pk':'" + key + "'}");
    keys += (keys.empty() ? "'" : ",'") + key + "'";
    items.push_back(Item({{"pk", S(key)}}));
  }
  const std::string select = "SELECT * FROM Plain WHERE pk IN [" + keys + "]";
  const Answer first = tester.Run(select);
  CHECK(first.items == std::vector(items.begin(), items.begin() + 10));
  CHECK_FALSE(first.last.has_value());
  int pages = 0;
  CHECK(tester.AllPages(select, 100, &pages) == items);
  CHECK(pages == 3);
}

}  // namespace
}  // namespace pumice::test
