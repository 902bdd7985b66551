// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/file_watch.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::FileWatch;
using std::chrono::milliseconds;
using std::chrono::seconds;

void Write(const std::filesystem::path& path) { std::ofstream(path) << "a: 1\n"; }

// Long enough for what comes for certain.
constexpr seconds kCertain{20};
// What has happened already is known at once.
constexpr milliseconds kAtOnce{0};

TEST_CASE("A template that is written is seen", "[file_watch]") {
  const TemporaryDirectory directory;
  const std::filesystem::path root = directory.path();
  Write(root / "a.yaml");
  FileWatch watch({(root / "a.yaml").string()});
  CHECK(!watch.Wait(kAtOnce));
  Write(root / "a.yaml");
  CHECK(watch.Wait(kCertain));
  CHECK(!watch.Wait(kAtOnce));
  // Beside it, by another name, and moved there as editors do.
  Write(root / "b.tmp");
  CHECK(!watch.Wait(kAtOnce));
  std::filesystem::rename(root / "b.tmp", root / "b.yml");
  CHECK(watch.Wait(kCertain));
  std::filesystem::remove(root / "b.yml");
  CHECK(watch.Wait(kCertain));
}

TEST_CASE("Folders below are watched, new ones too", "[file_watch]") {
  const TemporaryDirectory directory;
  const std::filesystem::path root = directory.path();
  std::filesystem::create_directories(root / "modules/table");
  std::filesystem::create_directories(root / "node_modules/x");
  FileWatch watch({root.string()});
  Write(root / "modules/table/main.tf");
  CHECK(watch.Wait(kCertain));
  Write(root / "node_modules/x/package.json");
  CHECK(!watch.Wait(kAtOnce));
  std::filesystem::create_directory(root / "new");
  CHECK(watch.Wait(kCertain));
  Write(root / "new/a.json");
  CHECK(watch.Wait(kCertain));
}

TEST_CASE("What is not there cannot be watched", "[file_watch]") {
  CHECK_THROWS_WITH(FileWatch({"/nowhere/a.yaml"}),
                    "cannot watch /nowhere: No such file or directory");
}

}  // namespace
}  // namespace pumice::test
