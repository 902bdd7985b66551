// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "engine/item/document_path.h"
#include "engine/item/value.h"

// Values and paths for people to read: one line of printable ASCII, cut where it becomes long. Not
// JSON.
namespace pumice {

// Text up to a size; "..." stands for what did not fit.
class ShortText {
 public:
  explicit ShortText(size_t max_bytes) : max_bytes_(max_bytes) {}

  // Whether anything was cut: what comes now is dropped.
  bool full() const { return full_; }

  // Printable ASCII.
  void Append(std::string_view ascii);
  // Any bytes: what is not printable ASCII becomes \n, \u00e9 or, where it is no UTF-8, \xff.
  void AppendEscaped(std::string_view bytes);

  std::string Take();

 private:
  const size_t max_bytes_;
  bool full_ = false;
  std::string text_;
};

// "text", 12.5, 0x00ff, true, null, {"a", "b"}, [1, "two"], {name: "x"}.
std::string ShortValue(ValueView value, size_t max_bytes);

// a.b[2]; names that are not plain words are quoted.
std::string ShortPath(std::span<const PathElement> path, size_t max_bytes);

}  // namespace pumice
