// SPDX-License-Identifier: Apache-2.0

#include "protocol/page_token.h"

#include <cassert>
#include <cstdint>

#include "engine/error/api_error.h"
#include "engine/error/reads.h"
#include "protocol/base64.h"
#include "protocol/big_endian.h"

namespace pumice {
namespace {

// What no other kind of token begins with.
constexpr char kKind = '\x04';

// The list's name ends with a zero, which no name holds: another list and position never make the
// same bytes.
uint64_t SealOf(std::string_view list, std::string_view position, const TokenSeal& seal) {
  assert(list.find('\0') == std::string_view::npos);
  return seal.Of(std::string(1, kKind).append(list).append(1, '\0').append(position));
}

}  // namespace

std::string PageToken(std::string_view list, std::string_view position, const TokenSeal& seal) {
  char bytes[sizeof(uint64_t)];
  PutBigEndian(SealOf(list, position, seal), bytes);
  std::string text;
  AppendBase64(std::string(bytes, sizeof(bytes)).append(position), &text);
  return text;
}

std::string ParsePageToken(std::string_view text, std::string_view list, const TokenSeal& seal) {
  std::string bytes;
  try {
    AppendDecodedBase64(text, &bytes);
  } catch (const ApiError&) {
    ThrowInvalidNextToken();
  }
  if (bytes.size() < sizeof(uint64_t)) ThrowInvalidNextToken();
  std::string_view position = bytes;
  if (TakeBigEndian<uint64_t>(&position) != SealOf(list, position, seal)) ThrowInvalidNextToken();
  return std::string(position);
}

}  // namespace pumice
