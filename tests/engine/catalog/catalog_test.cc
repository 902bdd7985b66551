// SPDX-License-Identifier: Apache-2.0

#include "engine/catalog/catalog.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/error/api_error.h"
#include "tests/engine/catalog/description_text.h"
#include "tests/support/table_builder.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

using Names = std::vector<std::string>;

constexpr int64_t kNow = 1431379293291;  // 2015-05-11T21:21:33.291Z

// A catalog over a store of its own, which can be closed and opened again.
class CatalogFixture {
 public:
  explicit CatalogFixture(int64_t transition_millis = 0) : transition_millis_(transition_millis) {
    Reopen();
  }

  Catalog* operator->() { return catalog_.get(); }
  void Advance(int64_t millis) { clock_.Advance(std::chrono::milliseconds(millis)); }
  void Reopen() {
    catalog_.reset();
    streams_.reset();
    store_.reset();
    store_ = Store::OpenDirectory(directory_.string(), false);
    streams_ = std::make_unique<Streams>(store_.get(), "default", &clock_, StreamOptions());
    catalog_ = std::make_unique<Catalog>(
        Catalog::Parts{store_.get(), streams_.get(), nullptr, &clock_, {}}, "default",
        transition_millis_);
    store_->StartDroppingRows();
  }

 private:
  TemporaryDirectory directory_;
  ManualClock clock_{kNow};
  int64_t transition_millis_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Streams> streams_;
  std::unique_ptr<Catalog> catalog_;
};

TableDescription Music(std::string name = "Music") {
  return MakeTable(std::move(name), {{StringKey("Artist")}, {StringKey("SongTitle")}},
                   {GlobalIndex("ByGenre", {{StringKey("Genre")}, {}}, KeysOnly())});
}

// A version 4 UUID's characters by kind: 'v' for those its variant allows, 'h' for other
// hexadecimal digits.
std::string UuidShape(std::string uuid) {
  for (size_t i = 0; i < uuid.size(); ++i) {
    const bool is_version = i == 14 && uuid[i] == '4';
    if (is_version) continue;
    if (std::string_view("0123456789abcdef").find(uuid[i]) == std::string_view::npos) continue;
    const bool is_variant =
        i == 19 && std::string_view("89ab").find(uuid[i]) != std::string_view::npos;
    uuid[i] = is_variant ? 'v' : 'h';
  }
  return uuid;
}

const std::string kMusicNotFound = NotFound("Requested resource not found: Table: Music not found");
const std::string kNotOpen = NotFound("Requested resource not found");

TEST_CASE("A table is CREATING when it is created and ACTIVE at the next call", "[catalog]") {
  CatalogFixture catalog;
  const TableInfo created = catalog->Create(Music());
  CHECK(created.description.status == Status::kCreating);
  CHECK(created.description.indexes[0].status == Status::kCreating);
  CHECK(created.counters.items == 0);
  CHECK(created.counters.bytes == 0);
  CHECK(created.index_counters.size() == 1);

  const TableInfo described = catalog->Describe("Music");
  CHECK(described.description.status == Status::kActive);
  CHECK(described.description.indexes[0].status == Status::kActive);
  CHECK(catalog->Open("Music").description().name == "Music");
}

TEST_CASE("A new table gets its identity", "[catalog]") {
  CatalogFixture catalog;
  TableDescription description = Music();
  description.stream = StreamSettings{StreamView::kNewImage, ""};
  const TableDescription created = catalog->Create(description).description;

  CHECK(created.created_millis == kNow);
  CHECK(created.on_demand_since_millis == kNow);
  CHECK(created.stream->label == "2015-05-11T21:21:33.291");
  CHECK(created.latest_stream_label == "2015-05-11T21:21:33.291");
  CHECK(UuidShape(created.uuid) == "hhhhhhhh-hhhh-4hhh-vhhh-hhhhhhhhhhhh");

  TableDescription provisioned = Music("Other");
  provisioned.on_demand_billing = false;
  provisioned.throughput = {.read = 1, .write = 1};
  for (IndexSchema& index : provisioned.indexes) index.throughput = provisioned.throughput;
  const TableDescription other = catalog->Create(provisioned).description;
  CHECK(other.on_demand_since_millis == 0);
  CHECK(other.latest_stream_label.empty());
  CHECK(other.uuid != created.uuid);
  const std::vector<uint32_t> ids = {created.id, created.indexes[0].id, other.id,
                                     other.indexes[0].id};
  for (size_t i = 0; i < ids.size(); ++i) {
    for (size_t j = 0; j < i; ++j) CHECK(ids[i] != ids[j]);
  }
}

TEST_CASE("A table's name is its own", "[catalog]") {
  CatalogFixture catalog;
  catalog->Create(Music());
  CHECK(ErrorOf([&] { catalog->Create(Music()); }) == InUse("Table already exists: Music"));
  CHECK(ErrorOf([&] { catalog->Create(Music("music")); }) == "none");
}

TEST_CASE("A table that is not there is not found", "[catalog]") {
  CatalogFixture catalog;
  CHECK(ErrorOf([&] { catalog->Describe("Music"); }) == kMusicNotFound);
  CHECK(ErrorOf([&] { catalog->Delete("Music"); }) == kMusicNotFound);
  CHECK(ErrorOf([&] { catalog->Update("Music", [](TableDescription*) {}); }) == kMusicNotFound);
  CHECK(ErrorOf([&] { catalog->Open("Music"); }) == kNotOpen);
}

TEST_CASE("Tables are listed by name, page by page", "[catalog]") {
  CatalogFixture catalog;
  CHECK(catalog->List("", 100).empty());
  for (const char* name : {"bbb", "aaa", "Zzz", "a-b", "a.b"}) catalog->Create(Music(name));
  CHECK(catalog->List("", 100) == Names{"Zzz", "a-b", "a.b", "aaa", "bbb"});
  CHECK(catalog->List("", 2) == Names{"Zzz", "a-b"});
  CHECK(catalog->List("a-b", 2) == Names{"a.b", "aaa"});
  CHECK(catalog->List("aaa", 2) == Names{"bbb"});
  CHECK(catalog->List("bbb", 2).empty());
  // The start need not exist.
  CHECK(catalog->List("a-c", 1) == Names{"a.b"});
}

TEST_CASE("A deleted table is gone", "[catalog]") {
  CatalogFixture catalog;
  const TableDescription first = catalog->Create(Music()).description;
  const TableInfo deleted = catalog->Delete("Music");
  CHECK(deleted.description.status == Status::kDeleting);
  CHECK(deleted.description.uuid == first.uuid);

  CHECK(ErrorOf([&] { catalog->Describe("Music"); }) == kMusicNotFound);
  CHECK(ErrorOf([&] { catalog->Delete("Music"); }) == kMusicNotFound);
  CHECK(ErrorOf([&] { catalog->Open("Music"); }) == kNotOpen);
  CHECK(catalog->List("", 100).empty());
  catalog.Reopen();
  CHECK(catalog->List("", 100).empty());

  const TableDescription second = catalog->Create(Music()).description;
  CHECK(second.id != first.id);
  CHECK(second.uuid != first.uuid);
}

TEST_CASE("A protected table is not deleted", "[catalog]") {
  CatalogFixture catalog;
  TableDescription description = Music();
  description.deletion_protection = true;
  catalog->Create(description);
  CHECK(ErrorOf([&] { catalog->Delete("Music"); }) ==
        Validation("Resource cannot be deleted as it is currently protected against deletion. "
                   "Disable deletion protection first."));
  CHECK(catalog->Describe("Music").description.status == Status::kActive);

  catalog->Update("Music", [](TableDescription* table) { table->deletion_protection = false; });
  catalog->Delete("Music");
  CHECK(ErrorOf([&] { catalog->Describe("Music"); }) == kMusicNotFound);
}

TEST_CASE("A creation that takes its time is CREATING until then", "[catalog]") {
  CatalogFixture catalog(5000);
  catalog->Create(Music());
  catalog.Advance(4999);
  CHECK(catalog->Describe("Music").description.status == Status::kCreating);
  CHECK(catalog->Describe("Music").description.indexes[0].status == Status::kCreating);
  CHECK(ErrorOf([&] { catalog->Open("Music"); }) == kNotOpen);
  CHECK(ErrorOf([&] { catalog->Delete("Music"); }) ==
        InUse("Attempt to change a resource which is still in use: Table is being created: Music"));
  CHECK(ErrorOf([&] { catalog->Update("Music", [](TableDescription*) {}); }) ==
        InUse("Attempt to change a resource which is still in use: Table is being created: Music"));
  CHECK(ErrorOf([&] { catalog->Create(Music()); }) == InUse("Table already exists: Music"));
  CHECK(catalog->List("", 100) == Names{"Music"});

  catalog.Advance(1);
  CHECK(catalog->Describe("Music").description.status == Status::kActive);
  CHECK(catalog->Describe("Music").description.indexes[0].status == Status::kActive);
  CHECK(ErrorOf([&] { catalog->Open("Music"); }) == "none");
}

TEST_CASE("A deletion that takes its time is DELETING until then", "[catalog]") {
  CatalogFixture catalog(5000);
  catalog->Create(Music());
  catalog.Advance(5000);
  catalog->Delete("Music");
  catalog.Advance(4999);
  CHECK(catalog->Describe("Music").description.status == Status::kDeleting);
  CHECK(ErrorOf([&] { catalog->Open("Music"); }) == kNotOpen);
  CHECK(ErrorOf([&] { catalog->Delete("Music"); }) ==
        InUse("Attempt to change a resource which is still in use: Table is being deleted: Music"));
  CHECK(ErrorOf([&] { catalog->Update("Music", [](TableDescription*) {}); }) ==
        InUse("Attempt to change a resource which is still in use: Table is being deleted: Music"));
  CHECK(ErrorOf([&] { catalog->Create(Music()); }) == InUse("Table already exists: Music"));
  CHECK(catalog->List("", 100) == Names{"Music"});

  catalog.Advance(1);
  SECTION("it is over for whoever asks first") {
    SECTION("DescribeTable") {
      CHECK(ErrorOf([&] { catalog->Describe("Music"); }) == kMusicNotFound);
    }
    SECTION("ListTables") { CHECK(catalog->List("", 100).empty()); }
    SECTION("DeleteTable") {
      CHECK(ErrorOf([&] { catalog->Delete("Music"); }) == kMusicNotFound);
    }
    SECTION("CreateTable") {
      CHECK(ErrorOf([&] { catalog->Create(Music()); }) == "none");
    }
    SECTION("an item's operation") {
      CHECK(ErrorOf([&] { catalog->Open("Music"); }) == kNotOpen);
    }
  }
}

TEST_CASE("Transitions go on after a restart", "[catalog]") {
  CatalogFixture catalog(5000);
  catalog->Create(Music("created"));
  catalog.Advance(5000);
  catalog->Create(Music("creating"));
  catalog->Delete("created");
  catalog.Reopen();
  CHECK(catalog->Describe("creating").description.status == Status::kCreating);
  CHECK(catalog->Describe("created").description.status == Status::kDeleting);
  catalog.Advance(5000);
  CHECK(catalog->Describe("creating").description.status == Status::kActive);
  CHECK(catalog->List("", 100) == Names{"creating"});
  catalog.Reopen();
  CHECK(catalog->List("", 100) == Names{"creating"});
}

TEST_CASE("Tables are all there after a restart, with every field", "[catalog]") {
  CatalogFixture catalog;
  std::vector<std::string> before;
  for (int i = 0; i < 100; ++i) {
    TableDescription table = Music("table-" + std::to_string(i));
    table.tags = {{"number", std::to_string(i)}};
    table.table_class = i % 2 == 0 ? "STANDARD" : "";
    catalog->Create(table);
  }
  const Names names = catalog->List("", 1000);
  for (const std::string& name : names) {
    before.push_back(DescriptionText(catalog->Describe(name).description));
  }
  catalog.Reopen();
  CHECK(catalog->List("", 1000) == names);
  for (size_t i = 0; i < names.size(); ++i) {
    CHECK(DescriptionText(catalog->Describe(names[i]).description) == before[i]);
  }
}

TEST_CASE("A change of a description is kept, or not made at all", "[catalog]") {
  CatalogFixture catalog;
  catalog->Create(Music());
  const TableInfo updated = catalog->Update(
      "Music", [](TableDescription* table) { table->table_class = "STANDARD_INFREQUENT_ACCESS"; });
  CHECK(updated.description.table_class == "STANDARD_INFREQUENT_ACCESS");

  CHECK(ErrorOf([&] {
          catalog->Update("Music", [](TableDescription* table) {
            table->table_class = "half done";
            throw ApiError(ErrorCode::kValidation, "no");
          });
        }) == Validation("no"));
  CHECK(catalog->Describe("Music").description.table_class == "STANDARD_INFREQUENT_ACCESS");
  catalog.Reopen();
  CHECK(catalog->Describe("Music").description.table_class == "STANDARD_INFREQUENT_ACCESS");
}

TEST_CASE("Only one of many threads creates a table, and only one deletes it", "[catalog]") {
  CatalogFixture catalog;
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> created = 0;
    std::atomic<int> deleted = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back(
          [&] { created += ErrorOf([&] { catalog->Create(Music()); }) == "none" ? 1 : 0; });
    }
    for (std::thread& thread : threads) thread.join();
    threads.clear();
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back(
          [&] { deleted += ErrorOf([&] { catalog->Delete("Music"); }) == "none" ? 1 : 0; });
    }
    for (std::thread& thread : threads) thread.join();
    REQUIRE(created == 1);
    REQUIRE(deleted == 1);
  }
  CHECK(catalog->List("", 100).empty());
}

}  // namespace
}  // namespace pumice::test
