// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/compare.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace pumice::test {
namespace {

using namespace conformance;

// "path|expected|got" for each difference.
using Texts = std::vector<std::string>;

class Fixture {
 public:
  Texts Whole(const char* expected, const char* got) const {
    return Run(CompareWhole, expected, got);
  }
  Texts Contained(const char* expected, const char* got) const {
    return Run(CompareContained, expected, got);
  }

  void Capture(const char* name, const char* json) {
    JsonDocument document;
    REQUIRE(document.Parse(json));
    variables_.Set(name, document.root());
  }

 private:
  template <typename Function>
  Texts Run(Function compare, const char* expected, const char* got) const {
    JsonDocument expected_json;
    JsonDocument got_json;
    REQUIRE(expected_json.Parse(expected));
    REQUIRE(got_json.Parse(got));
    REQUIRE(FindHelperFault(expected_json.root()).empty());
    Texts texts;
    for (const Difference& difference :
         compare(expected_json.root(), got_json.root(), variables_)) {
      texts.push_back(difference.path + "|" + difference.expected + "|" + difference.got);
    }
    return texts;
  }

  Variables variables_;
};

std::string Fault(const char* expected) {
  JsonDocument document;
  REQUIRE(document.Parse(expected));
  return FindHelperFault(document.root());
}

TEST_CASE("Maps are unordered, lists ordered, numbers compared by value", "[compare]") {
  const Fixture f;
  CHECK(f.Whole(R"({"a":1,"b":[1,2]})", R"({"b":[1.0,2e0],"a":1.0})").empty());
  CHECK(f.Whole("9007199254740993", "9007199254740992") ==
        Texts{"|9007199254740993|9007199254740992"});
  CHECK(f.Whole("[1,2]", "[2,1]") == Texts{"[0]|1|2", "[1]|2|1"});
  CHECK(f.Whole(R"("1")", "1") == Texts{R"(|"1"|1)"});
  CHECK(f.Whole("true", "false") == Texts{"|true|false"});
  CHECK(f.Whole("null", "null").empty());
  CHECK(f.Whole("null", "0") == Texts{"|null|0"});
}

TEST_CASE("A difference names its path and both values", "[compare]") {
  const Fixture f;
  CHECK(f.Whole(R"({"Items":[{"id":{"S":"a"}}],"Count":1})",
                R"({"Items":[{"id":{"S":"b"}}],"Count":1})") == Texts{R"(Items[0].id.S|"a"|"b")"});
  CHECK(f.Whole(R"({"a":1})", R"({"b":2})") == Texts{"a|1|nothing", "b|nothing|2"});
  CHECK(f.Whole("[1]", "[1,2,3]") == Texts{"[1]|nothing|2", "[2]|nothing|3"});
  CHECK(f.Whole("[1,2]", "[1]") == Texts{"[1]|2|nothing"});
  CHECK(f.Whole(R"({"a":{}})", R"({"a":[]})") == Texts{"a|{}|[]"});
}

TEST_CASE("Contained maps may have more members at every level; lists are whole", "[compare]") {
  const Fixture f;
  CHECK(f.Contained(R"({"a":{"b":1}})", R"({"a":{"b":1,"c":2},"d":3})").empty());
  CHECK(f.Contained(R"({"a":{"b":1}})", R"({"a":{"c":2}})") == Texts{"a.b|1|nothing"});
  CHECK(f.Contained(R"([{"a":1}])", R"([{"a":1,"b":2}])") == Texts{"[0].b|nothing|2"});
  CHECK(f.Contained(R"([{"<contains>":{"a":1}}])", R"([{"a":1,"b":2}])").empty());
}

TEST_CASE("Names of types stand for any value of them", "[compare]") {
  const Fixture f;
  CHECK(f.Whole(R"(["<any>","<any>"])", R"([{"a":1},null])").empty());
  CHECK(
      f.Whole(R"(["<string>","<number>","<boolean>","<list>","<map>"])", R"(["x",1.5,true,[],{}])")
          .empty());
  CHECK(f.Whole(R"("<number>")", R"("1")") == Texts{R"(|<number>|"1")"});
  CHECK(f.Whole(R"({"a":"<any>"})", "{}") == Texts{R"(a|"<any>"|nothing)"});
  CHECK(f.Whole(R"("<other>")", R"("<other>")").empty());
}

TEST_CASE("An unordered list takes each element once", "[compare]") {
  const Fixture f;
  CHECK(f.Whole(R"({"<unordered>":[1,2,2]})", "[2,1,2]").empty());
  CHECK(f.Whole(R"({"<unordered>":[1,1]})", "[1,2]") ==
        Texts{"|(somewhere in the list) 1|nothing", "|nothing|(in the list) 2"});
  CHECK(f.Whole(R"({"<unordered>":[]})", "{}") == Texts{"|[]|{}"});
}

TEST_CASE("Helpers compare lengths and patterns", "[compare]") {
  const Fixture f;
  CHECK(f.Whole(R"([{"<length>":2},{"<length>":1},{"<length>":3}])", R"([[1,2],{"a":1},"abc"])")
            .empty());
  CHECK(f.Whole(R"({"<length>":2})", "[1]") == Texts{"|length 2|length 1: [1]"});
  CHECK(f.Whole(R"({"<length>":2})", "22") == Texts{"|length 2|22"});
  CHECK(f.Whole(R"({"<like>":"arn:*:table/T"})", R"("arn:aws:dynamodb:x:table/T")").empty());
  CHECK(f.Whole(R"({"<like>":"a*b*a"})", R"("aba")").empty());
  CHECK(f.Whole(R"({"<like>":"a*a"})", R"("a")") == Texts{R"(|a text like "a*a"|"a")"});
  CHECK(f.Whole(R"({"<like>":"a"})", R"("ab")") == Texts{R"(|a text like "a"|"ab")"});
}

TEST_CASE("Captured values take part, and mean themselves", "[compare]") {
  Fixture f;
  f.Capture("key", R"({"S":"<any>"})");
  f.Capture("id", R"("i1")");
  CHECK(f.Whole(R"(["$key","$id","x-${id}","$$id"])", R"([{"S":"<any>"},"i1","x-i1","$id"])")
            .empty());
  CHECK(f.Whole(R"("$key")", R"({"S":"other"})") == Texts{R"(|{"S":"<any>"}|{"S":"other"})"});
  CHECK_THROWS_WITH(f.Whole(R"("$none")", "1"), "nothing is captured as none");
}

TEST_CASE("Captured values stand in names of members", "[compare]") {
  Fixture f;
  f.Capture("id", R"("i1")");
  CHECK(f.Whole(R"({"$id":1,"x-${id}":2,"$$id":3})", R"({"i1":1,"x-i1":2,"$id":3})").empty());
  CHECK(f.Whole(R"({"$id":1})", R"({"i2":1})") == Texts{"i1|1|nothing", "i2|nothing|1"});
}

TEST_CASE("Helpers above and below compare numbers, and texts that are numbers", "[compare]") {
  Fixture f;
  f.Capture("number", R"("99999999999999999999")");
  CHECK(f.Whole(R"([{"<above>":1},{"<below>":2.5},{"<above>":"9"},{"<above>":"$number"}])",
                R"([1.5,2,"10","100000000000000000000"])")
            .empty());
  CHECK(f.Whole(R"({"<above>":1})", "1") == Texts{"|a number above 1|1"});
  CHECK(f.Whole(R"({"<below>":"$number"})", R"("x")") ==
        Texts{R"(|a number below 99999999999999999999|"x")"});
  CHECK_THROWS_WITH(f.Whole(R"({"<above>":"x"})", "1"), "x is no number");
  CHECK(Fault(R"({"<above>":[]})") == "<above> is no helper, or wants another argument");
}

TEST_CASE("The number of differences told is bounded", "[compare]") {
  const Fixture f;
  std::string expected = "[0";
  std::string got = "[1";
  for (int i = 0; i < 1000; ++i) {
    expected += ",0";
    got += ",1";
  }
  CHECK(f.Whole((expected + "]").c_str(), (got + "]").c_str()).size() == kMaxDifferences);
}

TEST_CASE("Helpers used wrongly are found", "[compare]") {
  CHECK(Fault(R"({"a":[{"<unordered>":[1]}]})").empty());
  CHECK(Fault(R"({"a":[{"<unordered>":1}]})") ==
        "<unordered> is no helper, or wants another argument");
  CHECK(Fault(R"({"<unorderd>":[]})") == "<unorderd> is no helper, or wants another argument");
  CHECK(Fault(R"({"<length>":1,"b":2})") == "<length> stands alone in its map");
}

}  // namespace
}  // namespace pumice::test
