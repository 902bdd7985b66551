// SPDX-License-Identifier: Apache-2.0

// Configurations made to take all memory or all time are refused.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temporary_directory.h"
#include "tests/tools/deploy/terraform/evaluation.h"

namespace pumice::test {
namespace {

std::string Repeated(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

// Ten locals, each made of ten of the one before: `first` is "l0 = …", `each` has "@" for the name.
std::string Laughs(const std::string& first, const std::string& each, int levels) {
  std::string text = "locals {\n  l0 = " + first + "\n";
  for (int i = 1; i <= levels; ++i) {
    std::string line = each;
    for (size_t at = 0; (at = line.find('@', at)) != std::string::npos;)
      line.replace(at, 1, "local.l" + std::to_string(i - 1));
    text += "  l" + std::to_string(i) + " = " + line + "\n";
  }
  return text + "}\noutput \"o\" {\n  value = local.l" + std::to_string(levels) + "\n}\n";
}

TEST_CASE("Values that grow tenfold at each step are refused", "[hostile]") {
  CHECK(Deployed(Laughs("\"ha\"", "[@, @, @, @, @, @, @, @, @, @]", 10)) ==
        "fault: main.tf:8:8: local.l6: the value holds more than 500,000 values");
  CHECK(Deployed(
            Laughs("\"hahahahahahahaha\"", "\"${@}${@}${@}${@}${@}${@}${@}${@}${@}${@}\"", 10)) ==
        "fault: main.tf:8:44: the configuration takes more than 500,000 steps to evaluate");
  CHECK(Deployed(Laughs("[1, 2, 3]", "concat(@, @, @, @, @, @, @, @, @, @)", 10)) ==
        "fault: main.tf:8:8: the configuration takes more than 500,000 steps to evaluate");
  CHECK(Deployed(Laughs("[1]", "[for x in range(1000) : @]", 3)) ==
        "fault: main.tf:4:8: local.l2: the value holds more than 500,000 values");
}

TEST_CASE("Loops within loops are refused", "[hostile]") {
  CHECK(Evaluated("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]") ==
        "fault: the configuration takes more than 500,000 steps to evaluate");
  CHECK(Evaluated("setproduct(range(1000), range(1000), range(1000))") ==
        "fault: setproduct: the product is too large");
}

TEST_CASE("What nests deep is refused", "[hostile]") {
  const std::string deep = "this nests deeper than 100 levels";
  CHECK(Evaluated(Repeated("[", 100'000)) == "fault: " + deep);
  CHECK(Evaluated(Repeated("(", 100'000)) == "fault: " + deep);
  CHECK(Evaluated(Repeated("{a=", 100'000)) == "fault: " + deep);
  CHECK(Evaluated(Repeated("!", 100'000)) == "fault: " + deep);
  CHECK(Evaluated("1" + Repeated("+1", 100'000)) == "fault: " + deep);
  CHECK(Evaluated(Repeated("\"${", 100'000)) == "fault: " + deep);
  CHECK(Evaluated("true ? 1 : " + Repeated("true ? 1 : ", 100'000) + "1") == "fault: " + deep);
  CHECK(Evaluated("\"" + Repeated("%{ if true }", 1000) + Repeated("%{ endif }", 1000) + "\"") ==
        "fault: " + deep);
  CHECK(Deployed(Repeated("a {\n", 100'000)) == "fault: main.tf:100:4: " + deep);
  CHECK(Evaluated("jsondecode(\"" + Repeated("[", 100'000) + "\")")
            .starts_with("fault: jsondecode: "));
}

TEST_CASE("Chains of references are bounded", "[hostile]") {
  std::string chain = "locals {\n  l0 = 1\n";
  for (int i = 1; i <= 1000; ++i)
    chain += "  l" + std::to_string(i) + " = local.l" + std::to_string(i - 1) + "\n";
  CHECK(Deployed(chain + "}\noutput \"o\" {\n  value = local.l1000\n}\n") ==
        "fault: main.tf:603:10: evaluations nest deeper than 400 levels");
  CHECK(Deployed("locals {\n  a = try(local.a, 1)\n}\noutput \"o\" {\n  value = local.a\n}\n") ==
        "output o = 1\n");
}

TEST_CASE("Repetition is bounded", "[hostile]") {
  const std::string table = "resource \"aws_dynamodb_table\" \"t\" {\n  count = 1000000\n}\n";
  CHECK(Deployed(table) ==
        "fault: main.tf:2:11: aws_dynamodb_table.t: count must be a whole number from 0 to 10,000");
}

TEST_CASE("A module that calls itself is refused", "[hostile]") {
  CHECK(Deployed("module \"m\" {\n  source = \"./\"\n}\n") ==
        "fault: main.tf:2:12: module.m: the module calls itself");
}

TEST_CASE("Modules that call two each are bounded", "[hostile]") {
  const TemporaryDirectory directory;
  for (int i = 0; i < 15; ++i) {
    const std::filesystem::path folder = directory.path() / ("m" + std::to_string(i));
    std::filesystem::create_directory(folder);
    const std::string next = "\"../m" + std::to_string(i + 1) + "\"";
    std::ofstream(folder / "main.tf")
        << "module \"a\" {\n  source = " << next << "\n}\nmodule \"b\" {"
        << "\n  source = " << next << "\n}\n";
  }
  std::filesystem::create_directory(directory.path() / "m15");
  std::ofstream(directory.path() / "m15" / "main.tf") << "locals {}\n";
  CHECK(DeployedFolder((directory.path() / "m0").string())
            .ends_with("there are more than 1,000 modules"));
}

TEST_CASE("A text of many lines is read in time", "[hostile]") {
  std::string many = "locals {\n";
  for (int i = 0; i < 100'000; ++i)
    many += "  l" + std::to_string(i) + " = " + std::to_string(i) + "\n";
  CHECK(Deployed(many + "}\noutput \"o\" {\n  value = local.l99999\n}\n") == "output o = 99999\n");
  CHECK(Evaluated("\"" + Repeated("a", 1'000'000) + "\"").size() == 1'000'002);
  CHECK(Evaluated(Repeated("/* x */ ", 100'000) + "1") == "1");
}

TEST_CASE("Files outside of the configuration are not read", "[hostile]") {
  CHECK(Deployed("output \"o\" {\n  value = file(\"/etc/passwd\")\n}\n").find("is not within") !=
        std::string::npos);
  CHECK(Deployed("output \"o\" {\n  value = file(\"../../../../../etc/passwd\")\n}\n")
            .find("is not within") != std::string::npos);
  CHECK(Deployed("output \"o\" {\n  value = fileexists(\"../../../../../etc/passwd\")\n}\n") ==
        "fault: main.tf:2:11: /etc/passwd is not within FOLDER");
}

}  // namespace
}  // namespace pumice::test
