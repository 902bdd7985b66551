// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/shard_iterator_text.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

const std::string kArn =
    "arn:aws:dynamodb:us-east-1:000000000000:table/Music/stream/2015-05-11T21:21:33.291";

const TokenSeal kSeal(SipHashKey{1, 2});

ShardIterator MakeIterator() {
  return {kArn, {65534, 4000000000}, kNoSequenceEnd, true, 1431379293291};
}

TEST_CASE("A shard iterator's text holds all of it", "[shard_iterator_text]") {
  const std::string text = ShardIteratorText(MakeIterator(), kSeal);
  CHECK(text.substr(0, kArn.size() + 3) == kArn + "|1|");
  const ShardIterator read = ParseShardIterator(text, kSeal);
  CHECK(read.stream_arn == kArn);
  CHECK(read.shard == ShardPlace{65534, 4000000000});
  CHECK(read.position == kNoSequenceEnd);
  CHECK(read.from_horizon);
  CHECK(read.created_millis == 1431379293291);
}

TEST_CASE("A text that was tampered with is no shard iterator", "[shard_iterator_text]") {
  const std::string text = ShardIteratorText(MakeIterator(), kSeal);
  const std::string invalid = Validation("Invalid ShardIterator");
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    CHECK(ErrorOf([&] { ParseShardIterator(other, kSeal); }) == invalid);
    CHECK(ErrorOf([&] { ParseShardIterator(text.substr(0, i), kSeal); }) == invalid);
  }
  CHECK(ErrorOf([&] { ParseShardIterator(text + "AAAA", kSeal); }) == invalid);
}

TEST_CASE("A text sealed for other data is no shard iterator", "[shard_iterator_text]") {
  const std::string text = ShardIteratorText(MakeIterator(), kSeal);
  for (const SipHashKey key : {SipHashKey{0, 2}, SipHashKey{1, 3}}) {
    CHECK(ErrorOf([&] { ParseShardIterator(text, TokenSeal(key)); }) ==
          Validation("Invalid ShardIterator"));
  }
}

}  // namespace
}  // namespace pumice::test
