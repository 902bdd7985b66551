// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/key_condition.h"

#include <catch2/catch.hpp>

#include "tests/engine/expression/expression_test.h"

namespace pumice::test {
namespace {

const Request& AnyRequest() {
  static const Request request({{":a", S("a")},
                                {":b", S("b")},
                                {":n", N("1")},
                                {":empty", S("")},
                                {":bool", Bool(true)},
                                {":bin", B("x")}},
                               {{"#pk", "pk"}});
  return request;
}

const KeyAttribute kPartition[] = {{"pk", ValueType::kString}};
const KeyAttribute kSort[] = {{"sk", ValueType::kString}};
const QueriedKey kKey = {kPartition, kSort};
const QueriedKey kPartitionOnly = {kPartition, {}};

std::string_view OperatorName(KeyOperator op) {
  switch (op) {
    case KeyOperator::kNone:
      return "";
    case KeyOperator::kLess:
      return "<";
    case KeyOperator::kLessOrEqual:
      return "<=";
    case KeyOperator::kGreater:
      return ">";
    case KeyOperator::kGreaterOrEqual:
      return ">=";
    case KeyOperator::kBetween:
      return "BETWEEN";
    case KeyOperator::kBeginsWith:
      return "begins_with";
  }
  return "?";
}

// The range in words: partition values | equal sort values | operator and operands.
std::string Range(std::string_view text, const QueriedKey& key = kKey) {
  std::string result;
  const std::string fault = MessageOf([&] {
    Placeholders placeholders = AnyRequest().Make();
    const KeyRange range = BindKeyCondition(*ParseKeyCondition(text), placeholders, key);
    for (const ValueView value : range.partition) result += Print(value) + " ";
    result += "|";
    for (const ValueView value : range.sort_equal) result += " " + Print(value);
    result += " |";
    if (range.op == KeyOperator::kNone) return;
    result += " " + std::string(OperatorName(range.op)) + " " + Print(range.operand);
    if (range.op == KeyOperator::kBetween) result += " " + Print(range.upper);
  });
  return fault.empty() ? result : fault;
}

TEST_CASE("Key conditions become ranges", "[key_condition]") {
  CHECK(Range("pk = :a") == "\"a\" | |");
  CHECK(Range(":a = #pk") == "\"a\" | |");
  CHECK(Range("pk = :a", kPartitionOnly) == "\"a\" | |");
  CHECK(Range("pk = :a AND sk = :b") == "\"a\" | \"b\" |");
  CHECK(Range("sk = :b AND pk = :a") == "\"a\" | \"b\" |");
  CHECK(Range("(pk = :a) AND (sk < :b)") == "\"a\" | | < \"b\"");
  CHECK(Range("(pk = :a AND sk <= :b)") == "\"a\" | | <= \"b\"");
  CHECK(Range("pk = :a AND :b > sk") == "\"a\" | | < \"b\"");
  CHECK(Range("pk = :a AND :b >= sk") == "\"a\" | | <= \"b\"");
  CHECK(Range("pk = :a AND :b < sk") == "\"a\" | | > \"b\"");
  CHECK(Range("pk = :a AND :b <= sk") == "\"a\" | | >= \"b\"");
  CHECK(Range("pk = :a AND sk BETWEEN :a AND :b") == "\"a\" | | BETWEEN \"a\" \"b\"");
  CHECK(Range("pk = :a AND begins_with(sk, :b)") == "\"a\" | | begins_with \"b\"");
}

TEST_CASE("Key conditions that no range answers are refused", "[key_condition]") {
  const std::string invalid_operator = "Invalid operator used in KeyConditionExpression: ";
  const std::string invalid = "Invalid condition in KeyConditionExpression: ";
  CHECK(Range("pk = :a OR sk = :b") == invalid_operator + "OR");
  CHECK(Range("NOT pk = :a") == invalid_operator + "NOT");
  CHECK(Range("pk = :a AND sk <> :b") == invalid_operator + "<>");
  CHECK(Range("pk = :a AND sk IN (:b)") == invalid_operator + "IN");
  CHECK(Range("pk = :a AND contains(sk, :b)") == invalid_operator + "contains");
  CHECK(Range("pk = :a AND attribute_exists(sk)") == invalid_operator + "attribute_exists");
  CHECK(Range("pk = :a AND size(sk) = :n") ==
        "KeyConditionExpressions cannot contain nested operations");
  CHECK(Range("pk = sk") == invalid + "Multiple attribute names used in one condition");
  CHECK(Range("pk = :a AND begins_with(sk, x)") ==
        invalid + "Multiple attribute names used in one condition");
  CHECK(Range("pk = :a AND :a = :a") == invalid + "No key attribute specified");
  CHECK(Range("pk = :a AND begins_with(:a, sk)") ==
        invalid + "begins_with operator must have the key attribute as its first operand");
  CHECK(Range("pk = :a AND :a BETWEEN sk AND :b") ==
        invalid + "BETWEEN operator must have the key attribute as its first operand");
  CHECK(Range("pk = :a AND pk = :a") ==
        "KeyConditionExpressions must only contain one condition per key");
  CHECK(Range("pk = :a AND sk > :a AND sk < :b") ==
        "KeyConditionExpressions must only contain one condition per key");
  // As quoted in https://github.com/ExtendDB/extenddb/pull/195.
  const std::string nested =
      "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested "
      "attributes";
  CHECK(Range("pk.x = :a") == nested);
  CHECK(Range("pk[0] = :a") == nested);
  CHECK(Range("pk = :a AND begins_with(sk.x, :a)") == nested);
  CHECK(Range("pk = :a AND sk[0] BETWEEN :a AND :b") == nested);
  CHECK(Range("pk = :a AND begins_with(:a, :b)") ==
        invalid + "begins_with operator must have the key attribute as its first operand");
  CHECK(Range("pk = :a AND x.y = :a") == nested);
  CHECK(Range("pk = :a AND sk = :b AND x = :a") == "Conditions can be of length 1 or 2 only");
}

TEST_CASE("Key conditions must fit the key", "[key_condition]") {
  const std::string missed = "Query condition missed key schema element: ";
  const std::string type =
      "One or more parameter values were invalid: Condition parameter type does not match schema "
      "type";
  const std::string empty =
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty string value. Key: ";
  CHECK(Range("sk = :a") == missed + "pk");
  CHECK(Range("x = :a AND sk = :n") == missed + "pk");
  CHECK(Range("pk = :a AND x = :a") == missed + "sk");
  CHECK(Range("pk = :a AND x = :a", kPartitionOnly) == "Query key condition not supported");
  CHECK(Range("pk > :a") == "Query key condition not supported");
  CHECK(Range("begins_with(pk, :a)") == "Query key condition not supported");
  CHECK(Range("pk > :a AND sk = :n") == "Query key condition not supported");
  CHECK(Range("pk < :n") == type);
  CHECK(Range("pk = :bool") == type);
  CHECK(Range("pk = :a AND begins_with(sk, :bin)") == type);
  CHECK(Range("pk = :a AND sk BETWEEN :n AND :n") == type);
  CHECK(Range("pk = :empty AND sk = :n") == empty + "pk");
  CHECK(Range("pk = :n AND sk = :empty") == type);
  CHECK(Range("pk = :a AND sk BETWEEN :empty AND :a") == empty + "sk");
}

TEST_CASE("Key conditions are expressions", "[key_condition]") {
  const std::string prefix = "Invalid KeyConditionExpression: ";
  CHECK(Range("") == prefix + "The expression can not be empty;");
  CHECK(Range("pk") == prefix + "Syntax error; token: \"<EOF>\", near: \"pk\"");
  CHECK(Range("((pk = :a)) AND sk = :b") == prefix + "The expression has redundant parentheses;");
  CHECK(Range("abort = :a") ==
        prefix + "Attribute name is a reserved keyword; reserved keyword: abort");
  CHECK(Range("pk = :q OR #x = :q") ==
        prefix +
            "An expression attribute value used in expression is not defined; attribute "
            "value: :q");
  CHECK(Range("pk = :a AND begins_with(sk, :n)") ==
        prefix +
            "Incorrect operand type for operator or function; operator or function: "
            "begins_with, operand type: N");
  CHECK(Range("pk = :a AND sk BETWEEN :b AND :a") ==
        prefix +
            "The BETWEEN operator requires upper bound to be greater than or equal to lower "
            "bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: "
            "AttributeValue: {S:a}");
  CHECK(Range(Repeat("pk = :a", 160, " AND ")) ==
        prefix + "The expression contains too many operators; operator count: 301");
}

TEST_CASE("Keys of several attributes take equality from left to right", "[key_condition]") {
  const KeyAttribute partition[] = {{"p1", ValueType::kString}, {"p2", ValueType::kNumber}};
  const KeyAttribute sort[] = {
      {"s1", ValueType::kString}, {"s2", ValueType::kNumber}, {"s3", ValueType::kString}};
  const QueriedKey key = {partition, sort};
  CHECK(Range("p1 = :a AND p2 = :n", key) == "\"a\" 1 | |");
  CHECK(Range("p2 = :n AND p1 = :a AND s1 = :b", key) == "\"a\" 1 | \"b\" |");
  CHECK(Range("p1 = :a AND p2 = :n AND s1 = :b AND s2 > :n", key) == "\"a\" 1 | \"b\" | > 1");
  CHECK(Range("p1 = :a AND p2 = :n AND s1 = :b AND s2 = :n AND begins_with(s3, :a)", key) ==
        "\"a\" 1 | \"b\" 1 | begins_with \"a\"");
  const std::string equality = " must have equality conditions specified in the query";
  const std::string used = equality + " because a condition is present on key attribute ";
  CHECK(Range("p1 = :a AND s1 = :b", key) == "HASH key attributes p2" + equality);
  CHECK(Range("s1 = :b", key) == "HASH key attributes p1, p2" + equality);
  CHECK(Range("p1 > :a", key) == "HASH key attributes p2" + equality);
  CHECK(Range("p1 = :a AND p2 > :n", key) == "HASH key attributes p2" + equality);
  CHECK(Range("p1 < :a AND p2 > :n", key) == "HASH key attributes p1, p2" + equality);
  const std::string partition_given = "p1 = :a AND p2 = :n AND ";
  CHECK(Range(partition_given + "s2 = :n", key) == "RANGE key attributes s1" + used + "s2");
  CHECK(Range(partition_given + "s3 = :b", key) == "RANGE key attributes s1, s2" + used + "s3");
  CHECK(Range(partition_given + "s1 > :b AND s3 = :b", key) ==
        "RANGE key attributes s2" + used + "s3");
  CHECK(Range(partition_given + "s1 > :b AND s2 = :n", key) ==
        "RANGE key attributes s1" + used + "s2");
  CHECK(Range(partition_given + "s1 > :b AND s2 < :n AND s3 = :b", key) ==
        "RANGE key attributes s1, s2" + used + "s3");
  CHECK(Range(partition_given + "nokey = :b", key) ==
        "Query condition missed key schema element: s1");
  CHECK(Range("p1 = :a AND p2 = :n AND s1 = :n", key) ==
        "One or more parameter values were invalid: Condition parameter type does not match "
        "schema type");
}

}  // namespace
}  // namespace pumice::test
