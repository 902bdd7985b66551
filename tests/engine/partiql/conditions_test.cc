// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "tests/engine/partiql/statement_tester.h"

// "PartiQL arithmetic, comparison, and logical operators for DynamoDB" and "Use PartiQL functions
// with DynamoDB" (Developer Guide).
namespace pumice::test {
namespace {

// Asks of one item that has attributes of every type whether a condition holds.
class Asker {
 public:
  Asker() {
    tester_.Run(
        "INSERT INTO Plain VALUE "
        "{'pk':'d','n':5,'s':'hello','ss':<<'p','q'>>,'ns':<<1,2>>,'b':true,"
        "'bi':?,'l':[1,'z'],'m':{'x':1},'nul':null,'a.b':7}",
        {.parameters = {B("xy")}});
  }

  bool Holds(const std::string& condition, const Parameters& parameters = {}) {
    return !tester_.Items("SELECT * FROM Plain WHERE pk='d' AND " + condition, parameters).empty();
  }
  std::string Error(const std::string& condition) {
    return tester_.Error("SELECT pk FROM Plain WHERE pk='d' AND " + condition);
  }
  std::string ErrorAlone(const std::string& condition) {
    return tester_.Error("SELECT pk FROM Plain WHERE " + condition);
  }

 private:
  StatementTester tester_;
};

TEST_CASE("Comparisons hold between values of one type", "[conditions]") {
  Asker asker;
  CHECK(asker.Holds("n=5"));
  CHECK(asker.Holds("5.0=n"));
  CHECK(asker.Holds("n=+5"));
  CHECK_FALSE(asker.Holds("n=-5"));
  CHECK(asker.Holds("n<>4"));
  CHECK(asker.Holds("n!=4"));
  CHECK(asker.Holds("n>4 AND n<6 AND n>=5 AND n<=5"));
  CHECK_FALSE(asker.Holds("n='5'"));
  CHECK(asker.Holds("n BETWEEN 1 AND 5"));
  CHECK_FALSE(asker.Holds("n NOT BETWEEN 1 AND 5"));
  CHECK(asker.Holds("n IN [1,5]"));
  CHECK(asker.Holds("n IN (1,5)"));
  CHECK(asker.Holds("n IN (5)"));
  CHECK(asker.Holds("n IN <<1,5>>"));
  CHECK(asker.Holds("n IN [?,?]", {N(1), N(5)}));
  CHECK(asker.Holds("n NOT IN [1]"));
  CHECK(asker.Holds("nul=null"));
  CHECK(asker.Holds("l=[1,'z'] AND m={'x':1} AND ss=<<'q','p'>> AND b=true"));
  CHECK(asker.Holds("bi=?", {B("xy")}));
}

TEST_CASE("Operators bind as in SQL", "[conditions]") {
  Asker asker;
  CHECK(asker.Holds("(n=1 OR n=5)"));
  CHECK(asker.Holds("NOT n=1"));
  CHECK_FALSE(asker.Holds("NOT (n=1 OR n=5)"));
  // AND before OR: the first condition stands for itself.
  CHECK(asker.Holds("n=5 OR s='x' AND b=false"));
  CHECK(asker.Holds("NOT n=1 AND s='hello'"));
}

TEST_CASE("Document paths lead into maps and lists", "[conditions]") {
  Asker asker;
  CHECK(asker.Holds("m.x=1"));
  CHECK(asker.Holds("m.\"x\"=1"));
  CHECK(asker.Holds("m['x']=1"));
  CHECK(asker.Holds("l[1]='z'"));
  CHECK(asker.Holds("\"a.b\"=7"));
  CHECK_FALSE(asker.Holds("n=m.x"));
  CHECK(asker.ErrorAlone("pk.x='d'") ==
        Validation("Key attributes must be scalars; list random access '[]' and map lookup '.' are "
                   "not allowed: Key: pk"));
}

TEST_CASE("IS asks for a type", "[conditions]") {
  Asker asker;
  CHECK(asker.Holds("nope IS MISSING"));
  CHECK(asker.Holds("n IS NOT MISSING"));
  CHECK(asker.Holds("nul IS NULL"));
  CHECK_FALSE(asker.Holds("n IS NULL"));
  CHECK_FALSE(asker.Holds("nope IS NULL"));
  CHECK(asker.Holds("nope IS NOT NULL"));
  CHECK(asker.Holds("s IS STRING AND n IS NUMERIC AND b IS BOOLEAN AND b IS BOOL AND bi IS BLOB"));
  CHECK(asker.Holds("l IS LIST AND m IS STRUCT AND m IS TUPLE"));
  CHECK(asker.Error("n IS INT") ==
        Validation("Unsupported data type for IS operator: INTEGER. Supported data types are "
                   "[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at "
                   "1:41:2"));
  CHECK(asker.ErrorAlone("5 IS MISSING") ==
        Validation("Operator or function requires a document path; operator or function: "
                   "attribute_not_exists"));
  CHECK(asker.ErrorAlone("size(n) IS MISSING") ==
        Validation("The left hand side argument to IS must be a Variable Reference, Literal, or "
                   "Path"));
  CHECK(asker.Error("nope=missing") == Validation("MISSING must be compared using IS operator"));
}

TEST_CASE("Functions of conditions take paths and values", "[conditions]") {
  Asker asker;
  CHECK(asker.Holds("attribute_type(n,'N') AND ATTRIBUTE_TYPE(\"ss\", 'SS')"));
  CHECK(asker.Holds("attribute_type(n,?)", {S("N")}));
  CHECK(asker.Holds("begins_with(s,'he') AND BEGINS_WITH(\"s\",'hello')"));
  CHECK_FALSE(asker.Holds("begins_with(s,'ell')"));
  CHECK(asker.Holds("contains(s,'ell') AND contains(ss,'p') AND contains(ns,2) AND contains(l,1)"));
  CHECK(asker.Holds("size(s)=5 AND size(l)=2 AND Size (m) > 0 AND size(ss) IN [2]"));
  CHECK_FALSE(asker.Holds("size(n)=1"));
  CHECK(asker.Holds("attribute_exists(n) AND attribute_not_exists(nope)"));
  CHECK(asker.Error("foo(n)=1") == Validation("Unrecognized function: foo"));
  CHECK(asker.Error("upper(s)='A'") == Validation("Unrecognized function: upper"));
  CHECK(asker.Error("if_not_exists(n,1)=5") ==
        Validation("The function is not allowed in a condition expression; function: "
                   "if_not_exists"));
  CHECK(asker.Error("begins_with(s)") ==
        Validation("Incorrect number of operands for operator or function; operator or function: "
                   "begins_with, number of operands: 1"));
  CHECK(asker.Error("begins_with(s,1)") ==
        Validation("Incorrect operand type for operator or function; operator or function: "
                   "begins_with, operand type: N"));
  CHECK(asker.Error("size(n=1)=1") ==
        Validation("Incorrect operand type for operator or function; operator or function: size, "
                   "operand type: BOOL"));
}

TEST_CASE("Expressions that are no conditions are refused", "[conditions]") {
  Asker asker;
  const std::string no_boolean =
      Validation("WHERE clause must contain an expression that resolves to a boolean");
  CHECK(asker.ErrorAlone("n") == no_boolean);
  CHECK(asker.ErrorAlone("true") == no_boolean);
  CHECK(asker.ErrorAlone("size(s)") == no_boolean);
  CHECK(asker.ErrorAlone("1=1") == "none");
  CHECK(asker.Error("n") == Validation("The arguments to AND/OR must be Expressions"));
  CHECK(asker.ErrorAlone("n AND s='x'") ==
        Validation("The arguments to AND/OR must be Expressions"));
  CHECK(asker.ErrorAlone("size(s) AND s='x'") ==
        Validation("Incorrect operand type for operator or function; operator or function: AND, "
                   "operand type: N"));
  CHECK(asker.ErrorAlone("NOT n") ==
        Validation("The argument to NOT must be a Type or Expression"));
  CHECK(asker.ErrorAlone("s LIKE 'h%'") ==
        Validation("Unsupported operator in Condition Expression. Operator: like"));
  CHECK(asker.ErrorAlone("n+1=6") ==
        Validation("Unsupported operator in Condition Expression. Operator: +"));
  CHECK(asker.ErrorAlone("n=n") ==
        Validation("The first operand must be distinct from the remaining operands for this "
                   "operator or function; operator: =, first operand: [n]"));
  CHECK(asker.ErrorAlone("n BETWEEN 5 AND 1") ==
        Validation("The BETWEEN operator requires upper bound to be greater than or equal to lower "
                   "bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: "
                   "AttributeValue: {N:1}"));
}

TEST_CASE("IN wants a list of at least one and at most 100", "[conditions]") {
  Asker asker;
  const std::string no_list = Validation(
      "IN operator must have a left hand argument of type Variable Reference and right hand "
      "argument of type Seq with at least one member");
  CHECK(asker.Error("n IN 5") == no_list);
  CHECK(asker.Error("n IN []") == no_list);
  CHECK(asker.Error("n IN nul") == no_list);
  const auto numbers = [](int count) {
    std::string list = "0";
    for (int i = 1; i < count; ++i) list += "," + std::to_string(i);
    return "n IN [" + list + "]";
  };
  CHECK(asker.Error(numbers(100)) == "none");
  CHECK(asker.Error(numbers(101)) ==
        Validation("The IN operator is provided with too many operands; number of operands: 101"));
}

}  // namespace
}  // namespace pumice::test
