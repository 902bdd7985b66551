// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/table_schema.h"

#include <catch2/catch.hpp>

#include "engine/schema/key_schema.h"
#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

TableDescription Music() {
  return MakeTable("Music", {{StringKey("Artist")}, {StringKey("SongTitle")}},
                   {LocalIndex("ByYear", {{StringKey("Artist")}, {NumberKey("Year")}}, KeysOnly()),
                    GlobalIndex("ByGenre", {{StringKey("Genre")}, {NumberKey("Price")}}),
                    GlobalIndex("ByLabel", {{StringKey("Label")}, {}}, Include({"Price"}))});
}

TEST_CASE("A key's attributes by name", "[table_schema]") {
  const KeySchema key = {{StringKey("pk"), NumberKey("pk2")}, {BinaryKey("sk")}};
  REQUIRE(key.Find("pk2") != nullptr);
  CHECK(*key.Find("pk2") == NumberKey("pk2"));
  REQUIRE(key.Find("sk") != nullptr);
  CHECK(*key.Find("sk") == BinaryKey("sk"));
  CHECK(key.Find("p") == nullptr);
  CHECK(key.Find("") == nullptr);
}

TEST_CASE("A table's indexes by name", "[table_schema]") {
  const TableDescription table = Music();
  CHECK(table.FindIndex("ByGenre") == &table.indexes[1]);
  CHECK(table.FindIndex("Music") == nullptr);
}

// "Amazon DynamoDB: how ARNs are formed", Service Authorization Reference.
TEST_CASE("ARNs of tables, indexes and streams name them", "[table_schema]") {
  const TableDescription table = Music();
  CHECK(table.Arn() == "arn:aws:dynamodb:us-east-1:000000000000:table/Music");
  CHECK(table.IndexArn("ByGenre") ==
        "arn:aws:dynamodb:us-east-1:000000000000:table/Music/index/ByGenre");
  CHECK(table.StreamArn("2015-05-11T21:21:33.291") ==
        "arn:aws:dynamodb:us-east-1:000000000000:table/Music/stream/2015-05-11T21:21:33.291");
}

// The format of LatestStreamLabel's examples, API Reference.
TEST_CASE("A stream's label is the time it was enabled", "[table_schema]") {
  CHECK(StreamLabel(1431379293291) == "2015-05-11T21:21:33.291");
  CHECK(StreamLabel(0) == "1970-01-01T00:00:00.000");
  CHECK(StreamLabel(951782400007) == "2000-02-29T00:00:00.007");
}

TEST_CASE("An index holds of an item what it projects", "[table_schema]") {
  const TableDescription table = Music();
  const IndexSchema& keys_only = table.indexes[0];
  const IndexSchema& all = table.indexes[1];
  const IndexSchema& include = table.indexes[2];

  for (const char* name : {"Artist", "SongTitle", "Year"}) CHECK(IsKeyOf(table, keys_only, name));
  CHECK_FALSE(IsKeyOf(table, keys_only, "Genre"));
  CHECK(IsKeyOf(table, all, "Price"));
  CHECK_FALSE(IsKeyOf(table, include, "Price"));

  for (const char* name : {"Artist", "SongTitle", "Year"}) CHECK(Projects(table, keys_only, name));
  CHECK_FALSE(Projects(table, keys_only, "Price"));
  CHECK(Projects(table, all, "anything"));
  for (const char* name : {"Artist", "SongTitle", "Label", "Price"}) {
    CHECK(Projects(table, include, name));
  }
  CHECK_FALSE(Projects(table, include, "Genre"));
}

}  // namespace
}  // namespace pumice::test
