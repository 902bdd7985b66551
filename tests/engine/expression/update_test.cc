// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/update.h"

#include <catch2/catch.hpp>

#include "tests/engine/expression/expression_test.h"

namespace pumice::test {
namespace {

const Request& AnyRequest() {
  static const Request request({{":a", S("a")},
                                {":n", N("1")},
                                {":bool", Bool(true)},
                                {":null", Null()},
                                {":l", L({S("x"), S("y")})},
                                {":m", M({})},
                                {":ss", SS({"a", "b"})},
                                {":ns", NS({"1"})},
                                {":bs", BS({"z"})},
                                {":bin", B("xy")}},
                               {{"#a", "order"}, {"#same", "order"}});
  return request;
}

std::string Fault(std::string_view text) {
  return MessageOf([&] {
    Placeholders placeholders = AnyRequest().Make();
    BoundUpdate(ParseUpdate(text), placeholders);
  });
}

const std::string kPrefix = "Invalid UpdateExpression: ";

std::string SyntaxError(const std::string& token, const std::string& near) {
  return kPrefix + "Syntax error; token: \"" + token + "\", near: \"" + near + "\"";
}

TEST_CASE("Updates that are not well formed are refused", "[update]") {
  CHECK(Fault("") == kPrefix + "The expression can not be empty;");
  CHECK(Fault("SET") == SyntaxError("<EOF>", "SET"));
  CHECK(Fault("SET a") == SyntaxError("<EOF>", "a"));
  CHECK(Fault("SET a =") == SyntaxError("<EOF>", "="));
  CHECK(Fault("SET a = :a, b = :a,") == SyntaxError("<EOF>", ","));
  CHECK(Fault("foo a") == SyntaxError("foo", "foo a"));
  CHECK(Fault("SET a = b + c + d") == SyntaxError("+", "c + d"));
  CHECK(Fault("SET a = (:n + :n) + :n") == SyntaxError("+", ") + :n"));
  CHECK(Fault("SET a = :n + (:n + :n)") == SyntaxError("+", ":n + :n"));
  CHECK(Fault("SET a = if_not_exists(b + c, :a)") == SyntaxError("+", "b + c"));
  CHECK(Fault("SET a = list_append()") == SyntaxError(")", "()"));
  CHECK(Fault("SET a = -:n") == SyntaxError("-", "= -:n"));
  CHECK(Fault("SET a = (:n") == SyntaxError("<EOF>", ":n"));
  CHECK(Fault("SET :a = :a") == SyntaxError(":a", "SET :a ="));
  CHECK(Fault("SET (a) = :n") == SyntaxError("(", "SET (a"));
  CHECK(Fault("SET set = :a") == SyntaxError("set", "SET set ="));
  CHECK(Fault("ADD a b") == SyntaxError("b", "a b"));
  CHECK(Fault("ADD a (:n)") == SyntaxError("(", "a (:n"));
  CHECK(Fault("DELETE a :ss :ss") == SyntaxError(":ss", ":ss :ss"));
  CHECK(Fault("REMOVE a :a") == SyntaxError(":a", "a :a"));
  CHECK(Fault("SET a = :a; REMOVE b") == SyntaxError(";", ":a; REMOVE"));
  CHECK(Fault("set x = :a add y :n delete z :ss remove w") == "");
}

TEST_CASE("Each section stands once", "[update]") {
  CHECK(Fault("SET a = :a SET b = :a") ==
        kPrefix + "The \"SET\" section can only be used once in an update expression;");
  CHECK(Fault("ADD a :n SET b = :a ADD c :n") ==
        kPrefix + "The \"ADD\" section can only be used once in an update expression;");
  CHECK(Fault("REMOVE a REMOVE b") ==
        kPrefix + "The \"REMOVE\" section can only be used once in an update expression;");
  CHECK(Fault("SET a = :a SET abort = :a") ==
        kPrefix + "Attribute name is a reserved keyword; reserved keyword: abort");
}

TEST_CASE("Updates have functions and parentheses", "[update]") {
  const std::string misused =
      kPrefix + "The function is not allowed to be used this way in an expression; function: ";
  const std::string redundant = kPrefix + "The expression has redundant parentheses;";
  CHECK(Fault("SET a = size(b)") ==
        kPrefix + "The function is not allowed in an update expression; function: size");
  CHECK(Fault("SET a = foo(b), b = abort") == kPrefix + "Invalid function name; function: foo");
  CHECK(Fault("SET a = abort, b = foo(c)") ==
        kPrefix + "Attribute name is a reserved keyword; reserved keyword: abort");
  CHECK(Fault("SET a = list_append(list_append(b, c), :l)") == misused + "list_append");
  CHECK(Fault("SET a = if_not_exists(b, list_append(:l, :l))") == misused + "list_append");
  CHECK(Fault("SET a = list_append(:l, :l) + :n") == misused + "list_append");
  CHECK(Fault("SET a = (list_append(:l, :l)) + :n") == misused + "list_append");
  CHECK(Fault("SET a = (list_append(:l, :l))") == "");
  CHECK(Fault("SET a = if_not_exists(b, if_not_exists(c, :l))") == "");
  CHECK(Fault("SET a = ((b))") == redundant);
  CHECK(Fault("SET a = ((:n + :n))") == redundant);
  CHECK(Fault("SET a = ((:n) + (:n))") == "");
  CHECK(Fault("SET a = " + Repeat("(", 1000) + ":n" + Repeat(")", 1000)) == redundant);
  CHECK(Fault("SET a=" + Repeat("(", 4000)) == SyntaxError("<EOF>", "("));
}

TEST_CASE("Operands of updates are checked", "[update]") {
  const std::string type =
      kPrefix + "Incorrect operand type for operator or function; operator or function: ";
  CHECK(Fault("SET a = :a + :n") == type + "+, operand type: S");
  CHECK(Fault("SET a = b - :ss") == type + "-, operand type: SS");
  CHECK(Fault("SET a = if_not_exists(b, :a) + :n") == "");
  CHECK(Fault("SET a = list_append(:n, b)") == type + "list_append, operand type: N");
  CHECK(Fault("SET a = list_append(b)") ==
        kPrefix +
            "Incorrect number of operands for operator or function; operator or function: "
            "list_append, number of operands: 1");
  CHECK(Fault("SET a = if_not_exists(:a, :a)") ==
        kPrefix +
            "Operator or function requires a document path; operator or function: "
            "if_not_exists");
  CHECK(Fault("SET a = if_not_exists(b, b)") ==
        kPrefix +
            "The first operand must be distinct from the remaining operands for this operator or "
            "function; operator: if_not_exists, first operand: [b]");
  const std::map<std::string, std::string> type_names = {{":a", "STRING"},     {":bin", "BINARY"},
                                                         {":bool", "BOOLEAN"}, {":null", "NULL"},
                                                         {":l", "LIST"},       {":m", "MAP"}};
  const std::string clause =
      kPrefix + "Incorrect operand type for operator or function; operator: ";
  for (const auto& [value, name] : type_names) {
    CHECK(Fault("ADD a " + value) ==
          clause + "ADD, operand type: " + name + ", typeSet: ALLOWED_FOR_ADD_OPERAND");
    CHECK(Fault("DELETE a " + value) ==
          clause + "DELETE, operand type: " + name + ", typeSet: ALLOWED_FOR_DELETE_OPERAND");
  }
  CHECK(Fault("DELETE a :n") ==
        clause + "DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND");
}

TEST_CASE("Updated paths must not clash", "[update]") {
  const auto clash = [](const std::string& fault, const std::string& one, const std::string& two) {
    return kPrefix + "Two document paths " + fault +
           " with each other; must remove or rewrite one of these paths; path one: " + one +
           ", path two: " + two;
  };
  CHECK(Fault("SET a = :a REMOVE a") == clash("overlap", "[a]", "[a]"));
  CHECK(Fault("SET #a = :a, #same = :a") == clash("overlap", "[order]", "[order]"));
  CHECK(Fault("SET a = :a, a.b = :a") == clash("overlap", "[a]", "[a, b]"));
  CHECK(Fault("SET a.b = :a, a = :a") == clash("overlap", "[a, b]", "[a]"));
  CHECK(Fault("SET a.b = :a, a[0] = :a") == clash("conflict", "[a, b]", "[a, [0]]"));
  CHECK(Fault("SET a[0] = :a REMOVE a[1]") == "");
  CHECK(Fault("SET a = :q, a = :a") == clash("overlap", "[a]", "[a]"));
}

TEST_CASE("Updates look up names of paths first, then operands", "[update]") {
  const std::string no_name = kPrefix +
                              "An expression attribute name used in the document path is not "
                              "defined; attribute name: ";
  CHECK(Fault("SET #p = :q, a = #x") == no_name + "#p");
  CHECK(Fault("SET a = #x + :q") == no_name + "#x");
  CHECK(Fault("SET a = :q") ==
        kPrefix +
            "An expression attribute value used in expression is not defined; attribute "
            "value: :q");
}

TEST_CASE("Updates have a limit on their length", "[update]") {
  CHECK(Fault("REMOVE " + std::string(4089, 'a')) == "");
  CHECK(Fault("REMOVE " + std::string(4090, 'a')) ==
        kPrefix + "Expression size has exceeded the maximum allowed size;");
}

TEST_CASE("Updates have a limit on operators", "[update]") {
  const auto sums = [](int count) {
    std::string text = "SET ";
    for (int i = 0; i < count; ++i) {
      text += (i == 0 ? "a" : ",a") + std::to_string(i) + "=b+b";
    }
    return text;
  };
  CHECK(Fault(sums(300)) == "");
  CHECK(Fault(sums(301)) ==
        kPrefix + "The expression contains too many operators; operator count: 301");
  CHECK(Fault("SET a = " + Repeat("if_not_exists(a,", 240) + ":n" + Repeat(")", 240)) == "");
}

// The updated item, or the error.
std::string Update(std::string_view text, const Attributes& attributes,
                   const Request& request = AnyRequest()) {
  std::string result;
  const std::string fault = MessageOf([&] {
    Placeholders placeholders = request.Make();
    const BoundUpdate update(ParseUpdate(text), placeholders);
    const Item item(attributes);
    std::string updated;
    update.Apply(ItemView(item), &updated);
    result = PrintAttributes(ItemView(updated));
  });
  return fault.empty() ? result : fault;
}

const std::string kInvalidPath =
    "The document path provided in the update expression is invalid for update";
const std::string kMissing =
    "The provided expression refers to an attribute that does not exist in the item";
const std::string kWrongType = "An operand in the update expression has an incorrect data type";

Value Digits() { return L({S("0"), S("1"), S("2"), S("3")}); }

TEST_CASE("SET writes values, attributes and sums", "[update]") {
  CHECK(Update("SET b = :n", {}) == "{b: 1}");
  CHECK(Update("SET b = :n", {{"a", S("1")}, {"b", S("2")}, {"c", S("3")}}) ==
        "{a: \"1\", b: 1, c: \"3\"}");
  CHECK(Update("SET a = b, b = a", {{"a", S("1")}, {"b", S("2")}}) == "{a: \"2\", b: \"1\"}");
  CHECK(Update("SET a = c REMOVE c", {{"c", S("1")}}) == "{a: \"1\"}");
  CHECK(Update("SET a = a + :n, b = :n - a", {{"a", N("4.5")}}) == "{a: 5.5, b: -3.5}");
  CHECK(Update("SET a = a + a", {{"a", N("1")}}) == "{a: 2}");
  CHECK(Update("SET a = if_not_exists(a, :n) + :n", {}) == "{a: 2}");
  CHECK(Update("SET a = if_not_exists(m.x, :a)", {}) == "{a: \"a\"}");
  CHECK(Update("SET a = if_not_exists(b, if_not_exists(c, :a))", {{"c", N("3")}}) ==
        "{a: 3, c: 3}");
  CHECK(Update("SET m.y = :a, m.a = :n", {{"m", M({{"b", N("2")}})}}) ==
        "{m: {a: 1, b: 2, y: \"a\"}}");
  CHECK(Update("SET l[1].k = :n", {{"l", L({N("0"), M({{"j", N("5")}}), N("2")})}}) ==
        "{l: [0, {j: 5, k: 1}, 2]}");
}

TEST_CASE("list_append joins lists", "[update]") {
  CHECK(Update("SET a = list_append(a, :l)", {{"a", L({N("0")})}}) == "{a: [0, \"x\", \"y\"]}");
  CHECK(Update("SET a = list_append(:l, a)", {{"a", L({N("0")})}}) == "{a: [\"x\", \"y\", 0]}");
  CHECK(Update("SET a = list_append(if_not_exists(a, :l), :l)", {}) ==
        "{a: [\"x\", \"y\", \"x\", \"y\"]}");
  CHECK(Update("SET a = list_append(a, :l)", {}) == kMissing);
  CHECK(Update("SET a = list_append(a, a)", {{"a", S("x")}}) == kWrongType);
}

TEST_CASE("Elements are set, appended and removed by their old index", "[update]") {
  CHECK(Update("SET l[1] = :a, l[9] = :n, l[7] = :bool REMOVE l[0], l[2]", {{"l", Digits()}}) ==
        "{l: [\"a\", \"3\", true, 1]}");
  CHECK(Update("REMOVE l[8]", {{"l", Digits()}}) == "{l: [\"0\", \"1\", \"2\", \"3\"]}");
  CHECK(Update("ADD l[9] :n", {{"l", Digits()}}) == "{l: [\"0\", \"1\", \"2\", \"3\", 1]}");
  CHECK(Update("REMOVE l[0], l[1], l[2], l[3]", {{"l", Digits()}}) == "{l: []}");
  CHECK(Update("DELETE l[1] :ss", {{"l", L({S("p"), SS({"a"}), S("q")})}}) ==
        "{l: [\"p\", \"q\"]}");
}

TEST_CASE("REMOVE takes what is there", "[update]") {
  CHECK(Update("REMOVE a, zz, m.x", {{"a", N("1")}, {"b", N("2")}, {"m", M({})}}) ==
        "{b: 2, m: {}}");
  CHECK(Update("REMOVE m.x", {{"m", M({{"x", N("1")}})}}) == "{m: {}}");
}

TEST_CASE("Paths must lead through lists and maps that exist", "[update]") {
  for (const std::string text :
       {"SET m.y.z = :a", "SET m[0] = :a", "SET x[0] = :a", "SET x.y = :a", "SET l.y = :a",
        "SET l[9].b = :a", "SET l[0].b = :a", "REMOVE x[0]", "REMOVE x.y", "REMOVE l.y",
        "REMOVE l[0][1]", "REMOVE l[9][1]", "REMOVE m.y.z", "ADD x.y :n", "DELETE x.y :ss"}) {
    CHECK(Update(text, {{"l", Digits()}, {"m", M({})}}) == kInvalidPath);
  }
}

TEST_CASE("ADD adds numbers and unites sets", "[update]") {
  CHECK(Update("ADD a :n", {}) == "{a: 1}");
  CHECK(Update("ADD a :n", {{"a", N("-0.5")}}) == "{a: 0.5}");
  CHECK(Update("ADD a :ss", {}) == "{a: <\"a\", \"b\">}");
  CHECK(Update("ADD a :ss", {{"a", SS({"b", "c"})}}) == "{a: <\"a\", \"b\", \"c\">}");
  CHECK(Update("ADD a :ns", {{"a", NS({"10", "-3"})}}) == "{a: <-3, 1, 10>}");
  CHECK(Update("ADD a :bs", {{"a", BS({"y"})}}) == "{a: <\"y\", \"z\">}");
  CHECK(Update("ADD m.y :n", {{"m", M({})}}) == "{m: {y: 1}}");
  CHECK(Update("ADD a :ss", {{"a", NS({"1"})}}) == kWrongType);
  CHECK(Update("ADD a :ss", {{"a", N("1")}}) == kWrongType);
  CHECK(Update("ADD a :n", {{"a", SS({"1"})}}) == kWrongType);
  CHECK(Update("ADD a :ns", {{"a", N("1")}}) == kWrongType);
}

TEST_CASE("DELETE takes elements out of sets", "[update]") {
  CHECK(Update("DELETE a :ss", {{"a", SS({"a", "c"})}}) == "{a: <\"c\">}");
  CHECK(Update("DELETE a :ss", {{"a", SS({"x"})}}) == "{a: <\"x\">}");
  CHECK(Update("DELETE a :ss", {{"a", SS({"a"})}, {"b", N("1")}}) == "{b: 1}");
  CHECK(Update("DELETE a :ss", {}) == "{}");
  CHECK(Update("DELETE a :ss", {{"a", NS({"1"})}}) == kWrongType);
  CHECK(Update("DELETE a :ss", {{"a", S("a")}}) == kWrongType);
}

TEST_CASE("Operands that the item does not have are refused", "[update]") {
  CHECK(Update("SET a = c", {}) == kMissing);
  CHECK(Update("SET a = l[9]", {{"l", Digits()}}) == kMissing);
  CHECK(Update("SET a = l.x", {{"l", Digits()}}) == kMissing);
  CHECK(Update("SET a = if_not_exists(b, c)", {}) == kMissing);
  CHECK(Update("SET a = c + :n", {{"c", S("x")}}) == kWrongType);
  CHECK(Update("SET a = c + :n", {}) == kMissing);
}

TEST_CASE("Sums must be numbers that DynamoDB can keep", "[update]") {
  const std::string overflow =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  const Request request({{":max", N("9.9999999999999999999999999999999999999E+125")},
                         {":long", N("12345678901234567890123456789012345678")},
                         {":tenth", N("0.1")},
                         {":tiny", N("1E-130")},
                         {":more", N("1.5E-130")}});
  CHECK(Update("SET a = :max + :max", {}, request) ==
        "Number overflow. Attempting to store a number with magnitude larger than supported "
        "range");
  CHECK(Update("SET a = :long + :tenth", {}, request) == overflow);
  CHECK(Update("SET a = :more - :tiny", {}, request) ==
        "Number underflow. Attempting to store a number with magnitude smaller than supported "
        "range");
  CHECK(Update("ADD a :tenth", {{"a", N("12345678901234567890123456789012345678")}}, request) ==
        overflow);
}

Value Nested(int maps) {
  Value value = S("v");
  for (int i = 0; i < maps; ++i) value = M({{"a", value}});
  return value;
}

TEST_CASE("Results nest as deep as items may", "[update]") {
  const std::string too_deep = "Nesting Levels have exceeded supported limits";
  const auto set = [](const std::string& text, int maps, const Attributes& attributes) {
    return Update(text, attributes, Request({{":d", Nested(maps)}, {":l", L({Nested(maps)})}}));
  };
  CHECK(set("SET a = :d", 31, {}).substr(0, 4) == "{a: ");
  CHECK(set("SET a = :d", 32, {}) == too_deep);
  CHECK(set("SET m.x = :d", 30, {{"m", M({})}}).substr(0, 4) == "{m: ");
  CHECK(set("SET m.x = :d", 31, {{"m", M({})}}) == too_deep);
  CHECK(set("SET a = list_append(:l, :l)", 31, {}) == too_deep);
  CHECK(set("SET m.x = a", 0, {{"a", Nested(31)}, {"m", M({})}}) == too_deep);
}

const std::string kTooLarge = "Item size to update has exceeded the maximum allowed size";

// `pieces` with commas between them, each with its number behind it.
std::string Numbered(int count, const std::string& before, const std::string& after) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += (i == 0 ? "" : ",") + before + std::to_string(i) + after;
  }
  return text;
}

TEST_CASE("An update stops where the item can no longer be kept", "[update]") {
  const Attributes item = {{"x", L({S(std::string(390'000, 'x'))})},
                           {"s", S(std::string(390'000, 's'))}};
  SECTION("lists joined, again and again") {
    CHECK(Update("SET " + Numbered(180, "a", "=list_append(x,x)"), item) == kTooLarge);
  }
  SECTION("attributes copied") {
    CHECK(Update("SET " + Numbered(400, "a", "=s"), item) == kTooLarge);
    CHECK(Update("SET " + Numbered(170, "a", "=if_not_exists(z,s)"), item) == kTooLarge);
  }
  SECTION("values added") {
    const Request request({{":big", SS({std::string(390'000, 'a')})}});
    CHECK(Update("ADD " + Numbered(300, "a", " :big"), {}, request) == kTooLarge);
  }
  SECTION("inside a list") {
    const Attributes list = {{"l", L({Null()})}, {"s", S(std::string(390'000, 's'))}};
    CHECK(Update("SET " + Numbered(300, "l[", "]=s"), list) == kTooLarge);
  }
  // The error of what fits would come later: it is written whole, and the writer measures it.
  SECTION("what is within four times the limit is left to the caller") {
    CHECK(Update("SET a = s, b = s", item).size() > 3 * 390'000);
  }
}

TEST_CASE("What an update touched can be projected", "[update]") {
  Placeholders placeholders = AnyRequest().Make();
  const BoundUpdate update(ParseUpdate("SET m.x = :n, #a = :a REMOVE gone ADD c :n"), placeholders);
  CHECK(update.Touches("m"));
  CHECK(update.Touches("order"));
  CHECK(update.Touches("gone"));
  CHECK_FALSE(update.Touches("x"));
  const Item old_item({{"c", N("1")}, {"gone", N("2")}, {"m", M({{"x", N("0")}, {"y", N("9")}})}});
  std::string new_item, updated_old, updated_new;
  update.Apply(ItemView(old_item), &new_item);
  update.AppendUpdated(ItemView(old_item), &updated_old);
  update.AppendUpdated(ItemView(new_item), &updated_new);
  CHECK(PrintAttributes(ItemView(updated_old)) == "{c: 1, gone: 2, m: {x: 0}}");
  CHECK(PrintAttributes(ItemView(updated_new)) == "{c: 2, m: {x: 1}, order: \"a\"}");
  REQUIRE(update.path_count() == 4);
  CHECK(DescribePath(update.path(0)) == "[m, x]");
}

TEST_CASE("Code builds updates as the parser does", "[update]") {
  const Value one = N("1");
  auto update = std::make_shared<ParsedUpdate>();
  SyntaxTree& tree = update->tree;
  UpdateAction put{UpdateClause::kSet, tree.Attribute("put")};
  put.operand = tree.Constant(one.view());
  UpdateAction add{UpdateClause::kAdd, tree.Attribute("add")};
  add.operand = tree.Constant(one.view());
  const UpdateAction remove{UpdateClause::kRemove, tree.Attribute("order")};
  update->actions = {put, add, remove};
  Placeholders none;
  const Item item({{"add", N("1")}, {"order", N("3")}});
  std::string updated;
  BoundUpdate(update, none).Apply(ItemView(item), &updated);
  CHECK(PrintAttributes(ItemView(updated)) == "{add: 2, put: 1}");
}

}  // namespace
}  // namespace pumice::test
