// SPDX-License-Identifier: Apache-2.0

#include "engine/access/writer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "engine/item/number.h"
#include "tests/engine/access/client.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

using Items = std::vector<Item>;

const std::string kFailed = ConditionFailed("The conditional request failed");

Item Key(const std::string& pk, int64_t sk) { return Item({{"pk", S(pk)}, {"sk", N(sk)}}); }

// One index of every kind and projection, over attributes that items have or lack at random.
TableDescription ManyIndexes() {
  return MakeTable(
      "T", {{StringKey("pk")}, {NumberKey("sk")}},
      {LocalIndex("local-keys", {{StringKey("pk")}, {StringKey("s")}}, KeysOnly()),
       LocalIndex("local-all", {{StringKey("pk")}, {NumberKey("n")}}),
       GlobalIndex("global-all", {{StringKey("s")}, {NumberKey("n")}}),
       GlobalIndex("global-keys", {{BinaryKey("b")}, {}}, KeysOnly()),
       GlobalIndex("global-include", {{NumberKey("n")}, {StringKey("pk")}}, Include({"x", "s"})),
       GlobalIndex("global-multi",
                   {{StringKey("s"), NumberKey("n")}, {BinaryKey("b"), NumberKey("sk")}},
                   Include({"y"}))});
}

// What the service must hold: nothing but the items, and what follows from them by the
// documentation.
class Model {
 public:
  explicit Model(TableDescription table) : table_(std::move(table)) {}

  std::map<std::string, Item>& items() { return items_; }
  Items Table() const {
    Items items;
    for (const auto& [key, item] : items_) items.push_back(item);
    return Sorted(items);
  }
  Items Index(const IndexSchema& index) const {
    Items entries;
    for (const auto& [key, item] : items_) {
      if (HasKey(index, item)) entries.push_back(Projected(index, item));
    }
    return Sorted(entries);
  }

  static Items Sorted(Items items) {
    std::sort(items.begin(), items.end());
    return items;
  }
  static std::string CountersOf(const Items& items) {
    size_t bytes = 0;
    for (const Item& item : items) bytes += ItemSize(item);
    return Text({static_cast<int64_t>(items.size()), static_cast<int64_t>(bytes)});
  }
  static std::string Text(const ItemCounters& counters) {
    return std::to_string(counters.items) + " items, " + std::to_string(counters.bytes) + " bytes";
  }

 private:
  static std::vector<std::string> KeyNames(const KeySchema& key) {
    std::vector<std::string> names;
    for (const KeyAttribute& attribute : key.partition) names.push_back(attribute.name);
    for (const KeyAttribute& attribute : key.sort) names.push_back(attribute.name);
    return names;
  }
  static bool HasKey(const IndexSchema& index, const Item& item) {
    const auto names = KeyNames(index.key);
    return std::all_of(names.begin(), names.end(),
                       [&](const std::string& name) { return item.Has(name); });
  }
  Item Projected(const IndexSchema& index, const Item& item) const {
    if (index.projection.type == ProjectionType::kAll) return item;
    std::vector<std::string> names = KeyNames(table_.key);
    for (const std::string& name : KeyNames(index.key)) names.push_back(name);
    for (const std::string& name : index.projection.non_key_attributes) names.push_back(name);
    return item.Only(names);
  }

  TableDescription table_;
  std::map<std::string, Item> items_;
};

// Table, indexes and counters against the model.
void CheckAgainst(const Model& model, const Client& client) {
  const TableInfo info = client.Describe();
  REQUIRE(Model::Sorted(client.ScanAll()) == model.Table());
  REQUIRE(Model::Text(info.counters) == Model::CountersOf(model.Table()));
  for (size_t i = 0; i < info.description.indexes.size(); ++i) {
    const IndexSchema& index = info.description.indexes[i];
    CAPTURE(index.name);
    PageArguments arguments;
    arguments.index = index.name;
    REQUIRE(Model::Sorted(client.ScanAll(arguments)) == model.Index(index));
    REQUIRE(Model::Text(info.index_counters[i]) == Model::CountersOf(model.Index(index)));
  }
}

Item RandomItem(const Item& key, Random& random) {
  Item item = key;
  if (random.OneIn(2)) item = item.With("s", S("s" + std::to_string(random.Below(3))));
  if (random.OneIn(2)) item = item.With("n", N(random.Between(-2, 2)));
  if (random.OneIn(2)) item = item.With("b", B("b" + random.Bytes(1)));
  if (random.OneIn(2)) item = item.With("x", random.AnyValue(2));
  if (random.OneIn(2)) item = item.With("y", random.AnyValue(2));
  return item;
}

// One random write, carried out and modelled.
void WriteRandomly(Model& model, const Client& client, Random& random) {
  const Item key = Key("p" + std::to_string(random.Below(4)), random.Between(0, 9));
  const auto stored = model.items().find(key.encoded());
  const bool exists = stored != model.items().end();
  const Item before = exists ? stored->second : key;
  switch (random.Below(6)) {
    case 0:
      client.Delete(key);
      model.items().erase(key.encoded());
      break;
    case 1: {
      const std::string name = random.Pick<std::string>({"s", "n", "b", "x", "y", "never"});
      client.Update(key, {.update = "REMOVE #name", .names = {{"#name", name}}});
      if (exists) model.items()[key.encoded()] = before.Without(name);
      break;
    }
    case 2: {
      const Value number = N(random.Between(-2, 2));
      const Value extra = random.AnyValue(2);
      client.Update(key,
                    {.update = "SET n = :n, x = :x", .values = {{":n", number}, {":x", extra}}});
      model.items()[key.encoded()] = before.With("n", number).With("x", extra);
      break;
    }
    case 3: {
      const Item item = RandomItem(key, random);
      const WriteArguments if_new = {.condition = "attribute_not_exists(pk)"};
      REQUIRE(ErrorOf([&] { client.Put(item, if_new); }) == (exists ? kFailed : "none"));
      if (!exists) model.items()[key.encoded()] = item;
      break;
    }
    default: {
      const Item item = RandomItem(key, random);
      client.Put(item);
      model.items()[key.encoded()] = item;
    }
  }
}

// A database with the table "T".
struct Fixture {
  explicit Fixture(TableDescription table, Storage storage = Storage::kMemory) : database(storage) {
    database->CreateTable(std::move(table));
  }
  TestDatabase database;
  Client client{&database, "T"};
};

TableDescription PlainTable() { return MakeTable("T", {{StringKey("pk")}, {NumberKey("sk")}}); }

TEST_CASE("An item is put, replaced, updated and deleted", "[writer]") {
  Fixture fixture(PlainTable(), GENERATE(Storage::kMemory, Storage::kDisk));
  const Client& client = fixture.client;
  const Item key = Key("a", 1);
  CHECK_FALSE(client.Get(key));

  const Item item = key.With("x", S("one")).With("y", L({N("1")}));
  client.Put(item);
  CHECK(client.Get(key) == item);
  client.Put(key.With("z", Null()));
  CHECK(client.Get(key) == key.With("z", Null()));
  CHECK(client.Update(key, {.update = "SET x = :x REMOVE z", .values = {{":x", S("two")}}}) ==
        key.With("x", S("two")));
  CHECK(client.Get(key) == key.With("x", S("two")));
  CHECK_FALSE(client.Get(Key("a", 2)));
  CHECK_FALSE(client.Delete(key));
  CHECK_FALSE(client.Get(key));
}

TEST_CASE("An update creates the item that is not there", "[writer]") {
  Fixture fixture(PlainTable());
  const Item key = Key("a", 1);
  CHECK(fixture.client.Update(key) == key);
  CHECK(fixture.client.Get(key) == key);
  const Item other = Key("b", 1);
  CHECK(fixture.client.Update(other, {.update = "ADD n :n", .values = {{":n", N("5")}}}) ==
        other.With("n", N("5")));
  const Item third = Key("c", 1);
  CHECK(fixture.client.Update(third, {.update = "REMOVE x"}) == std::nullopt);
  CHECK(fixture.client.Get(third) == std::nullopt);
}

TEST_CASE("Numbers that are equal are one key", "[writer]") {
  Fixture fixture(PlainTable());
  fixture.client.Put(Item({{"pk", S("a")}, {"sk", N("1.00")}, {"x", S("first")}}));
  fixture.client.Put(Item({{"pk", S("a")}, {"sk", N("10E-1")}, {"x", S("second")}}));
  CHECK(fixture.client.ScanAll() == Items{Key("a", 1).With("x", S("second"))});
}

TEST_CASE("A write whose condition fails changes nothing", "[writer]") {
  Fixture fixture(ManyIndexes());
  const Client& client = fixture.client;
  const Item item = Key("a", 1).With("s", S("s")).With("n", N("1"));
  const WriteArguments if_new = {.condition = "attribute_not_exists(pk)"};
  CHECK(client.Put(item, if_new) == item);
  CHECK(ErrorOf([&] { client.Put(item.With("s", S("t")), if_new); }) == kFailed);
  CHECK(ErrorOf([&] {
          client.Update(
              Key("a", 1),
              {.update = "SET n = :n", .condition = "n > :n", .values = {{":n", N("1")}}});
        }) == kFailed);
  CHECK(ErrorOf([&] {
          client.Delete(Key("a", 1), {.condition = "s = :s", .values = {{":s", S("t")}}});
        }) == kFailed);
  CHECK(ErrorOf([&] { client.Update(Key("b", 1), {.condition = "attribute_exists(pk)"}); }) ==
        kFailed);
  CHECK(ErrorOf([&] { client.Delete(Key("b", 1), {.condition = "attribute_exists(pk)"}); }) ==
        kFailed);

  Model model(ManyIndexes());
  model.items()[Key("a", 1).encoded()] = item;
  CheckAgainst(model, client);
}

TEST_CASE("A failed condition shows the old item to who asks for it", "[writer]") {
  Fixture fixture(PlainTable());
  const Item item = Key("a", 1).With("x", S("old"));
  fixture.client.Put(item);

  Placeholders placeholders;
  const BoundCondition condition(
      ParseCondition("attribute_not_exists(pk)", ExpressionKind::kCondition), placeholders);
  const bool asked = GENERATE(false, true);
  ItemWrite write{ItemWrite::Kind::kPut, nullptr, item.view(), &condition};
  WriteResult result;
  try {
    fixture.database->WriteItem("T", write, {.old_item_on_failure = asked}, &result);
    FAIL("no error");
  } catch (const ApiError& error) {
    CHECK(error.code() == ErrorCode::kConditionalCheckFailed);
    CHECK(Item::Of(ItemView(error.item)) == (asked ? item : Item()));
  }
}

TEST_CASE("A key does not change", "[writer]") {
  Fixture fixture(PlainTable());
  const auto update = [&](const std::string& text) {
    return ErrorOf([&] {
      fixture.client.Update(Key("a", 1), {.update = text, .values = {{":v", N("1")}}});
    });
  };
  const auto refusal = [](const std::string& name) {
    return Validation("One or more parameter values were invalid: Cannot update attribute " + name +
                      ". This attribute is part of the key");
  };
  CHECK(update("SET pk = :v") == refusal("pk"));
  CHECK(update("SET x = :v REMOVE sk") == refusal("sk"));
  CHECK(update("ADD sk :v") == refusal("sk"));
  CHECK(fixture.client.ScanAll().empty());
}

TEST_CASE("An update that does not fit changes nothing", "[writer]") {
  Fixture fixture(ManyIndexes());
  const Client& client = fixture.client;
  const Item item = Key("a", 1).With("s", S("s"));
  client.Put(item);
  const auto set = [&](const std::string& name, const Value& value) {
    return ErrorOf([&] {
      client.Update(Key("a", 1),
                    {.update = "SET #n = :v", .values = {{":v", value}}, .names = {{"#n", name}}});
    });
  };
  CHECK(set("n", S("one")) ==
        Validation("The update expression attempted to update the secondary index key to "
                   "unsupported type"));
  CHECK(set("s", S("")) ==
        Validation("One or more parameter values are not valid. The update expression attempted to "
                   "update a secondary index key to a value that is not supported. The "
                   "AttributeValue for a key attribute cannot contain an empty string value."));
  CHECK(set("x", S(std::string(400 * 1024, 'x'))) ==
        Validation("Item size to update has exceeded the maximum allowed size"));
  CHECK(client.Get(Key("a", 1)) == item);
}

// With the attributes' names: "pk" and "sk" are 2 + 1 and 2 + 2 bytes, which are not written,
// "x" 1. A SET counts for 22.
TEST_CASE("An update may fill an item up to 400 KB, but for what it does not write", "[writer]") {
  Fixture fixture(PlainTable());
  const size_t rest = 400 * 1024 - 3 - 4 - 1 - 15;
  const auto set = [&](size_t size) {
    return ErrorOf([&] {
      fixture.client.Update(
          Key("a", 1), {.update = "SET x = :x", .values = {{":x", S(std::string(size, 'x'))}}});
    });
  };
  CHECK(set(rest) == "none");
  CHECK(Model::Text(fixture.client.Describe().counters) == "1 items, 409585 bytes");
  CHECK(set(rest + 1) == Validation("Item size to update has exceeded the maximum allowed size"));
}

TEST_CASE("What is left as it was costs no counter", "[writer]") {
  Fixture fixture(ManyIndexes(), GENERATE(Storage::kMemory, Storage::kDisk));
  const Item item = Key("a", 1).With("s", S("s")).With("n", N("1"));
  for (int i = 0; i < 3; ++i) fixture.client.Put(item);
  fixture.client.Update(Key("a", 1), {.update = "SET n = :n", .values = {{":n", N("1.0")}}});
  fixture.client.Delete(Key("b", 1));
  Model model(ManyIndexes());
  model.items()[Key("a", 1).encoded()] = item;
  CheckAgainst(model, fixture.client);
}

TEST_CASE("Tables, indexes and counters follow from the items", "[writer][property]") {
  const Storage storage = GENERATE(Storage::kMemory, Storage::kDisk);
  Random random(storage == Storage::kMemory ? 1 : 2);
  Fixture fixture(ManyIndexes(), storage);
  Model model(ManyIndexes());
  for (int round = 0; round < 4000; ++round) {
    CAPTURE(random.seed(), round);
    WriteRandomly(model, fixture.client, random);
    if (round % 200 == 0) CheckAgainst(model, fixture.client);
  }
  CheckAgainst(model, fixture.client);
}

TEST_CASE("Everything is there again when the directory is opened again", "[writer][property]") {
  Random random(3);
  Fixture fixture(ManyIndexes(), Storage::kDisk);
  Model model(ManyIndexes());
  for (int run = 0; run < 4; ++run) {
    CAPTURE(random.seed(), run);
    for (int round = 0; round < 500; ++round) WriteRandomly(model, fixture.client, random);
    fixture.database.Reopen();
    CheckAgainst(model, fixture.client);
  }
}

TEST_CASE("A table that is created again under its name is empty", "[writer]") {
  Fixture fixture(ManyIndexes(), GENERATE(Storage::kMemory, Storage::kDisk));
  Random random(4);
  Model model(ManyIndexes());
  for (int round = 0; round < 200; ++round) WriteRandomly(model, fixture.client, random);
  fixture.database->DeleteTable("T");
  CHECK(ErrorOf([&] { fixture.client.Get(Key("a", 1)); }) ==
        NotFound("Requested resource not found"));
  CHECK(ErrorOf([&] { fixture.client.Put(Key("a", 1)); }) ==
        NotFound("Requested resource not found"));
  fixture.database->CreateTable(ManyIndexes());
  CheckAgainst(Model(ManyIndexes()), fixture.client);
}

TEST_CASE("Writers of one item lose no update", "[writer][threads]") {
  Fixture fixture(ManyIndexes());
  const Client& client = fixture.client;
  const Item key = Key("counter", 1);
  client.Put(key.With("n", N("0")));
  constexpr int kThreads = 8;
  constexpr int kIncrements = 100;

  const auto increment = [&] {
    while (true) {
      const Item seen = *client.Get(key);
      int64_t value = 0;
      Number::FromBytes(seen.at("n").scalar()).ToInt64(&value);
      const WriteArguments if_unchanged = {.condition = "n = :seen",
                                           .values = {{":seen", seen.at("n")}}};
      if (ErrorOf([&] { client.Put(key.With("n", N(value + 1)), if_unchanged); }) == "none") return;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kIncrements; ++n) increment();
    });
  }
  for (std::thread& thread : threads) thread.join();
  Model model(ManyIndexes());
  model.items()[key.encoded()] = key.With("n", N(kThreads * kIncrements));
  CheckAgainst(model, client);
}

TEST_CASE("Updates of one item add up", "[writer][threads]") {
  Fixture fixture(ManyIndexes(), Storage::kDisk);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        fixture.client.Update(Key("counter", 1),
                              {.update = "ADD n :one", .values = {{":one", N("1")}}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(fixture.client.Get(Key("counter", 1)) == Key("counter", 1).With("n", N("1600")));
}

TEST_CASE("Writers of many items keep counters and indexes exact", "[writer][threads]") {
  Fixture fixture(ManyIndexes(), Storage::kDisk);
  std::vector<std::thread> threads;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    threads.emplace_back([&fixture, seed] {
      Random random(seed);
      for (int round = 0; round < 500; ++round) {
        const Item key = Key("p" + std::to_string(random.Below(3)), random.Between(0, 9));
        if (random.OneIn(4)) {
          fixture.client.Delete(key);
        } else {
          fixture.client.Put(RandomItem(key, random));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  // Whatever order they came in: what the table holds decides what everything else must be.
  Model model(ManyIndexes());
  for (const Item& item : fixture.client.ScanAll()) {
    model.items()[item.Only({"pk", "sk"}).encoded()] = item;
  }
  CheckAgainst(model, fixture.client);
  fixture.database.Reopen();
  CheckAgainst(model, fixture.client);
}

}  // namespace
}  // namespace pumice::test
