#include "protocol/page_token.h"

#include <cstdint>

#include "engine/error/api_error.h"
#include "engine/error/reads.h"
#include "protocol/base64.h"

namespace pumice {
namespace {

// What no other kind of token begins with.
constexpr char kKind = '\x04';

std::string EightBytes(uint64_t value) {
  std::string bytes;
  for (size_t i = 0; i < sizeof(value); ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  return bytes;
}

std::string SealOf(std::string_view list, std::string_view position, const TokenSeal& seal) {
  std::string sealed(1, kKind);
  sealed.append(EightBytes(list.size())).append(list).append(position);
  return EightBytes(seal.Of(sealed));
}

}  // namespace

std::string PageToken(std::string_view list, std::string_view position, const TokenSeal& seal) {
  std::string text;
  AppendBase64(SealOf(list, position, seal).append(position), &text);
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
  std::string position = bytes.substr(sizeof(uint64_t));
  bytes.resize(sizeof(uint64_t));
  if (bytes != SealOf(list, position, seal)) ThrowInvalidNextToken();
  return position;
}

}  // namespace pumice
