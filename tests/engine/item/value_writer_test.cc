// SPDX-License-Identifier: Apache-2.0

#include "engine/item/value_writer.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "engine/item/value.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"

namespace pumice::test {
namespace {

TEST_CASE("What is written is what a view shows", "[value_writer]") {
  std::string bytes;
  ValueWriter writer(&bytes);
  writer.Name("b");
  writer.Binary(std::string_view("\0\xff", 2));
  writer.Name("list");
  const size_t list = writer.BeginList();
  writer.String("");
  const size_t map = writer.BeginMap();
  writer.Name("n");
  writer.Number(Number::FromInt(-7));
  writer.End(map);
  writer.Null();
  writer.Bool(false);
  writer.End(list);
  writer.Name("ss");
  const std::string_view elements[] = {"a", "b"};
  writer.Set(ValueType::kStringSet, elements);

  CHECK(Item::Of(ItemView(bytes)) ==
        Item({{"b", B(std::string_view("\0\xff", 2))},
              {"list", L({S(""), M({{"n", N("-7")}}), Null(), Bool(false)})},
              {"ss", SS({"a", "b"})}}));
}

TEST_CASE("Items of any shape keep their values", "[value_writer][property]") {
  Random random(GENERATE(1u, 2u, 3u));
  for (int round = 0; round < 1000; ++round) {
    const Item item = random.AnyItem(8, 4);
    CAPTURE(random.seed(), round, item);
    const Item back = Item::Of(item.view());
    REQUIRE(back == item);
    // Equal values are equal bytes, and the other way round.
    REQUIRE(back.encoded() == item.encoded());
    REQUIRE(item.view().size() == item.attributes().size());
    for (const auto& [name, value] : item.attributes()) {
      const auto found = item.view().Find(name);
      REQUIRE(found);
      REQUIRE(Value::Of(*found) == value);
      REQUIRE(*found == value.view());
    }
  }
}

TEST_CASE("Payloads of every length keep their bytes", "[value_writer]") {
  const size_t size = GENERATE(0, 1, 126, 127, 128, 129, 16382, 16383, 16384, 16385, 400000);
  const std::string text(size, 'x');
  const Item item({{"a", S(text)},
                   {"list", L({S(text), N("1")})},
                   {"map", M({{"s", S(text)}, {std::string(size % 60000, 'n'), Null()}})},
                   {"set", SS({text, "y"})},
                   {"z", Bool(true)}});
  const Item back = Item::Of(item.view());
  CHECK((back == item));
  CHECK((back.encoded() == item.encoded()));
  CHECK(back.at("z") == Bool(true));
}

TEST_CASE("Values nest to 32 levels", "[value_writer]") {
  Value value = S("core");
  for (int level = 1; level <= kMaxNesting; ++level) {
    value = level % 2 == 0 ? L({value, N("1")}) : M({{"inner", value}});
  }
  const Item item({{"deep", value}});
  CHECK(Item::Of(item.view()) == item);

  ValueView view = *item.view().Find("deep");
  for (int level = kMaxNesting; level >= 1; --level) {
    view = level % 2 == 0 ? *view.AsList().At(0) : *view.AsMap().Find("inner");
  }
  CHECK(Value::Of(view) == S("core"));
}

TEST_CASE("Values and attributes are copied as they stand", "[value_writer]") {
  const Item item(
      {{"a", M({{"x", L({N("1.5"), SS({"p", "q"})})}})}, {"b", S(std::string(300, 'b'))}});
  std::string bytes;
  ValueWriter writer(&bytes);
  for (auto it = item.view().begin(); it != item.view().end(); ++it) {
    writer.CopyAttribute(it.encoded());
  }
  CHECK(bytes == item.encoded());

  bytes.clear();
  writer.Name("a");
  writer.Copy(*item.view().Find("a"));
  writer.Name("whole");
  writer.Map(item.view());
  CHECK(Item::Of(ItemView(bytes)) == Item({{"a", item.at("a")}, {"whole", M(item.attributes())}}));
}

}  // namespace
}  // namespace pumice::test
