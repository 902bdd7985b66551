// SPDX-License-Identifier: Apache-2.0

#include "engine/item/item_check.h"

#include <catch2/catch.hpp>

#include <string>

#include "tests/support/item_builder.h"
#include "tests/support/random.h"

namespace pumice::test {
namespace {

const Item kItem({{"b", B("\x01\x02")},
                  {"bool", Bool(true)},
                  {"list", L({S("x"), L({Null()}), M({{"y", N(-12)}})})},
                  {"long", S(std::string(300, 'x'))},
                  {"ns", NS({"1", "2.5"})},
                  {"null", Null()},
                  {"ss", SS({"a", "b"})}});

// Walks all of an item, as its readers do.
size_t Walk(ItemView item) { return ItemSize(item) + Item::Of(item).attributes().size(); }

TEST_CASE("An item that was written is walkable", "[item_check]") {
  const std::string bytes(kItem.view().payload());
  CHECK(IsWalkableItem(bytes));
  CHECK(IsWalkableItem(""));
  Value nested = S("x");
  for (int depth = 2; depth <= kMaxNesting; ++depth) nested = L({nested});
  CHECK(IsWalkableItem(Item({{"nested", nested}}).view().payload()));
}

TEST_CASE("What is cut off, or nests without end, is no item", "[item_check]") {
  const std::string bytes(kItem.view().payload());
  int whole = 0;
  for (size_t size = 1; size < bytes.size(); ++size) {
    // Between two attributes it is a smaller item.
    if (!IsWalkableItem(bytes.substr(0, size))) continue;
    ++whole;
    CHECK_NOTHROW(Walk(ItemView(std::string_view(bytes).substr(0, size))));
  }
  CHECK(whole == 6);
  Value nested = S("x");
  for (int depth = 0; depth < 100; ++depth) nested = L({nested});
  CHECK_FALSE(IsWalkableItem(Item({{"nested", nested}}).view().payload()));
}

TEST_CASE("Values that cannot be are found", "[item_check]") {
  using namespace std::string_literals;
  for (const std::string& bytes : {"\x01"s,
                                   "\x01"
                                   "a"s,
                                   "\x01"
                                   "a\x01"s,
                                   "\x01"
                                   "a\x01\x02x"s,  // cut off
                                   "\x01"
                                   "a\x00\x00"s,
                                   "\x01"
                                   "a\x0b\x00"s,  // no such type
                                   "\x01"
                                   "a\x02\x00"s,
                                   "\x01"
                                   "a\x02\x17"s +
                                       std::string(23, '\x81'),  // numbers of no or too many bytes
                                   "\x01"
                                   "a\x04\x00"s,
                                   "\x01"
                                   "a\x04\x02\x01\x01"s,  // booleans of no or two bytes
                                   "\x01"
                                   "a\x05\x01x"s,  // a null of one
                                   "\x01"
                                   "a\x01\xff\xff\xff\xff\x7f"s,
                                   "\x01"
                                   "a\x01\x80\x80\x80\x80\x80\x01"s,  // lengths beyond 32 bits
                                   "\x01"
                                   "a\x06\x02\x05x"s,
                                   "\x01"
                                   "a\x09\x01\x01"s,
                                   "\x01"
                                   "a\x0a\x02\x05x"s}) {  // inside
    CAPTURE(bytes);
    CHECK_FALSE(IsWalkableItem(bytes));
  }
}

TEST_CASE("Whatever is flipped, what passes can be walked", "[item_check]") {
  Random random(GENERATE(1u, 2u, 3u));
  const std::string bytes(kItem.view().payload());
  for (int round = 0; round < 20000; ++round) {
    // A copy on the heap, so that a sanitizer sees what is read behind it.
    std::string changed = bytes;
    for (int i = 0; i < 3; ++i)
      changed[random.Below(changed.size())] = static_cast<char>(random.Below(256));
    if (IsWalkableItem(changed)) ItemSize(ItemView(changed));
  }
}

}  // namespace
}  // namespace pumice::test
