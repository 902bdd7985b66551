// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/data_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "engine/storage/repair.h"
#include "engine/storage/store.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

namespace fs = std::filesystem;

void WriteFile(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The whole message, or "none".
std::string Refusal(const fs::path& directory) {
  try {
    PrepareDataDirectory(directory.string());
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

int FilesIn(const fs::path& directory) {
  return static_cast<int>(
      std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

TEST_CASE("A data directory is created and marked", "[data_directory]") {
  const TemporaryDirectory temporary;
  const fs::path directory = temporary / "a" / "b" / "data";
  CHECK(Refusal(directory) == "none");
  CHECK(ReadFile(directory / "PUMICE") == "pumice data, format 3\n");
  CHECK(FilesIn(directory) == 1);
}

TEST_CASE("A data directory is used again", "[data_directory]") {
  const TemporaryDirectory temporary;
  CHECK(Refusal(temporary.path()) == "none");
  WriteFile(temporary / "CURRENT", "what a store writes");
  CHECK(Refusal(temporary.path()) == "none");
}

TEST_CASE("A data directory whose marking was cut short is used", "[data_directory]") {
  const TemporaryDirectory temporary;
  WriteFile(temporary / "PUMICE.4711", "pumice");
  CHECK(Refusal(temporary.path()) == "none");
  CHECK(ReadFile(temporary / "PUMICE") == "pumice data, format 3\n");
}

TEST_CASE("What pumice creates is for its owner only, whatever the umask is", "[data_directory]") {
  const mode_t mask = GENERATE(0, 0022, 0777);
  const TemporaryDirectory temporary;
  const fs::path directory = temporary / "data/";
  const fs::path existing = temporary / "existing";
  fs::create_directory(existing);
  fs::permissions(existing, static_cast<fs::perms>(0755));
  const mode_t before = umask(mask);
  for (const fs::path& path : {directory, existing}) {
    const auto store = Store::OpenDirectory(path.string(), false);
    WriteBatch batch;
    batch.Put("key", std::string(2'000'000, 'v'));
    store->Commit(&batch);
  }
  umask(before);
  CHECK(fs::status(directory).permissions() == fs::perms::owner_all);
  CHECK(fs::status(existing).permissions() == static_cast<fs::perms>(0755));
  int files = 0;
  for (const fs::path& path : {directory, existing}) {
    for (const auto& file : fs::directory_iterator(path)) {
      CAPTURE(file.path());
      CHECK(file.status().permissions() == static_cast<fs::perms>(0600));
      ++files;
    }
  }
  CHECK(files > 12);
}

TEST_CASE("A directory whose files belong to another user is told as such", "[data_directory]") {
  if (geteuid() != 0) {
    WARN("skipped: acting as another user needs root");
    return;
  }
  const TemporaryDirectory temporary;
  fs::permissions(temporary.path(), fs::perms::all);
  (void)Store::OpenDirectory(temporary.string(), false);
  const std::string refused = "data directory " + temporary.string() + ' ';
  const auto open_as_nobody = [&] {
    REQUIRE(seteuid(65534) == 0);
    std::string what;
    try {
      (void)Store::OpenDirectory(temporary.string(), false);
    } catch (const std::exception& error) {
      what = error.what();
    }
    REQUIRE(seteuid(0) == 0);
    return what;
  };
  CHECK(open_as_nobody() == refused + "belongs to another user: be that one or choose another one");
  fs::permissions(temporary / "PUMICE", static_cast<fs::perms>(0644));
  CHECK(open_as_nobody() ==
        refused +
            "has a LOCK that this user may not open: change its owner or choose another directory");

  for (const auto& file : fs::directory_iterator(temporary.path())) {
    fs::permissions(file.path(), static_cast<fs::perms>(0666));
  }
  fs::permissions(temporary / "CURRENT", static_cast<fs::perms>(0600));
  const std::string unreadable = open_as_nobody();
  CAPTURE(unreadable);
  CHECK(unreadable.starts_with("data directory " + temporary.string() +
                               ": CURRENT cannot be read ("));
  CHECK(unreadable.ends_with("): make it readable for this user, or choose another directory"));
  const auto files = FilesIn(temporary.path());
  REQUIRE(seteuid(65534) == 0);
  CHECK_THROWS_WITH(RepairDirectory(temporary.string()),
                    Catch::StartsWith(refused + "cannot be repaired: CURRENT cannot be read ("));
  REQUIRE(seteuid(0) == 0);
  CHECK(FilesIn(temporary.path()) == files);
}

TEST_CASE("A foreign directory is refused and left alone", "[data_directory]") {
  const TemporaryDirectory temporary;
  WriteFile(temporary / "thesis.tex", "years of work");
  CHECK(Refusal(temporary.path()) ==
        "data directory " + temporary.string() +
            " holds files that are not pumice's: choose an empty or a new one");
  CHECK(FilesIn(temporary.path()) == 1);
  CHECK(ReadFile(temporary / "thesis.tex") == "years of work");
}

TEST_CASE("A directory of another format is refused", "[data_directory]") {
  const TemporaryDirectory temporary;
  const std::string format =
      GENERATE(as<std::string>(), "pumice data, format 2", "pumice data, format 4");
  WriteFile(temporary / "PUMICE", format + '\n');
  CHECK(Refusal(temporary.path()) == "data directory " + temporary.string() +
                                         " is of another version of pumice (" + format +
                                         "; this version reads \"pumice data, format 3\" only): "
                                         "choose another one");
  CHECK(ReadFile(temporary / "PUMICE") == format + '\n');
}

TEST_CASE("A damaged marker is called so, without its bytes", "[data_directory]") {
  const TemporaryDirectory temporary;
  const std::string bytes =
      GENERATE(as<std::string>(), "\x1b[31m\xff\xfe\n", "", "pumice data, format \x07\n");
  WriteFile(temporary / "PUMICE", bytes);
  CHECK(Refusal(temporary.path()) == "data directory " + temporary.string() +
                                         " has a damaged file PUMICE, whose first line should be "
                                         "\"pumice data, format 3\": mend it, or choose "
                                         "another directory");
  CHECK(ReadFile(temporary / "PUMICE") == bytes);
}

TEST_CASE("A file is no data directory", "[data_directory]") {
  const TemporaryDirectory temporary;
  const fs::path file = temporary / "file";
  WriteFile(file, "text");
  CHECK(Refusal(file) == "data directory " + file.string() + " is a file: name a directory");
  CHECK(Refusal(file / "below") == "data directory " + (file / "below").string() +
                                       " cannot be used (Not a directory): choose another one");
  CHECK(ReadFile(file) == "text");
}

TEST_CASE("A directory that may not be written to is refused", "[data_directory]") {
  if (geteuid() == 0) return;  // root may write everywhere
  const TemporaryDirectory temporary;
  fs::permissions(temporary.path(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(Refusal(temporary.path()) ==
        "data directory " + temporary.string() +
            " is not writable: change its permissions or choose another one");
  fs::permissions(temporary.path(), fs::perms::owner_all);
}

}  // namespace
}  // namespace pumice::test
