#include "protocol/operations/shard_iterator_text.h"

#include <cstdint>

#include "engine/item/api_error.h"
#include "protocol/base64.h"

namespace pumice {
namespace {

constexpr std::string_view kSeparator = "|1|";

// What the opaque text stands for; big-endian, behind it the seal of the stream's ARN and of this.
constexpr size_t kBodySize = 1 + 2 + 4 + 8 + 8;
constexpr size_t kSealSize = 8;

template <typename Integer>
void Append(Integer value, std::string* bytes) {
  for (size_t i = sizeof(value); i-- > 0;) {
    bytes->push_back(static_cast<char>(static_cast<uint64_t>(value) >> (8 * i)));
  }
}

template <typename Integer>
Integer Take(std::string_view* bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) {
    value = value << 8 | static_cast<unsigned char>((*bytes)[i]);
  }
  bytes->remove_prefix(sizeof(Integer));
  return static_cast<Integer>(value);
}

// No other kind of token begins with an ARN.
uint64_t SealOf(std::string_view arn, std::string_view body, const TokenSeal& seal) {
  std::string sealed;
  sealed.reserve(arn.size() + kSeparator.size() + body.size());
  return seal.Of(sealed.append(arn).append(kSeparator).append(body));
}

[[noreturn]] void ThrowInvalid() { ThrowValidation("Invalid ShardIterator"); }

std::string Decode(std::string_view base64) {
  std::string bytes;
  try {
    AppendDecodedBase64(base64, &bytes);
  } catch (const ApiError&) {
    ThrowInvalid();
  }
  if (bytes.size() != kBodySize + kSealSize) ThrowInvalid();
  return bytes;
}

}  // namespace

std::string ShardIteratorText(const ShardIterator& iterator, const TokenSeal& seal) {
  std::string bytes;
  Append(static_cast<uint8_t>(iterator.from_horizon), &bytes);
  Append(iterator.shard.lane, &bytes);
  Append(iterator.shard.generation, &bytes);
  Append(iterator.position, &bytes);
  Append(iterator.created_millis, &bytes);
  Append(SealOf(iterator.stream_arn, bytes, seal), &bytes);
  std::string text = iterator.stream_arn;
  text += kSeparator;
  AppendBase64(bytes, &text);
  return text;
}

ShardIterator ParseShardIterator(std::string_view text, const TokenSeal& seal) {
  const size_t separator = text.find(kSeparator);
  if (separator == std::string_view::npos) ThrowInvalid();
  const std::string bytes = Decode(text.substr(separator + kSeparator.size()));
  std::string_view body = std::string_view(bytes).substr(0, kBodySize);
  std::string_view sealed = std::string_view(bytes).substr(kBodySize);

  ShardIterator iterator;
  iterator.stream_arn = text.substr(0, separator);
  if (Take<uint64_t>(&sealed) != SealOf(iterator.stream_arn, body, seal)) ThrowInvalid();
  iterator.from_horizon = Take<uint8_t>(&body) != 0;
  iterator.shard.lane = Take<uint16_t>(&body);
  iterator.shard.generation = Take<uint32_t>(&body);
  iterator.position = Take<uint64_t>(&body);
  iterator.created_millis = Take<int64_t>(&body);
  return iterator;
}

}  // namespace pumice
