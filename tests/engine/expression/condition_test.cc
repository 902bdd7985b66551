// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/condition.h"

#include <catch2/catch.hpp>

#include "tests/engine/expression/expression_test.h"

namespace pumice::test {
namespace {

const Request& AnyRequest() {
  static const Request request({{":a", S("a")},
                                {":b", S("b")},
                                {":n", N("1")},
                                {":bool", Bool(true)},
                                {":null", Null()},
                                {":l", L({})},
                                {":m", M({})},
                                {":ss", SS({"a"})},
                                {":bin", B("xy")},
                                {":type", S("SS")}},
                               {{"#a", "x"}, {"#same", "x"}, {"#dotted", "y.z"}});
  return request;
}

std::string Fault(std::string_view text, ExpressionKind kind = ExpressionKind::kCondition) {
  return MessageOf([&] {
    Placeholders placeholders = AnyRequest().Make();
    BoundCondition(ParseCondition(text, kind), placeholders);
  });
}

std::string SyntaxError(const std::string& token, const std::string& near) {
  return "Invalid ConditionExpression: Syntax error; token: \"" + token + "\", near: \"" + near +
         "\"";
}

TEST_CASE("Syntax errors name the token and its neighbours", "[condition]") {
  CHECK(Fault("") == "Invalid ConditionExpression: The expression can not be empty;");
  CHECK(Fault(" ") == SyntaxError("<EOF>", " "));
  CHECK(Fault("a") == SyntaxError("<EOF>", "a"));
  CHECK(Fault("a =") == SyntaxError("<EOF>", "="));
  CHECK(Fault("a = b c") == SyntaxError("c", "b c"));
  CHECK(Fault("a = :a AND") == SyntaxError("<EOF>", "AND"));
  CHECK(Fault("(") == SyntaxError("<EOF>", "("));
  CHECK(Fault("()") == SyntaxError(")", "()"));
  CHECK(Fault("(a = b") == SyntaxError("<EOF>", "b"));
  CHECK(Fault("a = b)") == SyntaxError(")", "b)"));
  CHECK(Fault("a-b") == SyntaxError("-", "a-b"));
  CHECK(Fault("a @ b") == SyntaxError("@", "a @ b"));
  CHECK(Fault("a = 'x'") == SyntaxError("'", "= 'x"));
  CHECK(Fault("a == b") == SyntaxError("=", "== b"));
  CHECK(Fault("a != b") == SyntaxError("!", "a !="));
  CHECK(Fault("  1 = a") == SyntaxError("1", "  1 ="));
  CHECK(Fault("a[b] = c") == SyntaxError("b", "[b]"));
  CHECK(Fault("a[-1] = b") == SyntaxError("-", "[-1"));
  CHECK(Fault("a[1.5] = b") == SyntaxError(".", "1.5"));
  CHECK(Fault("a[00001] = b") == SyntaxError("0", "000"));
  CHECK(Fault("# = b") == SyntaxError("#", "# ="));
  CHECK(Fault("#a#b = c") == SyntaxError("#b", "#a#b ="));
  CHECK(Fault("_a = b") == SyntaxError("_", "_a"));
  CHECK(Fault("a=\xC3\xA9") == SyntaxError("\xC3\xA9", "=\xC3\xA9"));
  CHECK(Fault("a = b = c") == SyntaxError("=", "b = c"));
  CHECK(Fault("(a = b) = c") == SyntaxError("=", ") = c"));
  CHECK(Fault("a = (b = c)") == SyntaxError("=", "b = c"));
  CHECK(Fault("a BETWEEN b OR c") == SyntaxError("OR", "b OR c"));
  CHECK(Fault("a IN b") == SyntaxError("b", "IN b"));
  CHECK(Fault("a IN ()") == SyntaxError(")", "()"));
  CHECK(Fault("size() = a") == SyntaxError(")", "() ="));
  CHECK(Fault("foo(a = b)") == SyntaxError("=", "a = b"));
  CHECK(Fault("#a(b) = c") == SyntaxError("(", "#a(b"));
  CHECK(Fault("x AND y") == SyntaxError("AND", "x AND y"));
  CHECK(Fault("(NOT a) = b") == SyntaxError(")", "a) ="));
  CHECK(Fault("(a)") == SyntaxError("<EOF>", ")"));
  CHECK(Fault("a = b) AND (c = d") == SyntaxError(")", "b) AND"));
  CHECK(Fault("a =\tb\r\nAND c = d e") == SyntaxError("e", "d e"));
  CHECK(Fault(" a   b ") == SyntaxError("b", "a   b "));
  CHECK(Fault("set = :a") == SyntaxError("set", "set ="));
  CHECK(Fault("a", ExpressionKind::kFilter) ==
        "Invalid FilterExpression: Syntax error; token: \"<EOF>\", near: \"a\"");
}

TEST_CASE("Faults of meaning come after syntax, in the order of the text", "[condition]") {
  const std::string prefix = "Invalid ConditionExpression: ";
  const std::string redundant = prefix + "The expression has redundant parentheses;";
  const std::string reserved = prefix + "Attribute name is a reserved keyword; reserved keyword: ";
  const std::string misused =
      prefix + "The function is not allowed to be used this way in an expression; function: ";
  const std::string no_name = prefix +
                              "An expression attribute name used in the document path is not "
                              "defined; attribute name: ";
  const std::string no_value = prefix +
                               "An expression attribute value used in expression is not defined; "
                               "attribute value: ";
  CHECK(Fault("((x = abort)) AND foo(#x, :q)") == redundant);
  CHECK(Fault("size(((x))) = :n") == redundant);
  CHECK(Fault("((x = :a)) AND (") == redundant);
  CHECK(Fault("((x = :a AND (") == SyntaxError("<EOF>", "("));
  CHECK(Fault("((x = :a) AND y = :a)") == "");
  CHECK(Fault("((x) = :a)") == "");
  CHECK(Fault("#x = abort") == reserved + "abort");
  CHECK(Fault("x.Abort = :a") == reserved + "Abort");
  CHECK(Fault("#x = foo(a)") == prefix + "Invalid function name; function: foo");
  CHECK(Fault("foo(abort)") == prefix + "Invalid function name; function: foo");
  CHECK(Fault("SIZE(a) = :n") == prefix + "Invalid function name; function: SIZE");
  CHECK(Fault("size(a) AND foo(a) = b") == misused + "size");
  CHECK(Fault("attribute_exists(a) = #x") == misused + "attribute_exists");
  CHECK(Fault("x = begins_with(abort, :a)") == misused + "begins_with");
  CHECK(Fault("if_not_exists(a, b) = c") ==
        prefix + "The function is not allowed in a condition expression; function: if_not_exists");
  CHECK(Fault("x[99999999999].abort = b") ==
        prefix + "List index is not within the allowable range; index: [99999999999]");
  CHECK(Fault("x[2147483647] = :a") == "");
  CHECK(Fault("x[2147483648] = :a") ==
        prefix + "List index is not within the allowable range; index: [2147483648]");
  CHECK(Fault(":q = #x") == no_value + ":q");
  CHECK(Fault("#x = :q") == no_name + "#x");
  CHECK(Fault("x = :q", ExpressionKind::kFilter) ==
        "Invalid FilterExpression: An expression attribute value used in expression is not "
        "defined; attribute value: :q");
}

TEST_CASE("Operands of conditions are checked", "[condition]") {
  const std::string prefix = "Invalid ConditionExpression: ";
  const std::string type =
      prefix + "Incorrect operand type for operator or function; operator or function: ";
  const std::string count =
      prefix + "Incorrect number of operands for operator or function; operator or function: ";
  const std::string distinct = prefix +
                               "The first operand must be distinct from the remaining operands "
                               "for this operator or function; operator: ";
  for (const std::string op : {"<", "<=", ">", ">="}) {
    CHECK(Fault("x " + op + " :bool") == type + op + ", operand type: BOOL");
    CHECK(Fault(":ss " + op + " x") == type + op + ", operand type: SS");
    CHECK(Fault("x " + op + " :n") == "");
  }
  for (const std::string op : {"=", "<>"}) {
    for (const std::string value : {":bool", ":l", ":m", ":null", ":ss"}) {
      CHECK(Fault("x " + op + " " + value) == "");
    }
  }
  CHECK(Fault("x BETWEEN :null AND :n") == type + "BETWEEN, operand type: NULL");
  CHECK(Fault("x BETWEEN :n AND :a") ==
        prefix +
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
            "operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}");
  CHECK(Fault("x BETWEEN :b AND :a") ==
        prefix +
            "The BETWEEN operator requires upper bound to be greater than or equal to lower "
            "bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: "
            "AttributeValue: {S:a}");
  CHECK(Fault("begins_with(x, :n) AND attribute_exists(x, y)") ==
        type + "begins_with, operand type: N");
  CHECK(Fault("attribute_exists(x, y) AND begins_with(x, :n)") ==
        count + "attribute_exists, number of operands: 2");
  CHECK(Fault("begins_with(x)") == count + "begins_with, number of operands: 1");
  CHECK(Fault("contains(x, y, z)") == count + "contains, number of operands: 3");
  CHECK(Fault("size(:n) = :n") == type + "size, operand type: N");
  CHECK(Fault("begins_with(size(x), :a)") == type + "begins_with, operand type: N");
  CHECK(Fault("attribute_exists(:a)") ==
        prefix +
            "Operator or function requires a document path; operator or function: "
            "attribute_exists");
  CHECK(Fault("attribute_type(x, :type)") == "");
  CHECK(Fault("attribute_type(x, :a)") ==
        prefix +
            "Invalid attribute type name found; type: a, valid types: "
            "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
  CHECK(Fault("attribute_type(x, :n)") == type + "attribute_type, operand type: N");
  CHECK(Fault("x = x") == distinct + "=, first operand: [x]");
  CHECK(Fault("#a = #same") == distinct + "=, first operand: [x]");
  CHECK(Fault("x.y[1] <> x.y[1]") == distinct + "<>, first operand: [x, y, [1]]");
  CHECK(Fault("x IN (y, x)") == distinct + "IN, first operand: [x]");
  CHECK(Fault("contains(x, x)") == distinct + "contains, first operand: [x]");
  CHECK(Fault("#dotted = y.z") == "");
  CHECK(Fault("x IN (y, y)") == "");
  CHECK(Fault(":a = :a") == "");
}

TEST_CASE("Expressions have limits", "[condition]") {
  const std::string prefix = "Invalid ConditionExpression: ";
  const std::string operators =
      prefix + "The expression contains too many operators; operator count: 301";
  CHECK(Fault("b=" + std::string(4094, 'a')) == "");
  CHECK(Fault("b=" + std::string(4095, 'a')) ==
        prefix + "Expression size has exceeded the maximum allowed size; expression size: 4097");
  CHECK(Fault(Repeat("x=y", 150, " AND ")) == "");
  CHECK(Fault(Repeat("x=y", 151, " AND ")) == operators);
  CHECK(Fault(Repeat("NOT ", 299) + "x=y") == "");
  CHECK(Fault(Repeat("NOT ", 300) + "x=y") == operators);
  CHECK(Fault(Repeat("(x=y OR ", 300) + "x=y" + Repeat(")", 300)) == operators);
  CHECK(Fault(Repeat("x=y", 151, " AND ") + " AND x = :q") ==
        prefix +
            "An expression attribute value used in expression is not defined; attribute "
            "value: :q");
  CHECK(Fault("x IN (" + Repeat("y", 100, ",") + ")") == "");
  CHECK(Fault("x IN (" + Repeat("y", 101, ",") + ")") ==
        prefix + "The IN operator is provided with too many operands; number of operands: 101");
  CHECK(Fault(Repeat("a", 32, ".") + " = :a") == "");
  CHECK(Fault("a" + Repeat("[0]", 32) + " = :a") ==
        prefix + "The document path has too many nesting levels; nesting levels: 33");
}

TEST_CASE("Deep nesting is refused without harm", "[condition]") {
  CHECK(Fault(Repeat("(", 4096)) == SyntaxError("<EOF>", "("));
  CHECK(Fault(Repeat("(", 2000) + "x=y" + Repeat(")", 2000)) ==
        "Invalid ConditionExpression: The expression has redundant parentheses;");
  CHECK(Fault(Repeat("f(", 2048)) == SyntaxError("<EOF>", "("));
  CHECK(Fault(Repeat("f(", 1300) + "a" + Repeat(")", 1300) + "=b") ==
        "Invalid ConditionExpression: Invalid function name; function: f");
  CHECK(Fault("x = " + Repeat("(", 4092)) == SyntaxError("<EOF>", "("));
  CHECK(Fault(Repeat("NOT ", 1024)) == SyntaxError("<EOF>", "NOT "));
}

// An item with an attribute of each type.
Item SampleItem() {
  return Item({{"s", S("caf\xC3\xA9")},
               {"es", S("")},
               {"n", N("10")},
               {"nine", N("9")},
               {"text9", S("9")},
               {"bin", B("abc")},
               {"t", Bool(true)},
               {"nil", Null()},
               {"ss", SS({"a", "b"})},
               {"ns", NS({"1", "2"})},
               {"bs", BS({"x", "y"})},
               {"l", L({S("p"), N("2"), M({{"k", S("v")}})})},
               {"m", M({{"k", S("v")}, {"inner_map", M({{"deep", N("7")}})}})}});
}

bool Matches(std::string_view text, const Request& request = Request()) {
  Placeholders placeholders = request.Make();
  const BoundCondition condition(ParseCondition(text, ExpressionKind::kFilter), placeholders);
  const Item item = SampleItem();
  return condition.Matches(ItemView(item));
}

bool MatchesValue(std::string_view text, const Value& value) {
  return Matches(text, Request({{":v", value}}));
}

TEST_CASE("Comparisons look at type and value", "[condition]") {
  CHECK(MatchesValue("n = :v", N("10.0")));
  CHECK_FALSE(MatchesValue("n = :v", S("10")));
  CHECK(MatchesValue("n <> :v", S("10")));
  CHECK(Matches("n > nine"));
  CHECK_FALSE(Matches("n < nine"));
  CHECK(Matches("nine <= n AND n >= nine"));
  CHECK_FALSE(Matches("n > text9"));
  CHECK_FALSE(Matches("n <= text9"));
  CHECK_FALSE(Matches("t < nil"));
  CHECK(MatchesValue("s < :v", S("caf\xC3\xAA")));
  CHECK(MatchesValue("bin >= :v", B("abb\xFF")));
  CHECK(MatchesValue("es = :v", S("")));
  CHECK(MatchesValue("t = :v", Bool(true)));
  CHECK_FALSE(MatchesValue("t = :v", Bool(false)));
  CHECK(MatchesValue("nil = :v", Null()));
  CHECK(MatchesValue("ss = :v", SS({"b", "a"})));
  CHECK_FALSE(MatchesValue("ss <> :v", SS({"b", "a"})));
  CHECK(MatchesValue("ns = :v", NS({"2.0", "1"})));
  CHECK(MatchesValue("l[2] = :v", M({{"k", S("v")}})));
  CHECK(MatchesValue("m.inner_map = :v", M({{"deep", N("7")}})));
  CHECK(MatchesValue(":v = n", N("10")));
}

TEST_CASE("Missing attributes equal nothing", "[condition]") {
  CHECK_FALSE(Matches("absent = gone"));
  CHECK(Matches("absent <> gone"));
  CHECK(MatchesValue("absent <> :v", N("1")));
  CHECK_FALSE(MatchesValue("absent < :v", N("1")));
  CHECK(MatchesValue("NOT absent < :v", N("1")));
  CHECK_FALSE(MatchesValue("absent IN (:v)", N("1")));
  CHECK_FALSE(MatchesValue("absent BETWEEN :v AND :v", N("1")));
  CHECK(MatchesValue("size(absent) <> :v", N("1")));
  CHECK(MatchesValue("size(n) <> :v", N("2")));
  CHECK_FALSE(MatchesValue("contains(absent, :v)", S("")));
  CHECK_FALSE(MatchesValue("begins_with(absent, :v)", S("")));
  CHECK_FALSE(MatchesValue("attribute_type(absent, :v)", S("N")));
}

TEST_CASE("BETWEEN and IN compare values of one type", "[condition]") {
  CHECK(Matches("n BETWEEN nine AND :v", Request({{":v", N("11")}})));
  CHECK(MatchesValue("n BETWEEN :v AND :v", N("10")));
  CHECK_FALSE(MatchesValue("n BETWEEN :v AND nine", N("11")));
  CHECK_FALSE(MatchesValue("n BETWEEN text9 AND :v", N("11")));
  CHECK(MatchesValue("n IN (text9, nine, :v)", N("1E1")));
  CHECK_FALSE(MatchesValue("n IN (text9, nine, :v)", N("1")));
}

TEST_CASE("Functions of conditions are checked and evaluated", "[condition]") {
  CHECK(Matches("attribute_exists(m.k) AND attribute_exists(l[2].k)"));
  CHECK(Matches("attribute_exists(nil)"));
  CHECK_FALSE(Matches("attribute_exists(l[3])"));
  CHECK(Matches("attribute_not_exists(l.k) AND attribute_not_exists(m[0])"));
  CHECK(Matches("attribute_not_exists(s.x)"));
  CHECK(MatchesValue("attribute_type(ss, :v)", S("SS")));
  CHECK(MatchesValue("attribute_type(nil, :v)", S("NULL")));
  CHECK_FALSE(MatchesValue("attribute_type(ss, :v)", S("S")));
  CHECK(MatchesValue("begins_with(s, :v)", S("ca")));
  CHECK(MatchesValue("begins_with(s, :v)", S("")));
  CHECK(MatchesValue("begins_with(bin, :v)", B("ab")));
  CHECK_FALSE(MatchesValue("begins_with(bin, :v)", S("ab")));
  CHECK_FALSE(MatchesValue("begins_with(n, :v)", S("1")));
  CHECK(MatchesValue("contains(s, :v)", S("af")));
  CHECK(MatchesValue("contains(bin, :v)", B("bc")));
  CHECK_FALSE(MatchesValue("contains(bin, :v)", S("bc")));
  CHECK(MatchesValue("contains(ss, :v)", S("a")));
  CHECK_FALSE(MatchesValue("contains(ss, :v)", SS({"a"})));
  CHECK(MatchesValue("contains(ns, :v)", N("2.0")));
  CHECK(MatchesValue("contains(bs, :v)", B("y")));
  CHECK(MatchesValue("contains(l, :v)", M({{"k", S("v")}})));
  CHECK(Matches("contains(l, l[1])"));
  CHECK_FALSE(MatchesValue("contains(m, :v)", S("k")));
  CHECK(MatchesValue("contains(:v, text9)", S("x9y")));
}

TEST_CASE("The function size counts characters, bytes or elements", "[condition]") {
  CHECK(MatchesValue("size(s) = :v", N("4")));
  CHECK(MatchesValue("size(es) = :v", N("0")));
  CHECK(MatchesValue("size(bin) = :v", N("3")));
  CHECK(MatchesValue("size(ss) = :v", N("2")));
  CHECK(MatchesValue("size(l) = :v", N("3")));
  CHECK(MatchesValue("size(m) = :v", N("2")));
  CHECK(Matches("size(l) > size(ss)"));
  CHECK(MatchesValue("size(l) BETWEEN :v AND size(s)", N("3")));
  CHECK(Matches("size(:emoji) = :two",
                Request({{":emoji", S("\xF0\x9F\x98\x80")}, {":two", N("2")}})));
}

TEST_CASE("NOT binds before AND, and AND before OR", "[condition]") {
  const Request request({{":ten", N("10")}, {":no", N("0")}});
  CHECK(Matches("n = :ten OR n = :no AND nine = :no", request));
  CHECK_FALSE(Matches("(n = :ten OR n = :no) AND nine = :no", request));
  CHECK(Matches("nine = :no AND n = :no OR n = :ten", request));
  CHECK(Matches("NOT n = :ten OR n = :ten AND NOT n = :no", request));
  CHECK_FALSE(Matches("NOT (n = :ten OR n = :no)", request));
  CHECK(Matches("NOT NOT n = :ten AND n <> :no", request));
  CHECK(Matches("n between :no and :ten and not n in (:no)", request));
}

TEST_CASE("The paths a condition reads are known", "[condition]") {
  const Request request({{":v", N("1")}}, {{"#a", "x"}});
  Placeholders placeholders = request.Make();
  const BoundCondition condition(
      ParseCondition("#a.b = :v AND size(c[0]) > d", ExpressionKind::kFilter), placeholders);
  placeholders.CheckAllUsed();
  REQUIRE(condition.path_count() == 3);
  CHECK(DescribePath(condition.path(0)) == "[x, b]");
  CHECK(DescribePath(condition.path(1)) == "[c, [0]]");
  CHECK(DescribePath(condition.path(2)) == "[d]");
}

TEST_CASE("Code builds conditions as the parser does", "[condition]") {
  const Value ten = N("10");
  auto condition = std::make_shared<ParsedCondition>();
  SyntaxTree& tree = condition->tree;
  const NodeId equal = tree.Add(Op::kEqual, {tree.Attribute("n"), tree.Constant(ten.view())});
  const NodeId exists = tree.Add(Op::kAttributeExists,
                                 {tree.Path({PathElement::Attribute("l"), PathElement::Index(0)})});
  const NodeId absent = tree.Add(Op::kAttributeNotExists, {tree.Attribute("order")});
  condition->root = tree.Add(Op::kAnd, {equal, exists, absent});
  Placeholders none;
  const Item item = SampleItem();
  CHECK(BoundCondition(condition, none).Matches(ItemView(item)));
  CHECK_FALSE(BoundCondition(condition, none).Matches(ItemView()));
}

TEST_CASE("One parsed condition serves many requests", "[condition]") {
  const auto parsed = ParseCondition("#a = :v", ExpressionKind::kCondition);
  const Item item = SampleItem();
  for (const auto& [name, value] : Attributes{{"n", N("10")}, {"text9", S("9")}}) {
    const Request request({{":v", value}}, {{"#a", name}});
    Placeholders placeholders = request.Make();
    CHECK(BoundCondition(parsed, placeholders).Matches(ItemView(item)));
  }
}

}  // namespace
}  // namespace pumice::test
