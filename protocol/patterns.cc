// SPDX-License-Identifier: Apache-2.0

#include "protocol/patterns.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pumice {
namespace {

using CharacterClass = std::array<bool, 256>;

template <typename Predicate>
constexpr CharacterClass MakeClass(Predicate contains) {
  CharacterClass result{};
  for (int c = 0; c < 256; ++c) result[c] = contains(c);
  return result;
}

constexpr bool IsAlphanumeric(int c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr CharacterClass kNameClass =
    MakeClass([](int c) { return IsAlphanumeric(c) || c == '_' || c == '.' || c == '-'; });
constexpr CharacterClass kAlphanumericClass = MakeClass(IsAlphanumeric);
constexpr CharacterClass kTokenClass = MakeClass([](int c) { return c != '$'; });
constexpr CharacterClass kCsvDelimiterClass = MakeClass(
    [](int c) { return c == ',' || c == ';' || c == ':' || c == '|' || c == '\t' || c == ' '; });
constexpr CharacterClass kCsvHeaderClass =
    MakeClass([](int c) { return c >= 0x20 && c <= 0x7e && c != '"' && c != ','; });
constexpr CharacterClass kHexClass =
    MakeClass([](int c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
constexpr CharacterClass kDigitClass = MakeClass([](int c) { return c >= '0' && c <= '9'; });
constexpr CharacterClass kPrintableClass = MakeClass([](int c) { return c >= 0x20 && c <= 0x7e; });
constexpr CharacterClass kTextClass =
    MakeClass([](int c) { return c >= 0x20 || c == '\t' || c == '\r' || c == '\n'; });
constexpr CharacterClass kSessionNameClass = MakeClass([](int c) {
  return IsAlphanumeric(c) ||
         std::string_view("_+=,.@-").find(static_cast<char>(c)) != std::string_view::npos;
});
constexpr CharacterClass kSerialNumberClass =
    MakeClass([](int c) { return kSessionNameClass[c] || c == '/' || c == ':'; });
constexpr CharacterClass kLineClass = MakeClass([](int c) { return c != '\r' && c != '\n'; });
constexpr CharacterClass kTargetIdClass =
    MakeClass([](int c) { return IsAlphanumeric(c) || c == '-'; });

bool AllIn(const CharacterClass& allowed, std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return allowed[static_cast<uint8_t>(c)]; });
}

bool SomeAllIn(const CharacterClass& allowed, std::string_view text) {
  return !text.empty() && AllIn(allowed, text);
}

// From the end, whose parts hold no colon: "arn:…:application-autoscaling:…:DIGITS:" and so on.
bool IsScalableTargetArn(std::string_view text) {
  constexpr std::string_view kResource = "scalable-target/";
  constexpr std::string_view kService = ":application-autoscaling:";
  if (!AllIn(kLineClass, text)) return false;
  const size_t resource = text.rfind(':');
  if (resource == std::string_view::npos || !text.substr(resource + 1).starts_with(kResource) ||
      !SomeAllIn(kTargetIdClass, text.substr(resource + 1 + kResource.size()))) {
    return false;
  }
  text = text.substr(0, resource);
  const size_t account = text.rfind(':');
  if (account == std::string_view::npos || !SomeAllIn(kDigitClass, text.substr(account + 1))) {
    return false;
  }
  text = text.substr(0, account);
  const size_t service = text.find(kService, 5);  // at least one character between
  return text.starts_with("arn:") && service != std::string_view::npos &&
         service + kService.size() < text.size();
}

}  // namespace

bool MatchesPattern(Pattern pattern, std::string_view text) {
  switch (pattern) {
    case Pattern::kNone:
    case Pattern::kTableArn:
      return true;
    case Pattern::kName:
      return SomeAllIn(kNameClass, text);
    case Pattern::kClientToken:
      return SomeAllIn(kTokenClass, text);
    case Pattern::kCsvDelimiter:
      return text.size() == 1 && AllIn(kCsvDelimiterClass, text);
    case Pattern::kCsvHeader:
      return AllIn(kCsvHeaderClass, text);
    case Pattern::kImportNextToken:
      return text.size() % 16 == 0 && SomeAllIn(kHexClass, text);
    case Pattern::kS3Bucket:
      return text.size() >= 2 && AllIn(kNameClass, text) &&
             AllIn(kAlphanumericClass, text.substr(0, 1)) &&
             AllIn(kAlphanumericClass, text.substr(text.size() - 1));
    case Pattern::kAccountId:
      return text.size() == 12 && AllIn(kDigitClass, text);
    case Pattern::kPrintable:
      return SomeAllIn(kPrintableClass, text);
    case Pattern::kText:
      return AllIn(kTextClass, text);
    case Pattern::kSessionName:
      return AllIn(kSessionNameClass, text);
    case Pattern::kSerialNumber:
    case Pattern::kExternalId:
      return AllIn(kSerialNumberClass, text);
    case Pattern::kDigits:
      return AllIn(kDigitClass, text);
    case Pattern::kMetricNamespace:
      return !text.empty() && text[0] != ':' && AllIn(kLineClass, text.substr(1));
    case Pattern::kScalableTargetArn:
      return IsScalableTargetArn(text);
  }
  return false;
}

std::string_view PatternText(Pattern pattern) {
  switch (pattern) {
    case Pattern::kNone:
      return "";
    case Pattern::kName:
    case Pattern::kTableArn:
      return "[a-zA-Z0-9_.-]+";
    case Pattern::kClientToken:
      return R"(^[^\$]+$)";
    case Pattern::kCsvDelimiter:
      return R"([,;:|\t ])";
    case Pattern::kCsvHeader:
      return R"([\x20-\x21\x23-\x2B\x2D-\x7E]*)";
    case Pattern::kImportNextToken:
      return "([0-9a-f]{16})+";
    case Pattern::kS3Bucket:
      return R"(^[a-z0-9A-Z]+[\.\-\w]*[a-z0-9A-Z]+$)";
    case Pattern::kAccountId:
      return "[0-9]{12}";
    case Pattern::kPrintable:
      return R"(\p{Print}+)";
    case Pattern::kText:
      return "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*";
    case Pattern::kSessionName:
      return R"([\w+=,.@-]*)";
    case Pattern::kSerialNumber:
      return R"([\w+=/:,.@-]*)";
    case Pattern::kExternalId:
      return R"([\w+=,.@:\/-]*)";
    case Pattern::kDigits:
      return R"([\d]*)";
    case Pattern::kMetricNamespace:
      return "[^:].*";
    case Pattern::kScalableTargetArn:
      return R"(^arn:.+:application-autoscaling:.+:[0-9]+:scalable-target\/[a-zA-Z0-9-]+$)";
  }
  return "";
}

}  // namespace pumice
