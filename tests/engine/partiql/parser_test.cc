// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "tests/engine/partiql/statement_tester.h"

// What is no statement. The words are those of PartiQL's reference parser, which the service hands
// on.
namespace pumice::test {
namespace {

TEST_CASE("A statement begins with a verb", "[parser]") {
  StatementTester tester;
  CHECK(tester.Error("SELEC * FROM Plain") == NotWellFormed("Expected data manipulation"));
  CHECK(tester.Error("foo") == NotWellFormed("Expected data manipulation"));
  CHECK(tester.Error(" ") == NotWellFormed("Unexpected term"));
  CHECK(tester.Error("INSERT Plain VALUE {}") == NotWellFormed("Unexpected keyword"));
  CHECK(tester.Error("DELETE Plain WHERE pk='a'") == NotWellFormed("Expected FROM after DELETE"));
  CHECK(tester.Error("CREATE TABLE t") == Validation("Unsupported operation: CreateTable"));
  CHECK(tester.Error("DROP INDEX i") == Validation("Unsupported operation: DropIndex"));
}

TEST_CASE("A statement ends where it ends", "[parser]") {
  StatementTester tester;
  CHECK(tester.Error("SELECT * FROM Plain;") == "none");
  CHECK(tester.Error("SELECT * FROM Plain -- all of it") == "none");
  CHECK(tester.Error("/* all\n of it */ SELECT * FROM Plain") == "none");
  CHECK(tester.Error("SELECT * FROM Plain WHERE pk='a' 5") ==
        NotWellFormed("Unexpected token after expression"));
  CHECK(tester.Error("SELECT * FROM Plain; SELECT * FROM Plain") ==
        NotWellFormed("Unexpected token after semicolon. (Only one query is allowed.)"));
  CHECK(tester.Error("INSERT INTO Plain VALUE {'pk':'a'} ON CONFLICT DO NOTHING") ==
        NotWellFormed("Unexpected token after expression"));
}

TEST_CASE("A SELECT that stops halfway is refused", "[parser]") {
  StatementTester tester;
  CHECK(tester.Error("SELECT") == NotWellFormed("Unexpected term"));
  CHECK(tester.Error("SELECT *") == NotWellFormed("Expected FROM after SELECT list"));
  CHECK(tester.Error("SELECT * FROM") == NotWellFormed("Unexpected term"));
  CHECK(tester.Error("SELECT FROM Plain") == NotWellFormed("Expected data manipulation"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE") == NotWellFormed("Unexpected term"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE pk=") ==
        NotWellFormed("Missing right-hand side expression of infix operator"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE n BETWEEN 1") ==
        NotWellFormed("Expected AND keyword"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE n BETWEEN 1 AND") ==
        NotWellFormed("Expected expression after AND"));
  CHECK(tester.Error("SELECT *, pk FROM Plain") ==
        NotWellFormed("Other expressions may not be present in the select list when '*' is used "
                      "without dot notation."));
  CHECK(tester.Error("SELECT order FROM Plain") == NotWellFormed("Unexpected keyword"));
  CHECK(tester.Error("SELECT a.'b' FROM Plain") == NotWellFormed("Invalid path dot component"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE n IS NUMBER") ==
        NotWellFormed("Expected type name"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE (n=1") == NotWellFormed("Expected RIGHT_PAREN"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE n=[1") == NotWellFormed("Expected RIGHT_BRACKET"));
  CHECK(tester.Error("SELECT * FROM Plain WHERE n=()") ==
        NotWellFormed("Expression group cannot be empty"));
}

TEST_CASE("An INSERT, UPDATE or DELETE that is not well formed is refused", "[parser]") {
  StatementTester tester;
  CHECK(tester.Error("INSERT INTO 'Plain' VALUE {}") ==
        NotWellFormed("Expected identifier for simple path"));
  CHECK(tester.Error("INSERT INTO Plain VALUE {'pk':}") == NotWellFormed("Unexpected term"));
  CHECK(tester.Error("INSERT INTO Plain VALUE {'pk' 'a'}") == NotWellFormed("Expected COLON"));
  CHECK(tester.Error("INSERT INTO Plain VALUE {'pk':'a'") == NotWellFormed("Expected RIGHT_CURLY"));
  CHECK(tester.Error("INSERT INTO Plain {'pk':'a'}") ==
        Validation("Unsupported operation: InsertOp"));
  CHECK(tester.Error("UPDATE Plain WHERE pk='a'") == NotWellFormed("Expected data manipulation"));
  CHECK(tester.Error("UPDATE Plain SET n WHERE pk='a'") == NotWellFormed("Expected '='"));
  CHECK(tester.Error("UPDATE Plain SET 'n'=1 WHERE pk='a'") ==
        NotWellFormed("Expected identifier for simple path"));
  CHECK(tester.Error("UPDATE Plain SET n[?]=1 WHERE pk='a'") ==
        NotWellFormed("Invalid path component for simple path"));
  CHECK(tester.Error("UPDATE Plain REMOVE a, b WHERE pk='a'") ==
        NotWellFormed("Unexpected token after expression"));
  CHECK(tester.Error("UPDATE Plain SET n=1 WHERE pk='a' RETURNING OLD *") ==
        NotWellFormed("Expected ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause."));
  CHECK(tester.Error("UPDATE Plain SET n=1 WHERE pk='a' RETURNING ALL OLD n") ==
        Validation("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"));
}

TEST_CASE("Characters that belong to no token are refused", "[parser]") {
  StatementTester tester;
  CHECK(tester.Error("SELECT * FROM Plain WHERE pk=#x") ==
        NotWellFormed("Lexer Error: at line 1, column 30: invalid character at, '#' [U+23]"));
  CHECK(tester.Error("SELECT *\nFROM Plain WHERE é=1") ==
        NotWellFormed("Lexer Error: at line 2, column 18: invalid character at, 'é' [U+e9]"));
  CHECK(tester.Error("SELECT 'a") ==
        NotWellFormed("Lexer Error: at line 1, column 10: invalid character at, <EOF>"));
}

TEST_CASE("Clauses that DynamoDB does not support are refused", "[parser]") {
  StatementTester tester;
  const auto error = [&](const std::string& text) { return tester.Error(text); };
  CHECK(error("SELECT pk AS x FROM Plain") == Validation("Aliasing is not supported"));
  CHECK(error("SELECT pk FROM Plain p") == Validation("Aliasing is not supported"));
  CHECK(error("SELECT COUNT(*) FROM Plain") == Validation("Unexpected path component at 1:8:5"));
  CHECK(error("SELECT 'pk' FROM Plain") == Validation("Unexpected path component at 1:8:4"));
  CHECK(error("SELECT pk+1 FROM Plain") == Validation("Unexpected path component at 1:10:1"));
  CHECK(error("SELECT pk FROM Plain WHERE CASE WHEN n=1 THEN true END") ==
        Validation("Unsupported token in expression: CASE at 1:28:4"));
  CHECK(error("SELECT DISTINCT pk FROM Plain") ==
        Validation("Unsupported token in expression: DISTINCT"));
  CHECK(error("SELECT VALUE pk FROM Plain") ==
        Validation("Select projection doesn't support value or pivot keywords"));
  CHECK(error("SELECT m.* FROM Plain") ==
        Validation("Changing item's hierarchy while reading isn't supported"));
  CHECK(error("SELECT pk FROM Plain WHERE m.*=1") ==
        Validation("Unpivot path component like a.*.b are not supported at 1:30:1"));
  CHECK(error("SELECT pk FROM Plain, Sorted") ==
        Validation("Only select from a single table or index is supported."));
  CHECK(error("SELECT pk FROM Plain LEFT JOIN Sorted ON 1=1") ==
        Validation("Only select from a single table or index is supported."));
  CHECK(error("SELECT pk FROM a.b.c") ==
        Validation("A path may contain at most 2 components in the FROM clause"));
  CHECK(error("SELECT pk FROM 'Plain'") == Validation("Unexpected from source"));
  CHECK(error("SELECT pk FROM Plain GROUP BY pk") == Validation("Unsupported clause: GROUP BY"));
  CHECK(error("SELECT pk FROM Plain LIMIT 1") == Validation("Unsupported clause: LIMIT at 1:28:1"));
  CHECK(error("SELECT pk FROM Plain WHERE l[-1]=1") ==
        Validation("List index is not within the allowable range; index: [-1] at 1:31:1"));
  CHECK(error("EXISTS(SELECT * FROM Plain WHERE pk='a')") ==
        Validation("EXISTS can only be used in ExecuteTransaction write requests."));
  CHECK(error("SELECT pk FROM Plain WHERE EXISTS(SELECT * FROM Plain)") ==
        Validation("Unsupported token in expression: SELECT at 1:35:6"));
}

TEST_CASE("Keywords have any case, names their own", "[parser]") {
  StatementTester tester;
  tester.Run("insert INTO Plain vAlUe {'pk': 'a', 'Name': 1, 'name': 2}");
  CHECK(tester.Items("select Name from Plain where pk = 'a'") ==
        std::vector{Item({{"Name", N(1)}})});
  CHECK(tester.Items("SELECT \"name\" FROM \"Plain\" WHERE \"pk\" = 'a'") ==
        std::vector{Item({{"name", N(2)}})});
  CHECK(tester.Error("SELECT * FROM plain") == NotFound("Requested resource not found"));
}

TEST_CASE("A statement takes as many parameters as it has question marks", "[parser]") {
  StatementTester tester;
  const std::string mismatch =
      Validation("Number of parameters in request and statement don't match.");
  CHECK(tester.Error("SELECT * FROM Plain WHERE pk=?") == mismatch);
  CHECK(tester.Error("SELECT * FROM Plain WHERE pk='?'", {.parameters = {S("a")}}) == mismatch);
  CHECK(tester.Error("SELECT * FROM Plain WHERE pk=?", {.parameters = {S("a")}}) == "none");
}

}  // namespace
}  // namespace pumice::test
