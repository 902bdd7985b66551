// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/evaluator.h"

#include <catch2/catch.hpp>

#include "tests/tools/deploy/terraform/evaluation.h"

namespace pumice::test {
namespace {

// developer.hashicorp.com/terraform/language/expressions/strings; indentation and "~" as Terraform
// 1.11.4 answered.
TEST_CASE("Heredocs keep or lose their indentation", "[evaluator]") {
  CHECK(Evaluated("<<EOT\n  a\\n$${b}\n  EOT\n") == R"("  a\\n${b}\n")");
  CHECK(Evaluated("<<-EOT\n    a\n\n      b ${1 + 1}\n  ${\"c\"}\n   d\n    EOT\n") ==
        R"("  a\n\n    b 2\nc\n d\n")");
  CHECK(Evaluated("<<-EOT\n      a\n     %{ if true }yes\n     %{ endif }\n"
                  "   %{ for k in [\"x\", \"y\"] ~}\n   k=${k}\n   %{ endfor ~}\n   EOT\n") ==
        R"("   a\n  yes\n  \n   k=x\n   k=y\n")");
  CHECK(Evaluated("[<<A\nx\nA\n, 1]") == R"(["x\n",1])");
  CHECK(Evaluated("<<A\nx\n") == "fault: A: the heredoc does not end");
}

TEST_CASE("Comments and newlines within brackets say nothing", "[evaluator]") {
  CHECK(Evaluated("[ # one\n  1, // two\n  /* three */ 2,\n]") == "[1,2]");
  CHECK(Evaluated("{\n  a = 1 # one\n\n  b = 2, c = 3\n}") == R"({"a":1,"b":2,"c":3})");
  CHECK(Evaluated("max(\n  1,\n  2,\n)") == "2");
  CHECK(Evaluated("(1\n+ 2)") == "3");
}

TEST_CASE("What is unknown makes unknown what needs it", "[evaluator]") {
  const std::string unknown = "unknown: aws_kms_key.key.arn";
  CHECK(Evaluated("\"a${unknown}\"") == unknown);
  CHECK(Evaluated("unknown == \"a\"") == unknown);
  CHECK(Evaluated("upper(unknown)") == unknown);
  CHECK(Evaluated("jsonencode([unknown])") == unknown);
  CHECK(Evaluated("unknown.a[0]") == unknown);
  CHECK(Evaluated("[for x in unknown : x]") == unknown);
  CHECK(Evaluated("unknown ? 1 : 2") == unknown);
  CHECK(Evaluated("timestamp()") == "unknown: timestamp()");
  // What does not need it is known.
  CHECK(Evaluated("[unknown, 1][1]") == "1");
  CHECK(Evaluated("{a = unknown, b = 2}.b") == "2");
  CHECK(Evaluated("length([unknown])") == "1");
  CHECK(Evaluated("merge({a = unknown}, {a = 1})") == R"({"a":1})");
  CHECK(Evaluated("unknown == \"a\" && false") == "false");
  CHECK(Evaluated("true || unknown == \"a\"") == "true");
}

TEST_CASE("Templates of files see what is given to them", "[evaluator]") {
  CHECK(Evaluated("templatefile(\"greeting.tpl\", {name = known, more = [\"a\", \"b\"]})") ==
        R"("Hello k, a, b!")");
  CHECK(Evaluated("templatefile(\"greeting.tpl\", {more = []})") ==
        "fault: the template is given no variable named \"name\"");
  CHECK(Evaluated("fileexists(\"greeting.tpl\")") == "true");
  CHECK(Evaluated("fileexists(\"none.tpl\")") == "false");
}

// What Terraform 1.11.4 refuses too.
TEST_CASE("Faults say what is needed", "[evaluator]") {
  CHECK(Evaluated("\"a\" + 1") == "fault: a number is needed, not a string");
  CHECK(Evaluated("null + 1") == "fault: a number is needed, not null");
  CHECK(Evaluated("!null") == "fault: a bool is needed, not null");
  CHECK(Evaluated("1 / 0") == "fault: \"/\" has no result within the bounds here");
  CHECK(Evaluated("\"a${null}\"") == "fault: null cannot become part of a string");
  CHECK(Evaluated("\"a${[1]}\"") == "fault: a string is needed, not a list");
  CHECK(Evaluated("{a = 1}.b") == "fault: there is no attribute named \"b\"");
  CHECK(Evaluated("{a = 1}[\"b\"]") == "fault: there is no element with the key \"b\"");
  CHECK(Evaluated("[1][1]") == "fault: there is no element with this index: there are 1");
  CHECK(Evaluated("[1][0.5]") == "fault: there is no element with this index: there are 1");
  CHECK(Evaluated("toset([\"a\"])[0]") == "fault: elements of a set have no index");
  CHECK(Evaluated("[for x in null : x]") ==
        "fault: what is run over must be a list, set or map, not null");
  CHECK(Evaluated("{for s in [\"a\", \"a\"] : s => s}") == "fault: two items have the key \"a\"");
  CHECK(Evaluated("tonumber(\"0x10\")") ==
        "fault: tonumber: a number is needed, not a string (\"0x10\")");
  CHECK(Evaluated("tobool(1)") == "fault: tobool: a bool is needed, not a number");
  CHECK(Evaluated("lookup({a = 1}, \"b\")") ==
        "fault: lookup: there is no element with the key \"b\"");
  CHECK(Evaluated("element([], 0)") == "fault: element: the list is empty");
  CHECK(Evaluated("one([1, 2])") == "fault: one: the list has more than one element");
  CHECK(Evaluated("slice([1], 0, 2)") == "fault: slice: the indexes are not within the list");
  CHECK(Evaluated("zipmap([\"a\"], [])") == "fault: zipmap: there must be as many keys as values");
  CHECK(Evaluated("range(3, 1, 1)") ==
        "fault: range: the step does not lead from the start to the limit");
  CHECK(Evaluated("range(2000)") == "fault: range: more than 1024 values are not allowed");
  CHECK(Evaluated("coalesce(\"\", null)") ==
        "fault: coalesce: each argument is null or an empty string");
  CHECK(Evaluated("regex(\"z\", \"a\")") ==
        "fault: regex: the pattern matches no part of the string");
  CHECK(Evaluated("format(\"%d\", 1.5)") == "fault: format: the verb %d does not take a number");
  CHECK(Evaluated("format(\"%s\")") == "fault: format: the format needs more arguments");
  CHECK(Evaluated("format(\"%s\", \"a\", \"b\")") ==
        "fault: format: the format uses fewer arguments than are given");
  CHECK(Evaluated("merge({}, [1])") == "fault: merge: a map is needed, not a list");
  CHECK(Evaluated("sum([])") == "fault: sum: the list is empty");
  CHECK(Evaluated("max()") == "fault: max: the number of arguments does not fit");
  CHECK(Evaluated("foo(1)") == "fault: there is no function named \"foo\"");
  CHECK(Evaluated("provider::aws::arn_parse(\"a\")") ==
        "fault: functions of providers (provider::…) are not evaluated");
  CHECK(Evaluated("1 2") == "fault: the expression must end here");
  CHECK(Evaluated("\"\\x\"") == "fault: this escape sequence is unknown");
  CHECK(Evaluated("1 +") == "fault: an expression must stand here, not the end");
  CHECK(Evaluated("each.key") == "fault: no each");
}

}  // namespace
}  // namespace pumice::test
