// SPDX-License-Identifier: Apache-2.0

// Expressions and functions. What each comes to is what the pages named beside the cases say; where
// they are silent (rounding, padding, order), what Terraform 1.11.4's console answered.

#include <catch2/catch.hpp>
#include <string_view>
#include <vector>

#include "tests/tools/deploy/terraform/evaluation.h"

namespace pumice::test {
namespace {

struct Case {
  std::string_view expression;
  std::string_view json;
};

void CheckAll(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    INFO(each.expression);
    CHECK(Evaluated(each.expression) == each.json);
  }
}

// developer.hashicorp.com/terraform/language/expressions/operators
TEST_CASE("Operators compute as Terraform's do", "[expressions]") {
  CheckAll({
      {R"~(1 + 2 * 3)~", R"~(7)~"},
      {R"~((1 + 2) * 3)~", R"~(9)~"},
      {R"~(10 / 4)~", R"~(2.5)~"},
      {R"~(7 % 3)~", R"~(1)~"},
      {R"~(-7 % 3)~", R"~(-1)~"},
      {R"~(0.1 + 0.2)~", R"~(0.3)~"},
      {R"~("5" + 1)~", R"~(6)~"},
      {R"~(-"5")~", R"~(-5)~"},
      {R"~(1 < 2)~", R"~(true)~"},
      {R"~(2 <= 2)~", R"~(true)~"},
      {R"~(3 > "4")~", R"~(false)~"},
      {R"~(1 == 1.0)~", R"~(true)~"},
      {R"~("1" == 1)~", R"~(false)~"},
      {R"~("a" != "b")~", R"~(true)~"},
      {R"~(null == "")~", R"~(false)~"},
      {R"~(null == null)~", R"~(true)~"},
      {R"~([1, 2] == [1, 2])~", R"~(true)~"},
      {R"~({a = 1} == {a = 1})~", R"~(true)~"},
      {R"~(true && "true")~", R"~(true)~"},
      {R"~(true || false)~", R"~(true)~"},
      {R"~(!"true")~", R"~(false)~"},
      {R"~(1 + 2 == 3 && 4 > 3)~", R"~(true)~"},
      {R"~(10 / 3 * 3)~", R"~(10)~"},
      {R"~(1e21)~", R"~(1000000000000000000000)~"},
      {R"~(true ? 1 : 2)~", R"~(1)~"},
      {R"~(true ? 1 : "a")~", R"~("1")~"},
      {R"~(false ? "a" : null)~", R"~(null)~"},
      {R"~(1 == 1 ? "y" : "n")~", R"~("y")~"},
  });
}

// developer.hashicorp.com/terraform/language/expressions/strings
TEST_CASE("Strings are templates", "[expressions]") {
  CheckAll({
      {R"~("a\tb\n\"c\"\\")~", R"~("a\tb\n\"c\"\\")~"},
      {R"~("\u00e4")~", R"~("ä")~"},
      {R"~("${1 + 1}-${true}-${1.50}")~", R"~("2-true-1.5")~"},
      {R"~("${[1]}")~", R"~([1])~"},
      {R"~("$${a} %%{b}")~", R"~("${a} %{b}")~"},
      {R"~("%{ if 1 > 2 }A%{ else }B%{ endif }")~", R"~("B")~"},
      {R"~("%{ for x in ["a", "b"] }<${x}>%{ endfor }")~", R"~("\u003ca\u003e\u003cb\u003e")~"},
      {R"~("a  ${~ "x" ~}  b")~", R"~("axb")~"},
  });
}

// developer.hashicorp.com/terraform/language/expressions/references, expressions/for,
// expressions/splat
TEST_CASE("Collections are made, selected from and run over", "[expressions]") {
  CheckAll({
      {R"~([1, "a", true, null])~", R"~([1,"a",true,null])~"},
      {R"~([])~", R"~([])~"},
      {R"~({a = 1, "b" : 2, ("c") = 3})~", R"~({"a":1,"b":2,"c":3})~"},
      {R"~({})~", R"~({})~"},
      {R"~([1, 2, 3][1])~", R"~(2)~"},
      {R"~(["a"]["0"])~", R"~("a")~"},
      {R"~({a = {b = [5]}}.a.b[0])~", R"~(5)~"},
      {R"~({a = 1}["a"])~", R"~(1)~"},
      {R"~([{a = 1}, {a = 2}][*].a)~", R"~([1,2])~"},
      {R"~([{a = 1}, {a = 2}].*.a)~", R"~([1,2])~"},
      {R"~("x"[*])~", R"~(["x"])~"},
      {R"~(null[*])~", R"~([])~"},
      {R"~([for x in [1, 2, 3] : x * 2 if x != 2])~", R"~([2,6])~"},
      {R"~([for k, v in {b = 1, a = 2} : "${k}${v}"])~", R"~(["a2","b1"])~"},
      {R"~([for i, x in ["a", "b"] : "${i}${x}"])~", R"~(["0a","1b"])~"},
      {R"~({for s in ["a", "b"] : s => upper(s)})~", R"~({"a":"A","b":"B"})~"},
      {R"~({for s in ["a", "b", "a"] : s => s...})~", R"~({"a":["a","a"],"b":["b"]})~"},
      {R"~([for k in toset(["b", "a"]) : k])~", R"~(["a","b"])~"},
      {R"~({for k, v in toset(["b"]) : k => v})~", R"~({"b":"b"})~"},
  });
}

// developer.hashicorp.com/terraform/language/functions/tostring and its kin
TEST_CASE("Values convert as Terraform converts them", "[expressions]") {
  CheckAll({
      {R"~(tostring(1.0))~", R"~("1")~"},
      {R"~(tostring(true))~", R"~("true")~"},
      {R"~(tonumber("1e3"))~", R"~(1000)~"},
      {R"~(tobool("true"))~", R"~(true)~"},
      {R"~(tolist(["a", 1, true]))~", R"~(["a","1","true"])~"},
      {R"~(toset([3, 1, "2", 1]))~", R"~(["1","2","3"])~"},
      {R"~(tomap({a = 1, b = "x"}))~", R"~({"a":"1","b":"x"})~"},
      {R"~(tolist(toset(["b", "a"])))~", R"~(["a","b"])~"},
  });
}

// developer.hashicorp.com/terraform/language/functions/merge and its kin
TEST_CASE("Functions of maps and sets give what Terraform's give", "[expressions]") {
  CheckAll({
      {R"~(merge({a = 1, b = 1}, {b = 2}))~", R"~({"a":1,"b":2})~"},
      {R"~(merge({a = {b = 1}}, {a = {c = 2}}))~", R"~({"a":{"c":2}})~"},
      {R"~(merge())~", R"~({})~"},
      {R"~(merge({a = 1}, null))~", R"~({"a":1})~"},
      {R"~(lookup({a = 1}, "a", 2))~", R"~(1)~"},
      {R"~(lookup({a = 1}, "b", 2))~", R"~(2)~"},
      {R"~(keys({b = 1, a = 2}))~", R"~(["a","b"])~"},
      {R"~(values({b = 1, a = 2}))~", R"~([2,1])~"},
      {R"~(zipmap(["a", "b"], [1, 2]))~", R"~({"a":1,"b":2})~"},
      {R"~(transpose({a = ["x", "y"], b = ["x"]}))~", R"~({"x":["a","b"],"y":["a"]})~"},
      {R"~(setunion(["b"], ["a", "b"]))~", R"~(["a","b"])~"},
      {R"~(setintersection(["b", "a"], ["a"]))~", R"~(["a"])~"},
      {R"~(setsubtract(["b", "a"], ["a"]))~", R"~(["b"])~"},
      {R"~(setproduct(["a", "b"], [1, 2]))~", R"~([["a",1],["a",2],["b",1],["b",2]])~"},
      {R"~(contains(["a"], "a"))~", R"~(true)~"},
      {R"~(contains(["1"], 1))~", R"~(false)~"},
      {R"~(length("héllo"))~", R"~(5)~"},
      {R"~(length([1, 2]))~", R"~(2)~"},
      {R"~(length({a = 1}))~", R"~(1)~"},
      {R"~(alltrue([true, "true"]))~", R"~(true)~"},
      {R"~(alltrue([]))~", R"~(true)~"},
      {R"~(anytrue([]))~", R"~(false)~"},
      {R"~(anytrue([false, true]))~", R"~(true)~"},
  });
}

// developer.hashicorp.com/terraform/language/functions/concat and its kin
TEST_CASE("Functions of lists give what Terraform's give", "[expressions]") {
  CheckAll({
      {R"~(concat([1], ["a"], []))~", R"~([1,"a"])~"},
      {R"~(flatten([1, [2, [3]], []]))~", R"~([1,2,3])~"},
      {R"~(element(["a", "b", "c"], 4))~", R"~("b")~"},
      {R"~(distinct(["a", "b", "a"]))~", R"~(["a","b"])~"},
      {R"~(compact(["a", "", null]))~", R"~(["a"])~"},
      {R"~(coalesce("", null, "b"))~", R"~("b")~"},
      {R"~(coalesce(1, "a"))~", R"~("1")~"},
      {R"~(coalescelist([], [1]))~", R"~([1])~"},
      {R"~(range(3))~", R"~([0,1,2])~"},
      {R"~(range(1, 10, 3))~", R"~([1,4,7])~"},
      {R"~(range(5, 1))~", R"~([5,4,3,2])~"},
      {R"~(range(1, 2, 0.25))~", R"~([1,1.25,1.5,1.75])~"},
      {R"~(reverse([1, 2]))~", R"~([2,1])~"},
      {R"~(sort(["b", "a"]))~", R"~(["a","b"])~"},
      {R"~(sort([3, 10, 1]))~", R"~(["1","10","3"])~"},
      {R"~(slice([1, 2, 3], 1, 2))~", R"~([2])~"},
      {R"~(index(["a", "b"], "b"))~", R"~(1)~"},
      {R"~(one([]))~", R"~(null)~"},
      {R"~(one([1]))~", R"~(1)~"},
      {R"~(chunklist([1, 2, 3], 2))~", R"~([[1,2],[3]])~"},
      {R"~(matchkeys(["a", "b"], ["x", "y"], ["y"]))~", R"~(["b"])~"},
      {R"~(sum([1, 2.5]))~", R"~(3.5)~"},
  });
}

// developer.hashicorp.com/terraform/language/functions/max and its kin
TEST_CASE("Functions of numbers give what Terraform's give", "[expressions]") {
  CheckAll({
      {R"~(max(1, "3", 2))~", R"~(3)~"},
      {R"~(min([2, 1]...))~", R"~(1)~"},
      {R"~(abs(-3))~", R"~(3)~"},
      {R"~(ceil(1.2))~", R"~(2)~"},
      {R"~(floor(-1.2))~", R"~(-2)~"},
      {R"~(signum(-3))~", R"~(-1)~"},
      {R"~(pow(2, 10))~", R"~(1024)~"},
      {R"~(log(16, 2))~", R"~(4)~"},
      {R"~(parseint("ff", 16))~", R"~(255)~"},
      {R"~(parseint("-z", 36))~", R"~(-35)~"},
  });
}

// developer.hashicorp.com/terraform/language/functions/join, functions/regex, functions/format and
// their kin
TEST_CASE("Functions of strings give what Terraform's give", "[expressions]") {
  CheckAll({
      {R"~(upper("aB"))~", R"~("AB")~"},
      {R"~(lower("aB"))~", R"~("ab")~"},
      {R"~(title("hello world-foo"))~", R"~("Hello World-Foo")~"},
      {R"~(join(",", ["a", 1, true]))~", R"~("a,1,true")~"},
      {R"~(join("-", ["a"], ["b"]))~", R"~("a-b")~"},
      {R"~(split(",", "a,,b"))~", R"~(["a","","b"])~"},
      {R"~(split("", "abc"))~", R"~(["a","b","c"])~"},
      {R"~(substr("hello", 1, 3))~", R"~("ell")~"},
      {R"~(substr("hello", -3, 2))~", R"~("ll")~"},
      {R"~(substr("äbc", 1, 1))~", R"~("b")~"},
      {R"~(substr("abc", 5, 1))~", R"~("")~"},
      {R"~(substr("abc", 1, -1))~", R"~("bc")~"},
      {R"~(trimspace("  a\n"))~", R"~("a")~"},
      {R"~(trim("?!a?", "!?"))~", R"~("a")~"},
      {R"~(trimprefix("abc", "a"))~", R"~("bc")~"},
      {R"~(trimsuffix("abc", "c"))~", R"~("ab")~"},
      {R"~(chomp("a\n\n"))~", R"~("a")~"},
      {R"~(indent(2, "a\nb"))~", R"~("a\n  b")~"},
      {R"~(strrev("abc"))~", R"~("cba")~"},
      {R"~(startswith("abc", "ab"))~", R"~(true)~"},
      {R"~(endswith("abc", "ab"))~", R"~(false)~"},
      {R"~(strcontains("abc", "b"))~", R"~(true)~"},
      {R"~(replace("a-b-c", "-", "_"))~", R"~("a_b_c")~"},
      {R"~(replace("abcabc", "/b(.)/", "<$1>"))~", R"~("a\u003cc\u003ea\u003cc\u003e")~"},
      {R"~(replace("aab", "/a*/", "x"))~", R"~("xbx")~"},
      {R"~(replace("a.b", "/\\./", "-"))~", R"~("a-b")~"},
      {R"~(replace("x1y22", "/(?P<n>[0-9]+)/", "[$${n}]"))~", R"~("x[1]y[22]")~"},
      {R"~(regex("[a-z]+", "12ab3"))~", R"~("ab")~"},
      {R"~(regex("(\\d+)-(\\w)", "12-x"))~", R"~(["12","x"])~"},
      {R"~(regex("(?P<year>\\d{4})-(?P<month>\\d\\d)", "on 2024-05"))~",
       R"~({"month":"05","year":"2024"})~"},
      {R"~(regex("a(b)?(c)", "ac"))~", R"~([null,"c"])~"},
      {R"~(regexall("\\d", "a1b22"))~", R"~(["1","2","2"])~"},
      {R"~(regexall("(a)(b)", "abab"))~", R"~([["a","b"],["a","b"]])~"},
      {R"~(can(regex("^[a-z][a-z0-9-]{2,9}$", "table-1")))~", R"~(true)~"},
      {R"~(can(regex("^[a-z][a-z0-9-]{2,9}$", "Table")))~", R"~(false)~"},
      {R"~(can(regex("(?i)^TABLE$", "table")))~", R"~(true)~"},
      {R"~(can(regex("^(dev|prod)$", "prod")))~", R"~(true)~"},
      {R"~(format("%s %d %5.1f %03d %x %v %%", 1, 2, 3.14159, 7, 255, {a = 1}))~",
       R"~("1 2   3.1 007 ff {\"a\":1} %")~"},
      {R"~(format("%-5s|%5s|%+d|%q", "a", "b", 3, "c\"d"))~", R"~("a    |    b|+3|\"c\\\"d\"")~"},
      {R"~(format("%[2]s %[1]s", "a", "b"))~", R"~("b a")~"},
      {R"~(format("%t %t", true, "false"))~", R"~("true false")~"},
      {R"~(format("%08.3f|%.2s|%e", 3.14159, "abc", 1234.5))~", R"~("0003.142|ab|1.234500e+03")~"},
      {R"~(format("%d", "12"))~", R"~("12")~"},
      {R"~(formatlist("%s-%s", ["a", "b"], "c"))~", R"~(["a-c","b-c"])~"},
  });
}

// developer.hashicorp.com/terraform/language/functions/jsonencode and its kin
TEST_CASE("Encodings are Terraform's", "[expressions]") {
  CheckAll({
      {R"~(jsonencode({a = "<é&>", b = [1, null, true], "c d" = {}}))~",
       R"~("{\"a\":\"\\u003cé\\u0026\\u003e\",\"b\":[1,null,true],\"c d\":{}}")~"},
      {R"~(jsondecode("{\"a\":[1,2.50,null],\"b\":\"x\"}"))~", R"~({"a":[1,2.5,null],"b":"x"})~"},
      {R"~(yamldecode("a: [1, x]\nb: true"))~", R"~({"a":[1,"x"],"b":true})~"},
      {R"~(csvdecode("a,b\n1,\"x,y\"\n"))~", R"~([{"a":"1","b":"x,y"}])~"},
      {R"~(base64encode("hi"))~", R"~("aGk=")~"},
      {R"~(base64decode("aGk="))~", R"~("hi")~"},
      {R"~(urlencode("a b/ä~"))~", R"~("a+b%2F%C3%A4~")~"},
      {R"~(md5("a"))~", R"~("0cc175b9c0f1b6a831c399e269772661")~"},
      {R"~(sha1("a"))~", R"~("86f7e437faa5a7fce15d1ddcb9eaeaea377667b8")~"},
      {R"~(sha256("a"))~",
       R"~("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")~"},
      {R"~(base64sha256("a"))~", R"~("ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=")~"},
  });
}

// developer.hashicorp.com/terraform/language/functions/basename and its kin
TEST_CASE("Names of files are taken apart", "[expressions]") {
  CheckAll({
      {R"~(basename("/a/b.c"))~", R"~("b.c")~"},
      {R"~(dirname("/a/b.c"))~", R"~("/a")~"},
  });
}

// developer.hashicorp.com/terraform/language/functions/try, functions/can
TEST_CASE("Faults can be caught", "[expressions]") {
  CheckAll({
      {R"~(try({a = 1}.b, "d"))~", R"~("d")~"},
      {R"~(try(tonumber("x"), 5))~", R"~(5)~"},
      {R"~(can({a = 1}.b))~", R"~(false)~"},
      {R"~(can(1))~", R"~(true)~"},
      {R"~(nonsensitive("x"))~", R"~("x")~"},
  });
}

}  // namespace
}  // namespace pumice::test
