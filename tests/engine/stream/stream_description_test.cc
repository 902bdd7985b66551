// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/stream_description.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/support/item_builder.h"

namespace pumice::test {
namespace {

StreamDescription MakeStream() {
  StreamDescription stream;
  stream.id = 4000000000;
  stream.arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/Music/stream/2015-05-11T21:21:33.291";
  stream.table_name = "Music";
  stream.region = "eu-west-1";
  stream.label = "2015-05-11T21:21:33.291";
  stream.view = StreamView::kOldImage;
  stream.key.partition = {{"Artist", ValueType::kString}};
  stream.key.sort = {{"Year", ValueType::kNumber}};
  stream.created_millis = 1431379293291;
  stream.lanes = 65535;
  return stream;
}

void CheckEqual(const StreamDescription& a, const StreamDescription& b) {
  CHECK(a.id == b.id);
  CHECK(a.arn == b.arn);
  CHECK(a.table_name == b.table_name);
  CHECK(a.region == b.region);
  CHECK(a.label == b.label);
  CHECK(a.view == b.view);
  CHECK(a.key.partition == b.key.partition);
  CHECK(a.key.sort == b.key.sort);
  CHECK(a.created_millis == b.created_millis);
  CHECK(a.lanes == b.lanes);
  REQUIRE(a.end.has_value() == b.end.has_value());
  if (!a.end) return;
  CHECK(a.end->millis == b.end->millis);
  CHECK(a.end->sequence == b.end->sequence);
}

TEST_CASE("A stream's description is stored whole", "[stream_description]") {
  StreamDescription stream = MakeStream();
  CheckEqual(DecodeStream(EncodeStream(stream)), stream);
  stream.end = {1431379299999, SequenceAt(1431379299999) + 12345};
  CheckEqual(DecodeStream(EncodeStream(stream)), stream);
  stream.key.sort.clear();
  stream.end->sequence = kNoSequenceEnd;
  CheckEqual(DecodeStream(EncodeStream(stream)), stream);
}

TEST_CASE("A damaged description is told of, never read wrongly", "[stream_description]") {
  StreamDescription stream = MakeStream();
  stream.end = {1431379299999, SequenceAt(1431379299999) + 12345};
  const std::string bytes = EncodeStream(stream);
  const auto damaged = [](const std::string& changed) {
    try {
      DecodeStream(changed);
      return false;
    } catch (const std::runtime_error& error) {
      return std::string_view(error.what())
          .starts_with("the data is damaged: of a stream's description, ");
    }
  };
  CHECK_FALSE(damaged(bytes));
  CHECK(damaged(""));
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x80);
    CAPTURE(at);
    CHECK_NOTHROW(damaged(changed));
    CHECK_NOTHROW(damaged(bytes.substr(0, at)));
  }
  const Item whole = Item::Of(ItemView(bytes));
  for (const auto& [name, value] : Attributes{{"view", N(4)},
                                              {"lanes", N(0)},
                                              {"id", N(-1)},
                                              {"unknown ", N(1)},
                                              {"created", N("1e30")},
                                              {"end_count", N(1048576)},
                                              {"arn", N(1)},
                                              {"partition", L({S("pk")})},
                                              {"sort", L({S("sk"), S("X")})}}) {
    CAPTURE(name);
    const bool known = name.back() != ' ';
    CHECK(damaged(whole.With(name, value).encoded()) == known);
  }
  CHECK(damaged(whole.With("lanes", N(65536)).encoded()));
  CHECK(damaged(whole.With("id", N(4294967296)).encoded()));
  CHECK(damaged(whole.Without("partition").encoded()));
}

}  // namespace
}  // namespace pumice::test
