// SPDX-License-Identifier: Apache-2.0

#include "engine/access/key.h"

#include <catch2/catch.hpp>
#include <string>

#include "engine/storage/keyspace.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

const KeySchema kKey = {{StringKey("pk")}, {BinaryKey("sk")}};

TableDescription IndexedTable() {
  return MakeTable("T", {{StringKey("pk")}, {BinaryKey("sk")}},
                   {LocalIndex("local", {{StringKey("pk")}, {NumberKey("n")}}),
                    GlobalIndex("global", {{StringKey("g")}, {BinaryKey("b")}})});
}

std::string ItemError(const Item& item) {
  return ErrorOf([&] { KeyOfItem(kKey, item); });
}
std::string RequestError(const Item& key) {
  return ErrorOf([&] { KeyOfRequest(kKey, key); });
}
std::string IndexError(const Item& item) {
  return ErrorOf([&] { CheckIndexKeys(IndexedTable(), item); });
}
std::string UpdateError(const Item& item, UpdateWords words = UpdateWords::kExpression) {
  return ErrorOf([&] { CheckUpdatedIndexKeys(IndexedTable(), item, words); });
}

const std::string kNoMatch = Validation("The provided key element does not match the schema");
const std::string kPartitionTooLong = Validation(
    "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
    "limit "
    "of2048 bytes");
const std::string kSortTooLong = Validation(
    "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the "
    "size limit of 1024 bytes");

std::string EmptyKey(const std::string& kind, const std::string& name) {
  return Validation(
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty " +
      kind + " value. Key: " + name);
}

TEST_CASE("An item that is to be stored has its key's attributes", "[key]") {
  const Item item({{"pk", S("a")}, {"sk", B("b")}, {"more", N("1")}});
  const KeyValues key = KeyOfItem(kKey, item);
  REQUIRE(key.partition.size() == 1);
  REQUIRE(key.sort.size() == 1);
  CHECK(Value::Of(key.partition[0]) == S("a"));
  CHECK(Value::Of(key.sort[0]) == B("b"));
}

TEST_CASE("An item without a proper key is refused", "[key]") {
  CHECK(ItemError(Item({{"sk", B("b")}})) ==
        Validation("One or more parameter values were invalid: Missing the key pk in the item"));
  CHECK(ItemError(Item({{"pk", S("a")}})) ==
        Validation("One or more parameter values were invalid: Missing the key sk in the item"));
  CHECK(ItemError(Item({{"pk", N("1")}, {"sk", B("b")}})) ==
        Validation("One or more parameter values were invalid: Type mismatch for key pk expected: "
                   "S actual: N"));
  CHECK(ItemError(Item({{"pk", S("a")}, {"sk", M({})}})) ==
        Validation("One or more parameter values were invalid: Type mismatch for key sk expected: "
                   "B actual: M"));
  CHECK(ItemError(Item({{"pk", S("")}, {"sk", B("b")}})) == EmptyKey("string", "pk"));
  CHECK(ItemError(Item({{"pk", S("a")}, {"sk", B("")}})) == EmptyKey("binary", "sk"));
}

TEST_CASE("A key that a request names has exactly the key's attributes", "[key]") {
  CHECK(RequestError(Item({{"pk", S("a")}, {"sk", B("b")}})) == "none");
  CHECK(RequestError(Item()) == kNoMatch);
  CHECK(RequestError(Item({{"pk", S("a")}})) == kNoMatch);
  CHECK(RequestError(Item({{"pk", S("a")}, {"xx", B("b")}})) == kNoMatch);
  CHECK(RequestError(Item({{"pk", S("a")}, {"sk", B("b")}, {"x", S("x")}})) == kNoMatch);
  CHECK(RequestError(Item({{"pk", S("a")}, {"sk", S("b")}})) == kNoMatch);
  CHECK(RequestError(Item({{"pk", S("")}, {"sk", B("b")}})) == EmptyKey("string", "pk"));
  CHECK(RequestError(Item({{"pk", S("a")}, {"sk", B("")}})) == EmptyKey("binary", "sk"));
}

// "Constraints in Amazon DynamoDB", partition keys and sort keys.
TEST_CASE("Keys have a greatest length", "[key]") {
  const auto key = [](size_t partition_size, size_t sort_size) {
    return Item(
        {{"pk", S(std::string(partition_size, 'p'))}, {"sk", B(std::string(sort_size, 's'))}});
  };
  CHECK(ItemError(key(2048, 1024)) == "none");
  CHECK(ItemError(key(2049, 1)) == kPartitionTooLong);
  CHECK(ItemError(key(1, 1025)) == kSortTooLong);
  CHECK(RequestError(key(2048, 1024)) == "none");
  CHECK(RequestError(key(2049, 1025)) == kPartitionTooLong);
  CHECK(RequestError(key(1, 1025)) == kSortTooLong);
}

TEST_CASE("An item is in an index if it has all of its key", "[key]") {
  const KeySchema index_key = {{StringKey("a"), NumberKey("b")}, {StringKey("c")}};
  const Item item({{"a", S("1")}, {"b", N("2")}, {"c", S("3")}, {"d", S("4")}});
  const auto key = KeyInIndex(index_key, item);
  REQUIRE(key);
  REQUIRE(key->partition.size() == 2);
  CHECK(Value::Of(key->partition[0]) == S("1"));
  CHECK(Value::Of(key->partition[1]) == N("2"));
  REQUIRE(key->sort.size() == 1);
  CHECK(Value::Of(key->sort[0]) == S("3"));
  for (const char* name : {"a", "b", "c"}) CHECK_FALSE(KeyInIndex(index_key, item.Without(name)));
}

TEST_CASE("What an item says of index keys must fit", "[key]") {
  const Item key({{"pk", S("a")}, {"sk", B("b")}});
  CHECK(IndexError(key) == "none");
  CHECK(IndexError(key.With("n", N("1")).With("g", S("g")).With("b", B("b"))) == "none");
  // One attribute alone keeps the item out of the index, but its type is checked.
  CHECK(IndexError(key.With("g", S("g"))) == "none");
  CHECK(IndexError(key.With("n", S("1"))) ==
        Validation("One or more parameter values were invalid: Type mismatch for Index Key n "
                   "Expected: N Actual: S IndexName: local"));
  CHECK(IndexError(key.With("g", Null())) ==
        Validation("One or more parameter values were invalid: Type mismatch for Index Key g "
                   "Expected: S Actual: NULL IndexName: global"));
  CHECK(IndexError(key.With("g", S(""))) ==
        Validation("One or more parameter values are not valid. A value specified for a secondary "
                   "index key is not supported. The AttributeValue for a key attribute cannot "
                   "contain an empty string value. IndexName: global, IndexKey: g"));
  CHECK(IndexError(key.With("b", B(""))) ==
        Validation("One or more parameter values are not valid. A value specified for a secondary "
                   "index key is not supported. The AttributeValue for a key attribute cannot "
                   "contain an empty binary value. IndexName: global, IndexKey: b"));
  const Item whole = key.With("g", S(std::string(2048, 'g'))).With("b", B(std::string(1024, 'b')));
  CHECK(IndexError(whole) == "none");
  CHECK(IndexError(whole.With("g", S(std::string(2049, 'g')))) == kPartitionTooLong);
  CHECK(IndexError(whole.With("b", B(std::string(1025, 'b')))) == kSortTooLong);
}

TEST_CASE("An update's faults in index keys are told in its own words", "[key]") {
  const Item key({{"pk", S("a")}, {"sk", B("b")}});
  CHECK(UpdateError(key.With("g", S("g"))) == "none");
  CHECK(UpdateError(key.With("g", N("1"))) ==
        Validation("The update expression attempted to update the secondary index key to "
                   "unsupported type"));
  const std::string wrong_type = Validation(
      "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S "
      "Actual: N IndexName: global");
  CHECK(UpdateError(key.With("g", N("1")), UpdateWords::kTransactionExpression) == wrong_type);
  CHECK(UpdateError(key.With("g", N("1")), UpdateWords::kItem) == wrong_type);
  const std::string empty = Validation(
      "One or more parameter values are not valid. The update expression attempted to update a "
      "secondary index key to a value that is not supported. The AttributeValue for a key "
      "attribute "
      "cannot contain an empty string value.");
  CHECK(UpdateError(key.With("g", S(""))) == empty);
  CHECK(UpdateError(key.With("g", S("")), UpdateWords::kTransactionExpression) == empty);
  CHECK(UpdateError(key.With("g", S("")), UpdateWords::kItem) ==
        Validation("One or more parameter values are not valid. A value specified for a secondary "
                   "index key is not supported. The AttributeValue for a key attribute cannot "
                   "contain an empty string value. IndexName: global, IndexKey: g"));
}

TEST_CASE("Key attributes of table and index are copied from an item", "[key]") {
  const TableDescription table = IndexedTable();
  const Item item(
      {{"b", B("b")}, {"g", S("g")}, {"n", N("1")}, {"pk", S("a")}, {"sk", B("b")}, {"x", S("x")}});
  std::string of_table;
  AppendKeyAttributes(table, nullptr, item, &of_table);
  CHECK(Item::Of(ItemView(of_table)) == item.Only({"pk", "sk"}));
  std::string of_index;
  AppendKeyAttributes(table, &table.indexes[1], item, &of_index);
  CHECK(Item::Of(ItemView(of_index)) == item.Only({"b", "g", "pk", "sk"}));
  std::string partition;
  AppendPartitionKey(table, item, &partition);
  CHECK(Item::Of(ItemView(partition)) == item.Only({"pk"}));
}

TEST_CASE("Rows of a partition order by their sort keys", "[key][property]") {
  Random random(GENERATE(1u, 2u));
  const KeySchema schema = {{StringKey("pk")}, {NumberKey("sk")}};
  for (int round = 0; round < 2000; ++round) {
    const Item a({{"pk", S("p")}, {"sk", N(random.NumberText())}});
    const Item b({{"pk", S("p")}, {"sk", N(random.NumberText())}});
    CAPTURE(random.seed(), round, a, b);
    const std::string a_row = TableRowKey(7, KeyOfItem(schema, a));
    const std::string b_row = TableRowKey(7, KeyOfItem(schema, b));
    REQUIRE((a_row < b_row) == (a.at("sk").scalar() < b.at("sk").scalar()));
    REQUIRE((a_row == b_row) == (a == b));
  }
}

TEST_CASE("An index's rows hold the table's key behind the index's", "[key]") {
  const Item item({{"g", S("g")}, {"pk", S("p")}, {"sk", B("s")}});
  const KeyValues table_key = KeyOfItem(kKey, item);
  const KeyValues index_key = *KeyInIndex({{StringKey("g")}, {}}, item);
  std::string expected;
  const ValueView partition[] = {item.at("g")};
  keyspace::AppendPartition(9, partition, &expected);
  keyspace::AppendKeyValue(item.at("pk"), &expected);
  keyspace::AppendKeyValue(item.at("sk"), &expected);
  CHECK(IndexRowKey(9, index_key, table_key) == expected);
}

TEST_CASE("A partition's hash is taken over by keys of the same partition only", "[key]") {
  const Item item({{"g", S("g")}, {"pk", S("p")}, {"sk", B("s")}, {"n", N("1")}});
  KeyValues known = KeyOfItem(kKey, item);
  KeyValues same = *KeyInIndex({{StringKey("pk")}, {NumberKey("n")}}, item);
  TakePartitionHash(known, &same);
  CHECK(!same.partition_hash);  // none was made yet

  known.partition_hash = keyspace::RowHash(TableRowKey(7, known));
  KeyValues other = *KeyInIndex({{StringKey("g")}, {}}, item);
  TakePartitionHash(known, &other);
  CHECK(!other.partition_hash);

  const std::string without = IndexRowKey(9, same, known);
  TakePartitionHash(known, &same);
  CHECK(same.partition_hash == known.partition_hash);
  CHECK(IndexRowKey(9, same, known) == without);
}

}  // namespace
}  // namespace pumice::test
