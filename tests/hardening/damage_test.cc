// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/damage.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "engine/storage/store.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using namespace hardening;
using namespace hardening::crash;

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The newest log of a store that was written to in commits of these sizes.
std::string LogOf(const std::vector<size_t>& sizes) {
  const test::TemporaryDirectory directory;
  {
    const auto store = Store::OpenDirectory(directory.string(), false);
    for (const size_t size : sizes) {
      WriteBatch batch;
      batch.Put("x", std::string(size, 'v'));
      store->Commit(&batch);
    }
    store->FlushLog();
  }
  std::filesystem::path newest;
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
  }
  return Read(newest);
}

TEST_CASE("The last record of a log is found, over blocks too", "[damage]") {
  const size_t last = 5;
  const std::string small = LogOf({100, 200, last});
  CHECK(small.size() - LastRecordOfLog(small) < 50);
  CHECK(small.size() - LastRecordOfLog(small) > last);
  const std::string large = LogOf({100, 100000});
  CHECK(large.size() - LastRecordOfLog(large) > 100000);
  CHECK(LastRecordOfLog(large) > 100);
  CHECK(LastRecordOfLog("") == 0);
}

TEST_CASE("Damage changes one file of a copy and leaves the original alone", "[damage]") {
  const test::TemporaryDirectory directory;
  { Store::OpenDirectory(directory / "data", false); }
  const auto names = [](const std::filesystem::path& path) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      files[entry.path().filename().string()] = Read(entry.path());
    }
    return files;
  };
  const auto before = names(directory / "data");
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const std::filesystem::path copy = directory / ("copy-" + std::to_string(seed));
    CopyDirectory(directory / "data", copy);
    Random random(seed);
    const Damage damage = DamageDirectory(copy, &random);
    auto after = names(copy);
    int changed = 0;
    for (const auto& [name, bytes] : before) changed += after.at(name) != bytes ? 1 : 0;
    CAPTURE(damage.what);
    CHECK(changed <= 1);  // zeros over zeros change nothing
    CHECK(after.size() == before.size());
  }
  CHECK(names(directory / "data") == before);
}

}  // namespace
}  // namespace pumice::test
