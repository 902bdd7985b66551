// SPDX-License-Identifier: Apache-2.0

#include "engine/item/item_check.h"

#include <cstdint>
#include <limits>
#include <optional>

#include "engine/item/number.h"
#include "engine/item/value.h"

namespace pumice {
namespace {

// A change record holds items.
constexpr int kMaxDepth = kMaxNesting + 2;

class Walker {
 public:
  explicit Walker(std::string_view bytes) : rest_(bytes) {}

  bool Attributes(int depth) {
    while (!rest_.empty()) {
      if (!TakeSized() || !Value(depth)) return false;
    }
    return true;
  }

 private:
  std::optional<uint32_t> TakeVarint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 35 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= uint64_t{byte & 0x7fu} << shift;
      if (byte >= 0x80) continue;
      if (value > std::numeric_limits<uint32_t>::max()) return std::nullopt;
      return static_cast<uint32_t>(value);
    }
    return std::nullopt;
  }

  // Bytes with their length before them.
  std::optional<std::string_view> TakeSized() {
    const auto size = TakeVarint();
    if (!size || *size > rest_.size()) return std::nullopt;
    const std::string_view bytes = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return bytes;
  }

  bool Elements(int depth) {
    while (!rest_.empty()) {
      if (!Value(depth)) return false;
    }
    return true;
  }

  bool SetElements() {
    while (!rest_.empty()) {
      if (!TakeSized()) return false;
    }
    return true;
  }

  bool Value(int depth) {
    if (depth > kMaxDepth || rest_.empty()) return false;
    const auto type = static_cast<ValueType>(rest_.front());
    rest_.remove_prefix(1);
    const auto payload = TakeSized();
    if (!payload) return false;
    switch (type) {
      case ValueType::kString:
      case ValueType::kBinary:
        return true;
      case ValueType::kNumber:
        return !payload->empty() && payload->size() <= Number::kMaxBytes;
      case ValueType::kBool:
        return payload->size() == 1;
      case ValueType::kNull:
        return payload->empty();
      case ValueType::kStringSet:
      case ValueType::kNumberSet:
      case ValueType::kBinarySet:
        return Walker(*payload).SetElements();
      case ValueType::kList:
        return Walker(*payload).Elements(depth + 1);
      case ValueType::kMap:
        return Walker(*payload).Attributes(depth + 1);
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

bool IsWalkableItem(std::string_view bytes) { return Walker(bytes).Attributes(1); }

}  // namespace pumice
