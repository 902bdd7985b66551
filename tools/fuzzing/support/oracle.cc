// SPDX-License-Identifier: Apache-2.0

#include "tools/fuzzing/support/oracle.h"

#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "protocol/compression.h"

namespace pumice::fuzzing {
namespace {

constexpr size_t kShown = 2000;
constexpr size_t kMaxAnswerBytes = size_t{64} << 20;

// Walks over one JSON text without recursion.
class StrictJson {
 public:
  explicit StrictJson(std::string_view text) : text_(text) {}

  bool Accepts() {
    SkipSpace();
    if (!Value()) return false;
    while (!open_.empty()) {
      if (!Next()) return false;
    }
    SkipSpace();
    return at_ == text_.size();
  }

 private:
  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool Take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void SkipSpace() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  bool IsDigit() const { return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; }
  bool Digits() {
    if (!IsDigit()) return false;
    while (IsDigit()) ++at_;
    return true;
  }

  bool Number() {
    Take('-');
    if (!Take('0') && !Digits()) return false;
    if (Take('.') && !Digits()) return false;
    if (!Take('e') && !Take('E')) return true;
    if (!Take('+')) Take('-');
    return Digits();
  }

  bool Escape() {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_++];
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
      if (at_ >= text_.size() || !IsHex(text_[at_++])) return false;
    }
    return true;
  }
  static bool IsHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  bool String() {
    if (!Take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !Escape()) return false;
    }
    return false;
  }

  bool MemberName() {
    SkipSpace();
    if (!String()) return false;
    SkipSpace();
    return Take(':');
  }

  // A whole scalar, or the beginning of an object or array up to its first value.
  bool Value() {
    SkipSpace();
    if (at_ >= text_.size()) return false;
    switch (text_[at_]) {
      case '{':
        ++at_;
        SkipSpace();
        if (Take('}')) return true;
        open_.push_back('}');
        if (!MemberName()) return false;
        pending_ = true;
        return true;
      case '[':
        ++at_;
        SkipSpace();
        if (Take(']')) return true;
        open_.push_back(']');
        pending_ = true;
        return true;
      case '"':
        return String();
      case 't':
        return Take("true");
      case 'f':
        return Take("false");
      case 'n':
        return Take("null");
      default:
        return Number();
    }
  }

  // One step inside the innermost object or array.
  bool Next() {
    if (pending_) {
      pending_ = false;
      return Value();
    }
    SkipSpace();
    if (Take(open_.back())) {
      open_.pop_back();
      return true;
    }
    if (!Take(',')) return false;
    if (open_.back() == '}' && !MemberName()) return false;
    return Value();
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<char> open_;  // what closes each that is open
  bool pending_ = false;    // a value must come next
};

size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

}  // namespace

void Fail(std::string_view what, std::string_view detail) {
  const std::string_view shown = detail.substr(0, kShown);
  std::fprintf(stderr, "\n==ORACLE== %.*s\n%.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(shown.size()), shown.data());
  std::abort();
}

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const size_t length = SequenceLength(static_cast<unsigned char>(text[i]));
    if (length == 0 || text.size() - i < length) return false;
    uint32_t point =
        static_cast<unsigned char>(text[i]) & (length == 1 ? 0x7F : 0xFF >> (length + 1));
    for (size_t k = 1; k < length; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      if ((byte & 0xC0) != 0x80) return false;
      point = point << 6 | (byte & 0x3F);
    }
    constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < kSmallest[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
      return false;
    i += length;
  }
  return true;
}

bool IsStrictJson(std::string_view text) { return IsUtf8(text) && StrictJson(text).Accepts(); }

void CheckAnswer(const HttpResponse& response, std::string_view request) {
  // The service's own answer to a body that is not compressed as it says.
  const bool undecodable =
      response.status == 500 && response.body.find("Content-Encoding") != std::string::npos;
  Check(response.status < 500 || undecodable,
        "status " + std::to_string(response.status) + ": " + response.body, request);
  Check(response.body.size() <= kMaxAnswerBytes, "an answer of more than 64 MiB", request);
  Check(response.Header("x-amz-crc32") == std::to_string(Crc32(response.body)), "a wrong checksum",
        request);
  std::string plain;
  std::string_view body = response.body;
  if (response.Header("Content-Encoding") == "gzip") {
    Check(Inflate(body, kMaxAnswerBytes, &plain) == Inflated::kDone, "an answer that is no gzip",
          request);
    body = plain;
  }
  if (!response.Header("Content-Type").starts_with("application/")) return;
  if (!body.empty() && !IsStrictJson(body))
    Fail("an answer that is no JSON: " + std::string(body), request);
}

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace pumice::fuzzing
