// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "tests/engine/partiql/statement_tester.h"

// "Running batch operations with PartiQL for DynamoDB" and "Performing transactions with PartiQL
// for DynamoDB" (Developer Guide).
namespace pumice::test {
namespace {

using Answers = std::vector<std::string>;

void Fill(StatementTester* tester) {
  for (const char* key : {"a", "b", "c"}) {
    tester->Run("INSERT INTO Plain VALUE {'pk':?,'n':1}", {.parameters = {S(key)}});
  }
  tester->Run("INSERT INTO Sorted VALUE {'pk':'a','sk':1,'m':{'x':1}}");
}

std::string Canceled(const std::string& codes, const std::string& reasons) {
  return ErrorText(
             ErrorCode::kTransactionCanceled,
             "Transaction cancelled, please refer cancellation reasons for specific reasons [" +
                 codes + "]") +
         reasons;
}

TEST_CASE("A batch of reads answers each for itself", "[executor]") {
  StatementTester tester;
  Fill(&tester);
  const std::string no_key =
      " " + Validation(
                "Select statements within BatchExecuteStatement must specify "
                "the primary key in the where clause.");
  std::vector<ConsumedCapacity> capacities;
  CHECK(tester.Batch({{"SELECT * FROM Plain WHERE pk=?", {S("a")}},
                      {"SELECT m.x FROM Sorted WHERE pk='a' AND sk=1"},
                      {"SELECT * FROM Plain WHERE pk='zz'"},
                      {"SELECT * FROM Sorted WHERE pk='a'"},
                      {"SELECT * FROM Plain WHERE pk='b' AND n=1"},
                      {"SELECT * FROM Plain WHERE pk IN ['a','b']"},
                      {"SELECT * FROM Sorted.ByText WHERE pk='a' AND sk=1"},
                      {"SELECT * FROM Nope WHERE pk='a'"},
                      {"SELEC"}},
                     &capacities) == Answers{"Plain " + Text(Item({{"pk", S("a")}, {"n", N(1)}})),
                                             "Sorted " + Text(Item({{"m", M({{"x", N(1)}})}})),
                                             "Plain", "Sorted" + no_key, "Plain" + no_key,
                                             "Plain" + no_key, "Sorted" + no_key,
                                             " " + NotFound("Requested resource not found"),
                                             " " + NotWellFormed("Expected data manipulation")});
  REQUIRE(capacities.size() == 2);
  CHECK(capacities[0].table_name == "Plain");
  CHECK(capacities[0].Total() == 1);
  CHECK(capacities[1].table_name == "Sorted");
  CHECK(capacities[1].Total() == 0.5);
}

TEST_CASE("A batch of writes carries out each for itself", "[executor]") {
  StatementTester tester;
  Fill(&tester);
  CHECK(
      tester.Batch({{"UPDATE Plain SET n=7 WHERE pk='a'"},
                    {"UPDATE Plain SET n=7 WHERE pk='no'"},
                    {"INSERT INTO Plain VALUE {'pk':'b'}"},
                    {"INSERT INTO Plain VALUE {'pk':'new'}"},
                    {"DELETE FROM Plain WHERE pk='c' RETURNING ALL OLD *"},
                    {"DELETE FROM Sorted WHERE pk='a' AND sk=1 AND n=9", {}, true},
                    {"UPDATE Plain SET n=2"},
                    {"EXISTS(SELECT * FROM Plain WHERE pk='q' AND n=1)"}}) ==
      Answers{"Plain", "Plain " + kConditionFailed, "Plain " + kDuplicateItem, "Plain",
              "Plain " + Text(Item({{"pk", S("c")}, {"n", N(1)}})),
              "Sorted " + kConditionFailed + " " +
                  Text(Item({{"pk", S("a")}, {"sk", N(1)}, {"m", M({{"x", N(1)}})}})),
              "Plain " + Validation("Where clause does not contain a mandatory equality on all key "
                                    "attributes"),
              " " + Validation("EXISTS can only be used in ExecuteTransaction write requests.")});
  CHECK(tester.Items("SELECT n FROM Plain WHERE pk='a'") == std::vector{Item({{"n", N(7)}})});
  CHECK(tester.Items("SELECT pk FROM Plain WHERE pk='new'").size() == 1);
}

TEST_CASE("A batch of reads and writes, or of one item twice, is refused", "[executor]") {
  StatementTester tester;
  Fill(&tester);
  CHECK(
      tester.Batch({{"SELECT * FROM Plain WHERE pk='a'"}, {"DELETE FROM Plain WHERE pk='b'"}}) ==
      Answers{Validation("Read and write requests together in the same batch is not supported.")});
  CHECK(tester.Batch({{"UPDATE Plain SET n=2 WHERE pk='a'"}, {"DELETE FROM Plain WHERE pk='a'"}}) ==
        Answers{Validation("Provided list of item keys contains duplicates")});
  CHECK(tester.Items("SELECT n FROM Plain WHERE pk='a'") == std::vector{Item({{"n", N(1)}})});
}

TEST_CASE("A transaction of reads answers each item", "[executor]") {
  StatementTester tester;
  Fill(&tester);
  CHECK(tester.Transact({{"SELECT n FROM Plain WHERE pk='a'"},
                         {"SELECT * FROM Plain WHERE pk='zz'"},
                         {"SELECT nope FROM Plain WHERE pk=?", {S("b")}}}) ==
        Answers{Text(Item({{"n", N(1)}})), "nothing", Text(Item())});
  const std::string no_key = Validation(
      "Validation failed in TransactStatements[0]: Select statements within "
      "ExecuteTransaction must specify the primary key in the where clause.");
  CHECK(tester.Transact({{"SELECT * FROM Plain"}}) == Answers{no_key});
  CHECK(tester.Transact({{"SELECT * FROM Plain WHERE pk='a' AND n=1"}}) == Answers{no_key});
  CHECK(tester.Transact({{"SELECT * FROM Sorted.ByText WHERE pk='a'"}}) ==
        Answers{Validation("Validation failed in TransactStatements[0]: Reads on indices are not "
                           "supported within transactions.")});
  CHECK(tester.Transact(
            {{"SELECT * FROM Plain WHERE pk='a'"}, {"SELECT n FROM Plain WHERE pk='a'"}}) ==
        Answers{Validation("Transaction request cannot include multiple operations on one item")});
  CHECK(
      tester.Transact({{"SELECT * FROM Plain WHERE pk='a'"}, {"SELECT * FROM Plain WHERE pk=1"}}) ==
      Answers{Canceled("None, ValidationError",
                       " | None:  | ValidationError: Key attribute's data type should match its "
                       "data type in table's schema: Key pk")});
}

TEST_CASE("A transaction of writes is all or nothing", "[executor]") {
  StatementTester tester;
  Fill(&tester);
  CHECK(tester.Transact({{"UPDATE Plain SET n=8 WHERE pk='a'"},
                         {"INSERT INTO Plain VALUE {'pk':'new'}"},
                         {"DELETE FROM Plain WHERE pk='c'"},
                         {"EXISTS(SELECT * FROM Plain WHERE pk='b' AND n=1)"}}) == Answers{});
  CHECK(tester.Items("SELECT n FROM Plain WHERE pk='a'") == std::vector{Item({{"n", N(8)}})});
  CHECK(tester.Items("SELECT pk FROM Plain WHERE pk='c'").empty());

  CHECK(tester.Transact({{"UPDATE Plain SET n=9 WHERE pk='a'"},
                         {"INSERT INTO Plain VALUE {'pk':'new'}"},
                         {"UPDATE Plain SET n=9 WHERE pk='none'"},
                         {"exists (SELECT n FROM Plain WHERE pk='b' AND n=2)", {}, true}}) ==
        Answers{Canceled(
            "None, DuplicateItem, ConditionalCheckFailed, ConditionalCheckFailed",
            " | None:  | DuplicateItem: Duplicate primary key exists in table | "
            "ConditionalCheckFailed: The conditional request failed | ConditionalCheckFailed: The "
            "conditional request failed " +
                Text(Item({{"pk", S("b")}, {"n", N(1)}})))});
  CHECK(tester.Items("SELECT n FROM Plain WHERE pk='a'") == std::vector{Item({{"n", N(8)}})});
}

TEST_CASE("EXISTS is about one item and what it is like", "[executor]") {
  StatementTester tester;
  Fill(&tester);
  const std::string no_condition = Validation(
      "Validation failed in TransactStatements[0]: EXISTS() must contain a single item "
      "read with additional condition");
  CHECK(tester.Transact({{"EXISTS(SELECT * FROM Plain WHERE pk='a')"}}) == Answers{no_condition});
  CHECK(tester.Transact({{"EXISTS(SELECT * FROM Plain WHERE n=1)"}}) == Answers{no_condition});
  CHECK(tester.Transact({{"EXISTS(SELECT * FROM Sorted.ByGroup WHERE g='b' AND n=1)"}}) ==
        Answers{Validation("Validation failed in TransactStatements[0]: Operations on indices are "
                           "not supported in transactions")});
  // The item itself must be there.
  CHECK(tester.Transact({{"EXISTS(SELECT * FROM Plain WHERE pk='zz' AND n IS MISSING)"}}) ==
        Answers{Canceled("ConditionalCheckFailed",
                         " | ConditionalCheckFailed: The conditional request failed")});
}

TEST_CASE("A transaction with a fault in one statement is refused", "[executor]") {
  StatementTester tester;
  Fill(&tester);
  CHECK(
      tester.Transact({{"SELECT * FROM Plain WHERE pk='a'"}, {"DELETE FROM Plain WHERE pk='b'"}}) ==
      Answers{Validation("ExecuteTransaction API does not support both read and write operations "
                         "in the same request.")});
  CHECK(tester.Transact(
            {{"UPDATE Plain SET n=9 WHERE pk='a'"}, {"DELETE FROM Plain WHERE pk='a'"}}) ==
        Answers{Validation("Transaction request cannot include multiple operations on one item")});
  CHECK(tester.Transact({{"UPDATE Plain SET n=9 WHERE pk='a' RETURNING ALL OLD *"}}) ==
        Answers{Validation("Validation failed in TransactStatements[0]: RETURNING clause is not "
                           "supported in ExecuteTransaction.")});
  CHECK(tester.Transact({{"UPDATE Plain SET n=9 WHERE pk=?"}}) ==
        Answers{Validation("Validation failed in TransactStatements[0]: Number of parameters in "
                           "request and statement don't match.")});
  CHECK(tester.Transact({{"UPDATE Plain SET n=n+'a' WHERE pk='a'"}}) ==
        Answers{Validation("Validation failed in TransactStatements[0]: Incorrect operand type for "
                           "operator or function; operator or function: +, operand type: S")});
  CHECK(tester.Transact({{"DELETE FROM Plain WHERE pk='a'"}, {"foo"}}) ==
        Answers{NotWellFormed("Expected data manipulation")});
  CHECK(tester.Transact({{"DELETE FROM Nope WHERE pk='a'"}}) ==
        Answers{NotFound("Requested resource not found")});
  CHECK(
      tester.Transact({{"UPDATE Plain SET n=9"}, {"DELETE FROM Plain WHERE pk='a'"}}) ==
      Answers{Canceled("ValidationError, None",
                       " | ValidationError: Where clause does not contain a mandatory equality on "
                       "all key attributes | None: ")});
}

TEST_CASE("A ClientRequestToken makes a transaction happen once", "[executor]") {
  StatementTester tester;
  Fill(&tester);
  const std::vector<BatchStatement> add = {{"UPDATE Plain SET n=n+? WHERE pk='a'", {N(1)}}};
  CHECK(tester.Transact(add, "token") == Answers{});
  CHECK(tester.Transact(add, "token") == Answers{});
  CHECK(tester.Items("SELECT n FROM Plain WHERE pk='a'") == std::vector{Item({{"n", N(2)}})});
  CHECK(
      tester.Transact({{"UPDATE Plain SET n=n+? WHERE pk='a'", {N(2)}}}, "token") ==
      Answers{ErrorText(ErrorCode::kIdempotentParameterMismatch,
                        "The request uses the same client token as a previous, but non-identical "
                        "request. Do not reuse a client token with different requests, unless the "
                        "requests are identical")});
}

}  // namespace
}  // namespace pumice::test
