// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/template_file.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::ReadFileWithin;

TEST_CASE("A file outside of the template's folder is not read", "[template_file]") {
  const TemporaryDirectory directory;
  const std::filesystem::path root = directory.path() / "root";
  std::filesystem::create_directory(root);
  std::ofstream(root / "in.yml") << "in";
  std::ofstream(root / ".." / "out.yml") << "out";
  std::filesystem::create_symlink(root / ".." / "out.yml", root / "link.yml");

  CHECK(ReadFileWithin(root, root / "in.yml", {}) == "in");
  CHECK(ReadFileWithin(root, root / ".." / "root" / "in.yml", {}) == "in");
  CHECK_THROWS_WITH(ReadFileWithin(root, root / ".." / "out.yml", {}),
                    Catch::Contains("is not within"));
  CHECK_THROWS_WITH(ReadFileWithin(root, root / "link.yml", {}), Catch::Contains("is not within"));
  CHECK_THROWS_WITH(ReadFileWithin(root, root / "none.yml", {}),
                    Catch::Contains("No such file or directory"));
}

}  // namespace
}  // namespace pumice::test
