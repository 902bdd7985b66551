// SPDX-License-Identifier: Apache-2.0

#include "engine/catalog/description_codec.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/engine/catalog/description_text.h"
#include "tests/support/item_builder.h"
#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

// Every field set to something that is not its default.
IndexSchema FullIndex() {
  IndexSchema index =
      GlobalIndex("Full", {{StringKey("a"), NumberKey("b")}, {BinaryKey("c"), StringKey("d")}},
                  Include({"x", "y"}));
  index.id = 4000000000;
  index.throughput = {1, 2, 1700000000001, 1700000000002, 3, CapacityUnits{9, 10}};
  index.on_demand = {4, -1};
  index.warm = {13000, 5000};
  index.status = Status::kCreating;
  index.backfilling = true;
  return index;
}

TableDescription FullTable() {
  TableDescription table = MakeTable(
      "Full", {{StringKey("pk")}, {NumberKey("sk")}},
      {LocalIndex("Local", {{StringKey("pk")}, {BinaryKey("c")}}, KeysOnly()), FullIndex()});
  table.deleted_indexes = {LocalIndex("Gone", {{StringKey("pk")}, {BinaryKey("d")}}, KeysOnly())};
  table.id = 4294967295;
  table.uuid = "12345678-1234-4234-8234-123456789012";
  table.region = "eu-central-1";
  table.created_millis = 1700000000123;
  table.on_demand_billing = true;
  table.on_demand_since_millis = 1700000000456;
  table.throughput = {5, 6, 1700000000003, 1700000000004, 7, CapacityUnits{11, 0}};
  table.on_demand = {-1, 8};
  table.warm = {14000, 6000};
  table.stream = {StreamView::kNewAndOldImages, "2015-05-11T21:21:33.291"};
  table.latest_stream_label = "2015-05-11T21:21:33.291";
  table.encryption = {true, "AES256", "arn:aws:kms:us-east-1:000000000000:key/k"};
  table.table_class = "STANDARD_INFREQUENT_ACCESS";
  table.deletion_protection = true;
  table.policy = {R"({"Version": "2012-10-17"})", 1700000000111};
  table.insights = {true, true, 1700000000222, 1700000000333, 1700000000444};
  table.indexes[1].insights = {false, false, 1700000000555, 1700000000666, 1700000000777};
  table.kinesis = {
      {"arn:aws:kinesis:us-east-1:000000000000:stream/s", DestinationStatus::kActive,
       DestinationStatus::kUpdating, 1700000000888, TimePrecision::kMicrosecond},
      {"arn:aws:kinesis:us-east-1:000000000000:stream/t", DestinationStatus::kEnableFailed,
       DestinationStatus::kEnabling, 0, std::nullopt}};
  table.change_log = "2015-05-11T21:21:33.292";
  table.tags = {{"owner", "blue team"}, {"empty", ""}};
  table.status = Status::kUpdating;
  table.transition_millis = 1700000000789;
  return table;
}

std::string RoundTrip(const TableDescription& table) {
  return DescriptionText(DecodeDescription(EncodeDescription(table)));
}

TEST_CASE("A description keeps every field", "[description_codec]") {
  CHECK(RoundTrip(FullTable()) == DescriptionText(FullTable()));
}

TEST_CASE("A description keeps what is not set", "[description_codec]") {
  const TableDescription plain = MakeTable("Plain", {{BinaryKey("pk")}, {}});
  CHECK(RoundTrip(plain) == DescriptionText(plain));
  CHECK(RoundTrip(TableDescription()) == DescriptionText(TableDescription()));
}

TEST_CASE("A description keeps every enumerator", "[description_codec]") {
  TableDescription table = FullTable();
  for (const Status status :
       {Status::kCreating, Status::kUpdating, Status::kActive, Status::kDeleting}) {
    table.status = table.indexes[1].status = status;
    CHECK(RoundTrip(table) == DescriptionText(table));
  }
  for (const StreamView view : {StreamView::kKeysOnly, StreamView::kNewImage, StreamView::kOldImage,
                                StreamView::kNewAndOldImages}) {
    table.stream->view = view;
    CHECK(RoundTrip(table) == DescriptionText(table));
  }
  for (const ProjectionType type :
       {ProjectionType::kAll, ProjectionType::kKeysOnly, ProjectionType::kInclude}) {
    table.indexes[1].projection.type = type;
    CHECK(RoundTrip(table) == DescriptionText(table));
  }
}

TEST_CASE("Fields that are missing decode to their defaults", "[description_codec]") {
  CHECK(DescriptionText(DecodeDescription("")) == DescriptionText(TableDescription()));

  TableDescription table;
  table.indexes.emplace_back();
  table.stream.emplace();
  table.encryption.emplace();
  const Item sparse({{"indexes", L({M({})})}, {"stream", M({})}, {"encryption", M({})}});
  CHECK(DescriptionText(DecodeDescription(sparse.encoded())) == DescriptionText(table));
}

TEST_CASE("A damaged description is told of, never read wrongly", "[description_codec]") {
  const std::string bytes = EncodeDescription(FullTable());
  const auto damaged = [](const std::string& changed) {
    try {
      return !IsWhole(DecodeDescription(changed));
    } catch (const std::runtime_error& error) {
      return std::string_view(error.what())
          .starts_with("the data is damaged: of a table's description, ");
    }
  };
  CHECK_FALSE(damaged(bytes));
  CHECK(damaged(""));
  for (size_t size = 0; size < bytes.size(); ++size) {
    // The attributes ascend: the table's name is behind the others of its key.
    CAPTURE(size);
    if (size < bytes.find("partition")) CHECK(damaged(bytes.substr(0, size)));
    CHECK_NOTHROW(damaged(bytes.substr(0, size)));
  }
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x80);
    CAPTURE(at);
    CHECK_NOTHROW(damaged(changed));
  }
  // Enumerators and types that there are not.
  const Item whole = Item::Of(ItemView(bytes));
  CHECK(damaged(whole.With("status", N(4)).encoded()));
  CHECK(damaged(whole.With("status", N(-1)).encoded()));
  CHECK(damaged(whole.With("stream", M({{"view", N(4)}})).encoded()));
  CHECK(damaged(whole.With("partition", L({M({{"name", S("pk")}, {"type", S("X")}})})).encoded()));
  CHECK(damaged(whole.With("partition", L({S("pk")})).encoded()));
  CHECK(damaged(whole.With("partition", L({})).encoded()));
  CHECK(damaged(whole.Without("name").encoded()));
  CHECK(damaged(whole.With("indexes", L({M({})})).encoded()));
}

TEST_CASE("An encoding is canonical", "[description_codec]") {
  CHECK(EncodeDescription(FullTable()) == EncodeDescription(FullTable()));
}

}  // namespace
}  // namespace pumice::test
