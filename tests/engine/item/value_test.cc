// SPDX-License-Identifier: Apache-2.0

#include "engine/item/value.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/item_builder.h"
#include "tests/support/random.h"

namespace pumice::test {
namespace {

std::vector<std::string> Elements(const Value& set) {
  std::vector<std::string> elements;
  for (const std::string_view element : set.view().AsSet()) elements.emplace_back(element);
  return elements;
}

// The rules of "Item sizes and formats" (Developer Guide), over the tree.
size_t DocumentedSize(const Value& value) {
  switch (value.type()) {
    case ValueType::kBool:
    case ValueType::kNull:
      return 1;
    case ValueType::kList:
    case ValueType::kMap: {
      size_t size = 3;
      for (const std::string& name : value.strings()) size += name.size();
      for (const Value& element : value.elements()) size += 1 + DocumentedSize(element);
      return size;
    }
    default: {
      size_t size = value.scalar().size();
      for (const std::string& element : value.strings()) size += element.size();
      return size;
    }
  }
}

TEST_CASE("Types have their names on the wire", "[value]") {
  const std::vector<std::string> names = {"S",  "N",  "B",  "BOOL", "NULL",
                                          "SS", "NS", "BS", "L",    "M"};
  for (const std::string& name : names) {
    const auto type = ValueTypeFromName(name);
    REQUIRE(type);
    CHECK(ValueTypeName(*type) == name);
  }
  for (const char* name : {"", "s", "X", "SSS", "STRING"}) CHECK_FALSE(ValueTypeFromName(name));

  CHECK(ElementType(ValueType::kStringSet) == ValueType::kString);
  CHECK(ElementType(ValueType::kNumberSet) == ValueType::kNumber);
  CHECK(ElementType(ValueType::kBinarySet) == ValueType::kBinary);
  for (const std::string& name : names) {
    CHECK(IsSet(*ValueTypeFromName(name)) == (name == "SS" || name == "NS" || name == "BS"));
  }
}

TEST_CASE("Sets are canonical: ascending, without duplicates", "[value]") {
  CHECK(SS({"b", "a", "b"}).encoded() == SS({"a", "b"}).encoded());
  CHECK(Elements(SS({"b", "", "a"})) == std::vector<std::string>{"", "a", "b"});
  CHECK(NS({"1.0", "10", "-5", "1"}).encoded() == NS({"-5", "1", "1E1"}).encoded());
  CHECK(Elements(NS({"10", "9", "-1"})) ==
        std::vector<std::string>{N("-1").scalar(), N("9").scalar(), N("10").scalar()});
  CHECK(SS({"a"}).encoded() != BS({"a"}).encoded());
}

TEST_CASE("A set knows its elements", "[value]") {
  const Value set = SS({"a", "bc", ""});
  const SetView view = set.view().AsSet();
  CHECK(view.size() == 3);
  CHECK(view.Contains("bc"));
  CHECK(view.Contains(""));
  CHECK_FALSE(view.Contains("b"));
  CHECK_FALSE(view.Contains("bcd"));
}

TEST_CASE("A list is read by index", "[value]") {
  const Value list = L({S("a"), N("1"), L({})});
  const ListView view = list.view().AsList();
  CHECK(view.size() == 3);
  CHECK(Value::Of(*view.At(0)) == S("a"));
  CHECK(Value::Of(*view.At(2)) == L({}));
  CHECK_FALSE(view.At(3));
  CHECK_FALSE(view.At(4294967295u));
  const Value empty = L({});
  CHECK(empty.view().AsList().size() == 0);
  CHECK_FALSE(empty.view().AsList().At(0));
}

TEST_CASE("An item is read by name", "[value]") {
  const Item item({{"", S("empty name")}, {"a", N("1")}, {"aa", N("2")}, {"b", M({})}});
  const ItemView view = item.view();
  CHECK(view.size() == 4);
  CHECK_FALSE(view.empty());
  CHECK(Value::Of(*view.Find("")) == S("empty name"));
  CHECK(Value::Of(*view.Find("aa")) == N("2"));
  CHECK_FALSE(view.Find("A"));
  CHECK_FALSE(view.Find("c"));
  CHECK_FALSE(ItemView().Find("a"));
  CHECK(ItemView().empty());
}

TEST_CASE("Equal values are equal whatever their notation", "[value]") {
  CHECK(N("1.50").view() == N("15E-1").view());
  CHECK(L({N("100")}).view() == L({N("1E2")}).view());
  CHECK_FALSE(S("1").view() == N("1").view());
  CHECK_FALSE(L({S("a"), S("b")}).view() == L({S("b"), S("a")}).view());
  CHECK_FALSE(Bool(true).view() == Bool(false).view());
}

// The numbers here are those of "Item sizes and formats" (Developer Guide).
TEST_CASE("Values and items have the sizes that the service charges", "[value]") {
  CHECK(ValueSize(S("")) == 0);
  CHECK(ValueSize(S("abc")) == 3);
  CHECK(ValueSize(S("\xc3\xa9\xe2\x82\xac")) == 5);  // é€, by UTF-8 bytes
  CHECK(ValueSize(B(std::string(1000, '\0'))) == 1000);
  CHECK(ValueSize(N("27")) == 2);
  CHECK(ValueSize(N("-27")) == 3);
  CHECK(ValueSize(N("1234567")) == 5);
  CHECK(ValueSize(Bool(true)) == 1);
  CHECK(ValueSize(Null()) == 1);
  CHECK(ValueSize(SS({"ab", "cde"})) == 5);
  CHECK(ValueSize(NS({"1", "100", "1.0"})) == 4);
  CHECK(ValueSize(L({})) == 3);
  CHECK(ValueSize(M({})) == 3);
  CHECK(ValueSize(L({S("ab"), Null()})) == 3 + (1 + 2) + (1 + 1));
  CHECK(ValueSize(M({{"key", S("ab")}})) == 3 + (1 + 3 + 2));
  CHECK(ValueSize(L({M({{"k", L({N("1")})}})})) == 3 + 1 + (3 + 1 + 1 + (3 + 1 + 2)));

  CHECK(ItemSize(Item()) == 0);
  CHECK(ItemSize(Item({{"pk", S("a")}, {"n", N("5")}, {"ok", Bool(false)}})) == 3 + 3 + 3);
}

TEST_CASE("Items of any shape have the sizes of their parts", "[value][property]") {
  Random random(GENERATE(4u, 5u));
  for (int round = 0; round < 1000; ++round) {
    const Item item = random.AnyItem(8, 4);
    CAPTURE(random.seed(), round, item);
    size_t expected = 0;
    for (const auto& [name, value] : item.attributes()) {
      expected += name.size() + DocumentedSize(value);
    }
    REQUIRE(ItemSize(item) == expected);
  }
}

}  // namespace
}  // namespace pumice::test
