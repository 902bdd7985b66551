// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/change_record.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "tests/support/item_builder.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

// The example of the Developer Guide, "DynamoDB Streams and AWS Lambda triggers".
const Item kKey({{"Id", N("101")}});
const Item kFirst({{"Id", N("101")}, {"Message", S("New item!")}});
const Item kSecond({{"Id", N("101")}, {"Message", S("This item has changed")}});

// A record that owns its bytes.
class Recorded {
 public:
  Recorded(StreamView view, const ItemImages& images) {
    AppendChange({{{"Id", ValueType::kNumber}}, {}}, view, images, &bytes_);
    record_ = DecodeChange(bytes_);
  }
  const ChangeRecord& operator*() const { return record_; }
  const ChangeRecord* operator->() const { return &record_; }

 private:
  std::string bytes_;
  ChangeRecord record_;
};

std::optional<Item> ItemOf(const std::optional<ItemView>& item) {
  if (!item) return std::nullopt;
  return Item::Of(*item);
}

TEST_CASE("A record says what happened", "[change_record]") {
  const StreamView view = StreamView::kNewAndOldImages;
  const Recorded insert(view, {std::nullopt, kFirst, false});
  CHECK(insert->event == ChangeEvent::kInsert);
  CHECK(insert->Size() == 26);
  const Recorded modify(view, {kFirst, kSecond, false});
  CHECK(modify->event == ChangeEvent::kModify);
  CHECK(modify->Size() == 59);
  const Recorded remove(view, {kSecond, std::nullopt, false});
  CHECK(remove->event == ChangeEvent::kRemove);
  CHECK(remove->Size() == 38);
  CHECK_FALSE(remove->by_ttl);
  CHECK(Recorded(view, {kSecond, std::nullopt, true})->by_ttl);
  for (const Recorded* record : {&insert, &modify, &remove}) {
    CHECK(Item::Of((*record)->keys) == kKey);
  }
}

TEST_CASE("A record of no event there is, is damaged", "[change_record]") {
  for (const std::string& event :
       {std::string(), std::string("\3"), std::string("\xff"), std::string(2, '\0')}) {
    const Item record({{"event", B(event)}, {"keys", M({})}});
    CAPTURE(event);
    CHECK(ErrorOf([&] { DecodeChange(record.encoded()); }) ==
          ErrorText(ErrorCode::kInternal, "a stream's record is damaged"));
  }
}

TEST_CASE("A record has the images of its view", "[change_record]") {
  struct Case {
    StreamView view;
    bool has_new;
    bool has_old;
  };
  for (const Case& expected :
       {Case{StreamView::kKeysOnly, false, false}, Case{StreamView::kNewImage, true, false},
        Case{StreamView::kOldImage, false, true}, Case{StreamView::kNewAndOldImages, true, true}}) {
    CAPTURE(static_cast<int>(expected.view));
    const auto wanted = [](bool has, const Item& item) {
      return has ? std::optional(item) : std::nullopt;
    };
    const Recorded insert(expected.view, {std::nullopt, kFirst, false});
    CHECK(ItemOf(insert->new_image) == wanted(expected.has_new, kFirst));
    CHECK(ItemOf(insert->old_image) == std::nullopt);
    const Recorded modify(expected.view, {kFirst, kSecond, false});
    CHECK(ItemOf(modify->new_image) == wanted(expected.has_new, kSecond));
    CHECK(ItemOf(modify->old_image) == wanted(expected.has_old, kFirst));
    const Recorded remove(expected.view, {kSecond, std::nullopt, false});
    CHECK(ItemOf(remove->new_image) == std::nullopt);
    CHECK(ItemOf(remove->old_image) == wanted(expected.has_old, kSecond));
  }
}

}  // namespace
}  // namespace pumice::test
