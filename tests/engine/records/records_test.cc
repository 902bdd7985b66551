// SPDX-License-Identifier: Apache-2.0

#include "engine/records/records.h"

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/spaces.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

class Recorded {
 public:
  explicit Recorded(bool on_disk) : on_disk_(on_disk) { Reopen(); }

  Spaces* operator->() { return spaces_.get(); }
  Records& operator[](std::string_view space) { return spaces_->Use(space).records(); }

  void Reopen() {
    spaces_.reset();
    DatabaseOptions options;
    if (on_disk_) options.data_dir = (directory_ / "data").string();
    spaces_ = Spaces::Open(options);
  }

  // "name=value name=value", of up to `limit` records.
  std::string List(std::string_view space, std::string_view kind, std::string_view after = "",
                   size_t limit = 100) {
    std::string text;
    for (const Record& record : (*this)[space].List(kind, after, limit)) {
      if (!text.empty()) text += ' ';
      text += record.name + '=' + record.value;
    }
    return text;
  }

 private:
  TemporaryDirectory directory_;
  bool on_disk_;
  std::shared_ptr<Spaces> spaces_;
};

std::string FaultOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const ApiError& error) {
    return error.message();
  }
  return "none";
}

TEST_CASE("Records are found by kind and name, replaced and deleted", "[records]") {
  Recorded spaces(GENERATE(false, true));
  Records& records = spaces["default"];
  records.Put("stack", "b", "1");
  records.Put("stack", "a", std::string("2\0", 2));
  records.Put("stac", "a", "3");
  records.Put("stack", "b", "4");
  CHECK(records.Find("stack", "b") == "4");
  CHECK(records.Find("stac", "a") == "3");
  CHECK(records.Find("stack", "c") == std::nullopt);
  CHECK(records.Find("stac", "b") == std::nullopt);
  CHECK(records.Delete("stac", "a"));
  CHECK_FALSE(records.Delete("stac", "a"));
  CHECK(spaces.List("default", "stack") == std::string("a=2\0 b=4", 8));
  CHECK(spaces.List("default", "stac").empty());
}

TEST_CASE("A list goes on behind a name, in the order of names", "[records]") {
  Recorded spaces(/*on_disk=*/false);
  for (const std::string name : {"a", "aa", "b", "ab", "a-"}) spaces["s"].Put("k", name, "v");
  CHECK(spaces.List("s", "k", "", 2) == "a=v a-=v");
  CHECK(spaces.List("s", "k", "a-", 2) == "aa=v ab=v");
  CHECK(spaces.List("s", "k", "aab", 9) == "ab=v b=v");
  CHECK(spaces.List("s", "k", "b", 9).empty());
}

TEST_CASE("What is out of a record's bounds is refused", "[records]") {
  Recorded spaces(/*on_disk=*/false);
  Records& records = spaces["default"];
  const std::string fault = "a record's name has 1 to 2048 bytes, none of them 0";
  CHECK(FaultOf([&] { records.Put("k", "", "v"); }) == fault);
  CHECK(FaultOf([&] { records.Put("k", std::string(2049, 'n'), "v"); }) == fault);
  CHECK(FaultOf([&] { records.Put("k", std::string("a\0b", 3), "v"); }) == fault);
  CHECK(FaultOf([&] { records.Put("k", "n", std::string(4 * 1024 * 1024 + 1, 'v')); }) ==
        "n takes more than the 4194304 bytes that a record may have");
  CHECK(spaces.List("default", "k").empty());
  records.Put("k", std::string(2048, 'n'), std::string(4 * 1024 * 1024, 'v'));
  CHECK(records.Find("k", std::string(2048, 'n'))->size() == 4 * 1024 * 1024);
}

TEST_CASE("Records belong to a space, survive a restart, and go with the space", "[records]") {
  Recorded spaces(/*on_disk=*/true);
  spaces["a"].Put("k", "n", "of a");
  spaces["b"].Put("k", "n", "of b");
  spaces->FlushLog();
  spaces.Reopen();
  CHECK(spaces->size() == 3);  // both were found, beside the default space
  CHECK(spaces.List("a", "k") == "n=of a");
  spaces->Reset("a");
  CHECK(spaces.List("a", "k").empty());
  CHECK(spaces.List("b", "k") == "n=of b");
  spaces->Delete("b");
  CHECK(spaces.List("b", "k").empty());
}

TEST_CASE("A fork has its source's records in the place of its own", "[records]") {
  Recorded spaces(GENERATE(false, true));
  spaces["a"].Put("k", "n", "1");
  spaces["a"].Put("l", "m", "2");
  spaces["b"].Put("k", "other", "3");
  spaces->Fork("a", "b");
  spaces["a"].Put("k", "n", "changed");
  CHECK(spaces.List("b", "k") == "n=1");
  CHECK(spaces.List("b", "l") == "m=2");
  spaces["b"].Delete("l", "m");
  CHECK(spaces.List("a", "l") == "m=2");
}

TEST_CASE("A snapshot has the records of its time", "[records]") {
  Recorded spaces(GENERATE(false, true));
  spaces["a"].Put("k", "kept", "1");
  spaces["a"].Put("k", "deleted", "2");
  spaces->TakeSnapshot("a", "s");
  spaces["a"].Put("k", "kept", "changed");
  spaces["a"].Put("k", "new", "3");
  spaces["a"].Delete("k", "deleted");
  spaces->RestoreSnapshot("a", "s");
  CHECK(spaces.List("a", "k") == "deleted=2 kept=1");
}

}  // namespace
}  // namespace pumice::test
