// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cassert>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace pumice {

// Collects text on the stack and appends it to a string in large pieces: appending a few bytes
// costs a store, where std::string would look at its capacity for each. Nothing is in the string
// before Flush.
class TextBuffer {
 public:
  explicit TextBuffer(std::string* out) : out_(out) {}
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;

  void Append(char c) {
    if (to_ == end()) Flush();
    *to_++ = c;
  }
  // Text of a size known when compiled.
  template <size_t kSize>
  void AppendLiteral(const char (&text)[kSize]) {
    std::memcpy(Reserve(kSize), text, kSize - 1);
    to_ += kSize - 1;
  }
  // `text` as a JSON string, with its quotes. Faster where the memory behind it may be read too, up
  // to `readable_end`.
  void AppendJsonString(std::string_view text) {
    AppendJsonString(text, text.data() + text.size());
  }
  void AppendJsonString(std::string_view text, const char* readable_end);
  // The standard, padded encoding.
  void AppendBase64(std::string_view bytes);

  // At least `size` bytes to write to, at most kMaxReserve; Wrote tells where the writing ended.
  char* Reserve(size_t size) {
    assert(size <= kMaxReserve);
    if (static_cast<size_t>(end() - to_) < size) Flush();
    return to_;
  }
  void Wrote(char* to) {
    assert(to >= to_ && to <= end());
    to_ = to;
  }

  void Flush();

  static constexpr size_t kMaxReserve = 2048;

 private:
  char* end() { return buffer_ + sizeof(buffer_); }

  std::string* out_;
  char buffer_[kMaxReserve];
  char* to_ = buffer_;
};

}  // namespace pumice
