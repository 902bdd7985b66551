// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/included_files.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::IncludedFiles;

TEST_CASE("Files are read by what their names say", "[included_files]") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "a.yml") << "x: [1, !Ref Y]";
  std::ofstream(directory / "a.json") << "{\"x\": 2}";
  std::ofstream(directory / "a.txt") << "x: 3";
  std::ofstream(directory / "a.js") << "module.exports = {}";
  IncludedFiles files(directory.path());
  CHECK(NodeJson(files.Read("a.yml", {})) == R"({"x":[1,{"Ref":"Y"}]})");
  CHECK(NodeJson(files.Read("./a.json", {})) == R"({"x":2})");
  CHECK(NodeJson(files.Read("a.txt", {})) == R"("x: 3")");
  CHECK(files.Read("none.yml", {}).is_null());
  CHECK(&files.Read("a.yml", {}) == &files.Read("a.yml", {}));
  CHECK(files.Read("a.yml", {}).Find("x")->mark().Text() == directory.string() + "/a.yml:1:4");
  CHECK_THROWS_WITH(
      files.Read("a.js", {}),
      "a.js is a program, which pumice does not run: what it exports must be YAML or JSON");
}

TEST_CASE("Files outside of the service's repository are not read", "[included_files]") {
  const TemporaryDirectory directory;
  const std::filesystem::path service = directory / "repository" / "service";
  std::filesystem::create_directories(service);
  std::ofstream(directory / "repository" / "shared.yml") << "x: 1";
  std::ofstream(directory / "secret.yml") << "x: 2";
  {
    IncludedFiles files(service);
    CHECK_THROWS_WITH(files.Read("../shared.yml", {}), Catch::Contains("is not within"));
  }
  std::filesystem::create_directory(directory / "repository" / ".git");
  IncludedFiles files(service);
  CHECK(NodeJson(files.Read("../shared.yml", {})) == R"({"x":1})");
  CHECK_THROWS_WITH(files.Read("../../secret.yml", {}), Catch::Contains("is not within"));
}

}  // namespace
}  // namespace pumice::test
