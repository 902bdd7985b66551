// SPDX-License-Identifier: Apache-2.0

#include "engine/spaces.h"

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/error/api_error.h"
#include "tests/engine/backup/backup_database.h"
#include "tests/support/index_comparison.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"
#include "tests/support/table_builder.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using Names = std::vector<std::string>;

constexpr int64_t kStart = 1767225600000;  // 2026-01-01

class SpacesFixture {
 public:
  explicit SpacesFixture(bool on_disk) : on_disk_(on_disk) { Reopen(); }

  Spaces* operator->() { return spaces_.get(); }
  Database& operator[](std::string_view space) { return spaces_->Use(space); }
  ManualClock& clock() { return clock_; }
  const Names& log() const { return log_; }

  void Reopen() {
    spaces_.reset();
    DatabaseOptions options;
    if (on_disk_) options.data_dir = (directory_ / "data").string();
    options.clock = &clock_;
    options.recovery_lag = std::chrono::milliseconds(0);
    options.ttl_interval = std::chrono::hours(1);  // sweeps only when they are asked for
    options.spaces = "region";
    options.log = [this](LogLevel, std::string_view line) { log_.emplace_back(line); };
    spaces_ = Spaces::Open(options);
  }

  void Put(std::string_view space, std::string_view table, const Item& item) {
    WriteResult result;
    spaces_->Use(space).WriteItem(table, {ItemWrite::Kind::kPut, nullptr, item.view()}, {},
                                  &result);
  }
  void Delete(std::string_view space, std::string_view table, const Item& key) {
    WriteResult result;
    spaces_->Use(space).WriteItem(table, {ItemWrite::Kind::kDelete, nullptr, key.view()}, {},
                                  &result);
  }

  // The items of a table, by their keys.
  Contents Read(std::string_view space, std::string_view table) {
    return ReadContents(&spaces_->Use(space), table);
  }

  std::string CompareIndexesOf(std::string_view space, const std::string& table) {
    return CompareIndexes(spaces_->Use(space), table);
  }

  // "name: table table, 3 items, 40 bytes".
  Names List() {
    Names lines;
    for (const SpaceInfo& info : spaces_->List()) {
      std::string line = info.name + ':';
      for (const std::string& table : info.tables) line += ' ' + table;
      lines.push_back(line + ", " + std::to_string(info.items) + " items, " +
                      std::to_string(info.bytes) + " bytes");
    }
    return lines;
  }

 private:
  TemporaryDirectory directory_;
  bool on_disk_;
  ManualClock clock_{kStart};
  Names log_;
  std::shared_ptr<Spaces> spaces_;
};

ErrorCode CodeOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const ApiError& error) {
    return error.code();
  }
  FAIL("nothing was thrown");
  return ErrorCode::kInternal;
}

Item Numbered(int64_t sk) { return KeyItem(sk % 3, sk); }

TEST_CASE("Spaces have tables of their own, which persist", "[spaces]") {
  SpacesFixture spaces(/*on_disk=*/true);
  for (const std::string space : {"a", "b"}) {
    spaces[space].CreateTable(IndexedTable("Orders"));
    spaces.Put(space, "Orders", Numbered(1).With("kind", S(space)));
  }
  spaces["b"].CreateTable(IndexedTable("Others"));
  CHECK(spaces["default"].ListTables({}, 10).empty());
  CHECK(CodeOf([&] { spaces["c"].DescribeTable("Orders"); }) == ErrorCode::kResourceNotFound);
  const Contents in_a = spaces.Read("a", "Orders");
  const Contents in_b = spaces.Read("b", "Orders");
  CHECK(in_a.begin()->second == Numbered(1).With("kind", S("a")));
  CHECK(in_b.begin()->second == Numbered(1).With("kind", S("b")));

  spaces.Reopen();
  CHECK(spaces.List() == Names{"a: Orders, 1 items, 11 bytes",
                               "b: Orders Others, 1 items, 11 bytes",
                               "default:, 0 items, 0 bytes"});
  CHECK(spaces.Read("a", "Orders") == in_a);
  CHECK(spaces.Read("b", "Orders") == in_b);
  spaces["a"].DeleteTable("Orders");
  CHECK(spaces.Read("b", "Orders") == in_b);
}

TEST_CASE("A space's name has certain characters", "[spaces]") {
  SpacesFixture spaces(/*on_disk=*/false);
  for (const std::string& name : {std::string(), std::string(129, 'a'), std::string("a/b"),
                                  std::string("a b"), std::string("a\0b", 3), std::string("ä")}) {
    CAPTURE(name);
    CHECK_FALSE(IsSpaceName(name));
    CHECK(CodeOf([&] { spaces->Use(name); }) == ErrorCode::kValidation);
  }
  for (const std::string& name : {std::string(128, 'a'), std::string("AKID+eu-west-1"),
                                  std::string("user@example.com:1_2=3")}) {
    CHECK(IsSpaceName(name));
    CHECK(spaces->Use(name).space() == name);
  }
}

TEST_CASE("The log says once in which space a missing table is", "[spaces]") {
  SpacesFixture spaces(/*on_disk=*/false);
  spaces["eu-west-1"].CreateTable(IndexedTable("Orders"));
  for (int i = 0; i < 3; ++i) {
    CodeOf([&] { spaces["us-east-1"].DescribeTable("Orders"); });
    CodeOf([&] { spaces["us-east-1"].FindDescription("Orders"); });
    CodeOf([&] { spaces["us-east-1"].FindDescription("Nowhere"); });
  }
  CHECK(spaces.log() == Names{"table Orders is not in space us-east-1; it is in eu-west-1: did you "
                              "mean --spaces shared?"});
}

TEST_CASE("A fork has tables, items, indexes, counters and settings, and goes its own way",
          "[spaces]") {
  const bool on_disk = GENERATE(false, true);
  SpacesFixture spaces(on_disk);
  TableDescription table = IndexedTable("Orders");
  table.stream = StreamSettings{StreamView::kNewAndOldImages, {}};
  spaces["fixture"].CreateTable(table);
  spaces["fixture"].UpdateTimeToLive("Orders", "expires", true);
  for (int i = 0; i < 100; ++i) {
    spaces.Put("fixture", "Orders",
               Numbered(i).With("kind", S("k")).With("score", N(std::to_string(i))));
  }
  spaces.Put("fixture", "Orders", Numbered(100).With("expires", N("1767225660")));
  const Contents before = spaces.Read("fixture", "Orders");
  const TableInfo source = spaces["fixture"].DescribeTable("Orders");

  spaces.clock().Advance(std::chrono::seconds(10));
  spaces->Fork("fixture", "test");
  const TableInfo fork = spaces["test"].DescribeTable("Orders");
  CHECK(spaces.Read("test", "Orders") == before);
  CHECK(spaces.CompareIndexesOf("test", "Orders") == "equal");
  CHECK(fork.counters.items == source.counters.items);
  CHECK(fork.counters.bytes == source.counters.bytes);
  CHECK(fork.description.Arn() == source.description.Arn());
  CHECK(fork.description.latest_stream_label == source.description.latest_stream_label);
  CHECK(fork.description.ttl.attribute == "expires");
  CHECK(fork.description.uuid != source.description.uuid);

  spaces.Put("test", "Orders", Numbered(1).With("kind", S("changed")));
  spaces.Delete("test", "Orders", Numbered(2));
  CHECK(spaces.Read("fixture", "Orders") == before);
  const Contents changed = spaces.Read("test", "Orders");
  spaces.Delete("fixture", "Orders", Numbered(3));
  CHECK(spaces.Read("test", "Orders") == changed);
  // An item expires in both.
  spaces.clock().Advance(std::chrono::hours(1));
  spaces->RunDueWork();
  CHECK(spaces.Read("test", "Orders").size() == changed.size() - 1);
  CHECK(spaces.Read("fixture", "Orders").size() == before.size() - 2);

  if (!on_disk) return;
  const Contents in_the_end = spaces.Read("test", "Orders");
  spaces.Reopen();
  CHECK(spaces.Read("test", "Orders") == in_the_end);
  CHECK(spaces.CompareIndexesOf("test", "Orders") == "equal");
  CHECK(spaces.CompareIndexesOf("fixture", "Orders") == "equal");
}

TEST_CASE("A fork of a fork outlives both of its sources", "[spaces]") {
  SpacesFixture spaces(GENERATE(false, true));
  spaces["a"].CreateTable(IndexedTable("Orders"));
  for (int i = 0; i < 50; ++i) spaces.Put("a", "Orders", Numbered(i));
  spaces->Fork("a", "b");
  spaces.Put("b", "Orders", Numbered(50));
  spaces->Fork("b", "c");
  const Contents contents = spaces.Read("c", "Orders");
  CHECK(contents.size() == 51);
  spaces->Delete("a");
  spaces["b"].DeleteTable("Orders");
  spaces->Delete("b");
  CHECK(spaces.Read("c", "Orders") == contents);
  CHECK(spaces.CompareIndexesOf("c", "Orders") == "equal");
  CHECK(spaces.List() == Names{"c: Orders, 51 items, 347 bytes", "default:, 0 items, 0 bytes"});
}

TEST_CASE("A source that is forked and written to again and again stays whole, as its forks do",
          "[spaces]") {
  SpacesFixture spaces(GENERATE(false, true));
  spaces["a"].CreateTable(IndexedTable("Orders"));
  // More often than layers may lie above each other: then a fork copies.
  for (int i = 0; i < 10; ++i) {
    spaces.Put("a", "Orders", Numbered(i).With("kind", S("k")).With("score", N("1")));
    if (i > 0) spaces.Delete("a", "Orders", Numbered(i - 1));
    spaces.Put("a", "Orders", Numbered(100 + i));
    const std::string fork = "fork" + std::to_string(i);
    spaces->Fork("a", fork);
    CHECK(spaces.Read(fork, "Orders") == spaces.Read("a", "Orders"));
    CHECK(spaces.Read(fork, "Orders").size() == static_cast<size_t>(i) + 2);
    CHECK(spaces.CompareIndexesOf(fork, "Orders") == "equal");
  }
  CHECK(spaces.CompareIndexesOf("a", "Orders") == "equal");
}

TEST_CASE("There may be ten thousand spaces", "[spaces]") {
  SpacesFixture spaces(/*on_disk=*/true);
  for (int i = 0; i < 10'000; ++i) spaces["empty" + std::to_string(i)];
  CHECK(spaces->size() == 10'001);
  spaces["empty4711"].CreateTable(IndexedTable("Orders"));
  CHECK(spaces["empty4712"].ListTables({}, 10).empty());
  // What holds nothing is not stored.
  spaces.Reopen();
  CHECK(spaces.List() ==
        Names{"default:, 0 items, 0 bytes", "empty4711: Orders, 0 items, 0 bytes"});
}

TEST_CASE("What cannot be forked is refused, and nothing is left of it", "[spaces]") {
  SpacesFixture spaces(/*on_disk=*/false);
  spaces["a"].CreateTable(IndexedTable("Orders"));
  spaces["full"].CreateTable(IndexedTable("Orders"));
  CHECK(CodeOf([&] { spaces->Fork("nowhere", "b"); }) == ErrorCode::kResourceNotFound);
  CHECK(CodeOf([&] { spaces->Fork("a", "full"); }) == ErrorCode::kResourceInUse);
  CHECK(CodeOf([&] { spaces->Fork("a", "a"); }) == ErrorCode::kResourceInUse);
  CHECK(CodeOf([&] { spaces->Fork("a", "a b"); }) == ErrorCode::kValidation);
  CHECK(CodeOf([&] { spaces->Delete("nowhere"); }) == ErrorCode::kResourceNotFound);
  CHECK(CodeOf([&] { spaces->Describe("nowhere"); }) == ErrorCode::kResourceNotFound);
  CHECK(spaces.List() == Names{"a: Orders, 0 items, 0 bytes", "default:, 0 items, 0 bytes",
                               "full: Orders, 0 items, 0 bytes"});
}

TEST_CASE("Deleting a space takes all that it holds, and the default one stays", "[spaces]") {
  SpacesFixture spaces(/*on_disk=*/true);
  for (const std::string space : {"default", "a"}) {
    spaces[space].CreateTable(IndexedTable("Orders"));
    spaces.Put(space, "Orders", Numbered(1));
    spaces[space].CreateBackup("Orders", "backup");
    spaces[space].TakeSnapshot("fixture");
  }
  spaces->RunDueWork();
  spaces->Delete("a");
  CHECK(spaces->Find("a") == nullptr);
  CHECK(spaces["a"].ListBackups({}, 10).empty());
  CHECK(spaces["a"].ListSnapshots().empty());
  CHECK(spaces["default"].ListBackups({}, 10).size() == 1);
  CHECK(spaces["default"].ListSnapshots().size() == 1);
  spaces->Delete("default");
  spaces.Reopen();
  CHECK(spaces.List() == Names{"default:, 0 items, 0 bytes"});
  CHECK(spaces["default"].ListBackups({}, 10).empty());
}

TEST_CASE("Snapshots of spaces do not see each other's changes", "[spaces]") {
  SpacesFixture spaces(GENERATE(false, true));
  for (const std::string space : {"a", "b"}) {
    spaces[space].CreateTable(IndexedTable("Orders"));
    spaces[space].UpdateContinuousBackups("Orders", true, std::nullopt);
    for (int i = 0; i < 20; ++i) spaces.Put(space, "Orders", Numbered(i));
    spaces[space].TakeSnapshot("fixture");
  }
  const Contents fixture = spaces.Read("a", "Orders");
  for (int i = 0; i < 20; i += 2) spaces.Delete("a", "Orders", Numbered(i));
  for (int i = 0; i < 20; i += 3) spaces.Delete("b", "Orders", Numbered(i));
  spaces["a"].CreateTable(IndexedTable("Later"));
  spaces["b"].CreateTable(IndexedTable("Later"));
  const Contents in_b = spaces.Read("b", "Orders");

  spaces["a"].RestoreSnapshot("fixture");
  CHECK(spaces.Read("a", "Orders") == fixture);
  CHECK(spaces["a"].ListTables({}, 10) == Names{"Orders"});
  CHECK(spaces.Read("b", "Orders") == in_b);
  CHECK(spaces["b"].ListTables({}, 10) == Names{"Later", "Orders"});

  spaces["a"].Reset();
  spaces["b"].RestoreSnapshot("fixture");
  CHECK(spaces.Read("b", "Orders") == fixture);
  CHECK(spaces.CompareIndexesOf("b", "Orders") == "equal");
  CHECK(spaces["a"].ListTables({}, 10).empty());
}

// A space as the model knows it, and as its snapshot was.
struct ModelSpace {
  Contents now;
  std::optional<Contents> snapshot;
};

TEST_CASE("Forks, snapshots and deletions of spaces agree with a model", "[spaces][property]") {
  Random random(GENERATE(1u, 2u, 3u, 4u));
  CAPTURE(random.seed());
  const bool on_disk = random.OneIn(2);
  SpacesFixture spaces(on_disk);
  std::map<std::string, ModelSpace> model;
  const auto create = [&](const std::string& name) {
    spaces[name].CreateTable(IndexedTable("T"));
    model[name];
  };
  create("s0");
  int next = 1;
  for (int step = 0; step < 400; ++step) {
    auto& [name, space] = *std::next(model.begin(), static_cast<int>(random.Below(model.size())));
    switch (random.Below(10)) {
      case 0: {
        if (model.size() > 5) break;
        const std::string to = "s" + std::to_string(next++);
        spaces->Fork(name, to);
        model[to].now = space.now;
        break;
      }
      case 1:
        if (model.size() == 1) break;
        spaces->Delete(name);
        model.erase(std::string(name));
        continue;
      case 2:
        if (space.snapshot) break;
        spaces[name].TakeSnapshot("x");
        space.snapshot = space.now;
        break;
      case 3:
        if (!space.snapshot) break;
        spaces[name].RestoreSnapshot("x");
        space.now = *space.snapshot;
        break;
      case 4:
        if (on_disk && random.OneIn(5)) spaces.Reopen();
        break;
      default: {
        const Item key = Numbered(random.Between(0, 30));
        if (random.OneIn(3)) {
          spaces.Delete(name, "T", key);
          space.now.erase(key.encoded());
        } else {
          const Item item = key.With("kind", S("k" + random.Word(1))).With("score", N("1"));
          spaces.Put(name, "T", item);
          space.now.insert_or_assign(key.encoded(), item);
        }
      }
    }
    if (step % 20 != 0) continue;
    for (const auto& [other, expected] : model) {
      CAPTURE(step, other);
      REQUIRE(spaces.Read(other, "T") == expected.now);
      REQUIRE(spaces.CompareIndexesOf(other, "T") == "equal");
    }
  }
}

TEST_CASE("A fork is one moment of its source, while that is written to", "[spaces]") {
  SpacesFixture spaces(/*on_disk=*/false);
  spaces["a"].CreateTable(IndexedTable("T"));
  spaces.Put("a", "T", Numbered(0).With("n", N("0")));
  spaces.Put("a", "T", Numbered(1).With("n", N("0")));
  std::atomic<bool> end{false};
  // Both items have the same number after each transaction.
  std::thread writer([&] {
    for (int n = 1; !end; ++n) {
      const Item first = Numbered(0).With("n", N(std::to_string(n)));
      const Item second = Numbered(1).With("n", N(std::to_string(n)));
      std::vector<TableWrite> writes = {{"T", {ItemWrite::Kind::kPut, nullptr, first.view()}},
                                        {"T", {ItemWrite::Kind::kPut, nullptr, second.view()}}};
      BatchWriteResult result;
      const RequestGate::Pass pass(&spaces->gate());
      spaces->Use("a").TransactWrite(writes, nullptr, {}, &result);
    }
  });
  for (int i = 0; i < 50; ++i) {
    const std::string name = "fork" + std::to_string(i);
    spaces->Fork("a", name);
    const Contents contents = spaces.Read(name, "T");
    REQUIRE(contents.size() == 2);
    CHECK(contents.begin()->second.Only({"n"}) == std::next(contents.begin())->second.Only({"n"}));
    spaces->Delete(name);
  }
  end = true;
  writer.join();
}

}  // namespace
}  // namespace pumice::test
