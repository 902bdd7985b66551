// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/shard_iterator_text.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cassert>
#include <cstdint>
#include <cstring>

#include "engine/error/api_error.h"
#include "engine/error/streams.h"
#include "protocol/base64.h"
#include "protocol/big_endian.h"

namespace pumice {
namespace {

constexpr std::string_view kSeparator = "|1|";

// What the opaque text stands for; big-endian, behind it the seal of the stream's ARN and of this.
constexpr size_t kBodySize = 1 + 2 + 4 + 8 + 8;
constexpr size_t kSealSize = 8;

// What no other kind of token begins with.
constexpr char kKind = '\x03';

// Of the ARN its hash is sealed: streams of two ARNs of one hash are streams that both may be read.
uint64_t SealOf(std::string_view arn, std::string_view body, const TokenSeal& seal) {
  assert(body.size() == kBodySize);
  const uint64_t arn_hash = XXH3_64bits(arn.data(), arn.size());
  char sealed[1 + sizeof(arn_hash) + kBodySize];
  sealed[0] = kKind;
  std::memcpy(sealed + 1, &arn_hash, sizeof(arn_hash));
  std::memcpy(sealed + 1 + sizeof(arn_hash), body.data(), kBodySize);
  return seal.Of({sealed, sizeof(sealed)});
}

std::string Decode(std::string_view base64) {
  std::string bytes;
  try {
    AppendDecodedBase64(base64, &bytes);
  } catch (const ApiError&) {
    ThrowInvalidShardIterator();
  }
  if (bytes.size() != kBodySize + kSealSize) ThrowInvalidShardIterator();
  return bytes;
}

}  // namespace

std::string ShardIteratorText(const ShardIterator& iterator, const TokenSeal& seal) {
  char bytes[kBodySize + kSealSize];
  char* to = PutBigEndian(static_cast<uint8_t>(iterator.from_horizon), bytes);
  to = PutBigEndian(iterator.shard.lane, to);
  to = PutBigEndian(iterator.shard.generation, to);
  to = PutBigEndian(iterator.position, to);
  to = PutBigEndian(iterator.created_millis, to);
  assert(to == bytes + kBodySize);
  PutBigEndian(SealOf(iterator.stream_arn, {bytes, kBodySize}, seal), to);
  std::string text;
  text.reserve(iterator.stream_arn.size() + kSeparator.size() + 4 * ((sizeof(bytes) + 2) / 3));
  text.append(iterator.stream_arn).append(kSeparator);
  AppendBase64({bytes, sizeof(bytes)}, &text);
  return text;
}

ShardIterator ParseShardIterator(std::string_view text, const TokenSeal& seal) {
  const size_t separator = text.find(kSeparator);
  if (separator == std::string_view::npos) ThrowInvalidShardIterator();
  const std::string bytes = Decode(text.substr(separator + kSeparator.size()));
  std::string_view body = std::string_view(bytes).substr(0, kBodySize);
  std::string_view sealed = std::string_view(bytes).substr(kBodySize);

  ShardIterator iterator;
  iterator.stream_arn = text.substr(0, separator);
  if (TakeBigEndian<uint64_t>(&sealed) != SealOf(iterator.stream_arn, body, seal))
    ThrowInvalidShardIterator();
  iterator.from_horizon = TakeBigEndian<uint8_t>(&body) != 0;
  iterator.shard.lane = TakeBigEndian<uint16_t>(&body);
  iterator.shard.generation = TakeBigEndian<uint32_t>(&body);
  iterator.position = TakeBigEndian<uint64_t>(&body);
  iterator.created_millis = TakeBigEndian<int64_t>(&body);
  return iterator;
}

}  // namespace pumice
