#include "engine/stream/stream_description.h"

#include <catch2/catch.hpp>

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

}  // namespace

TEST_CASE("a stream's description is stored whole", "[stream]") {
  StreamDescription stream = MakeStream();
  CheckEqual(DecodeStream(EncodeStream(stream)), stream);
  stream.end = {1431379299999, SequenceAt(1431379299999) + 12345};
  CheckEqual(DecodeStream(EncodeStream(stream)), stream);
  stream.key.sort.clear();
  stream.end->sequence = kNoSequenceEnd;
  CheckEqual(DecodeStream(EncodeStream(stream)), stream);
}

}  // namespace pumice::test
