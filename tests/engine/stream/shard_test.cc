// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/shard.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace pumice::test {
namespace {

constexpr int64_t kHour = 60 * 60 * 1000;
constexpr int64_t kCreated = 1431379293291;

StreamDescription MakeStream(uint16_t lanes = 1) {
  StreamDescription stream;
  stream.id = 7;
  stream.created_millis = kCreated;
  stream.lanes = lanes;
  return stream;
}

TEST_CASE("A shard is open for four hours", "[shard]") {
  const StreamDescription stream = MakeStream();
  CHECK(GenerationAt(stream, kCreated - 1) == 0);
  CHECK(GenerationAt(stream, kCreated) == 0);
  CHECK(GenerationAt(stream, kCreated + 4 * kHour - 1) == 0);
  CHECK(GenerationAt(stream, kCreated + 4 * kHour) == 1);
  const ShardRange first = RangeOfShard(stream, {0, 0});
  CHECK(first.first == SequenceAt(kCreated));
  CHECK(first.end == SequenceAt(kCreated + 4 * kHour));
  CHECK(RangeOfShard(stream, {0, 1}).first == first.end);
}

TEST_CASE("Shards whose records are all older than a day are gone", "[shard]") {
  const StreamDescription stream = MakeStream();
  CHECK(OldestGeneration(stream, kCreated + 28 * kHour - 1) == 0);
  CHECK(OldestGeneration(stream, kCreated + 28 * kHour) == 1);
  CHECK(OldestGeneration(stream, kCreated + 1000 * kHour) == 244);
}

TEST_CASE("A stream's end closes its last shard", "[shard]") {
  StreamDescription stream = MakeStream();
  stream.end = {kCreated + 5 * kHour, SequenceAt(kCreated + 5 * kHour) + 1};
  CHECK(GenerationAt(stream, kCreated + 100 * kHour) == 1);
  CHECK(RangeOfShard(stream, {0, 1}).end == stream.end->sequence);
  CHECK(RangeOfShard(stream, {0, 0}).end == SequenceAt(kCreated + 4 * kHour));
  CHECK_FALSE(IsStreamGone(stream, kCreated + 29 * kHour));
  CHECK(IsStreamGone(stream, kCreated + 29 * kHour + 1));
}

TEST_CASE("Shard ids are distinct, look like the service's, and name their shard", "[shard]") {
  const StreamDescription stream = MakeStream(300);
  CHECK(ShardId(stream, {0, 0}).substr(0, 29) == "shardId-00000001431379293291-");
  std::set<std::string> ids;
  for (uint16_t lane = 0; lane < stream.lanes; ++lane) {
    for (uint32_t generation = 0; generation < 3; ++generation) {
      const ShardPlace place = {lane, generation};
      const std::string id = ShardId(stream, place);
      CHECK(id.size() == 37);
      CHECK(ParseShardId(stream, id) == place);
      ids.insert(id);
    }
  }
  CHECK(ids.size() == 900);
}

TEST_CASE("Other texts are no shard ids", "[shard]") {
  const StreamDescription stream = MakeStream();
  const std::string id = ShardId(stream, {0, 1});
  StreamDescription other = stream;
  other.id = 8;
  std::string upper = id;
  upper.back() = upper.back() == 'B' ? 'C' : 'B';
  for (const std::string& text :
       {std::string(), id + "0", id.substr(0, 36), "shardid-" + id.substr(8),
        "shardId-00000001431379293292" + id.substr(28),
        "shardId-00000001000000000000" + id.substr(28),
        "shardId--0000001431379293291" + id.substr(28), id.substr(0, 28) + "_" + id.substr(29),
        ShardId(other, {0, 1}), ShardId(stream, {1, 1}), upper,
        "shardId-99999999999999999999" + id.substr(28),
        // Before 1970 by as much as an integer can say, and beyond what a clock tells.
        "shardId--9223372036854775807" + id.substr(28), ShardId(stream, {0, 4294967295}),
        ShardId(stream, {0, 1200000})}) {
    CAPTURE(text);
    CHECK(ParseShardId(stream, text) == std::nullopt);
  }
}

}  // namespace
}  // namespace pumice::test
