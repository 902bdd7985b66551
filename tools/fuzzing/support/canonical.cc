// SPDX-License-Identifier: Apache-2.0

#include "tools/fuzzing/support/canonical.h"

#include <string>

#include "engine/error/api_error.h"
#include "engine/item/number.h"
#include "engine/item/value.h"
#include "protocol/item_json.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

class Walk {
 public:
  Walk(std::string_view bytes, std::string_view input) : bytes_(bytes), input_(input) {}

  void Attributes(int depth) {
    std::string_view last;
    for (bool first = true; !bytes_.empty(); first = false) {
      const std::string_view name = Take();
      Require(!name.empty(), "an empty name");
      Require(first || last < name, "names that do not ascend");
      last = name;
      Value(depth);
    }
  }

 private:
  void Require(bool condition, std::string_view what) const { Check(condition, what, input_); }

  std::string_view Take() {
    uint64_t size = 0;
    int shift = 0;
    for (bool more = true; more; shift += 7) {
      Require(!bytes_.empty() && shift <= 28, "a length that does not end");
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      Require(byte != 0 || shift == 0, "a length with superfluous bytes");
      size |= uint64_t{byte & 0x7Fu} << shift;
      more = byte >= 0x80;
    }
    Require(size <= bytes_.size(), "a length beyond the end");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  void Value(int depth) {
    Require(depth <= kMaxNesting, "too many levels");
    Require(!bytes_.empty(), "no value");
    const auto type = static_cast<ValueType>(bytes_.front());
    bytes_.remove_prefix(1);
    const std::string_view payload = Take();
    switch (type) {
      case ValueType::kString:
        return Require(IsUtf8(payload), "a string that is no UTF-8");
      case ValueType::kNumber:
        return Number(payload);
      case ValueType::kBinary:
        return;
      case ValueType::kBool:
        return Require(payload.size() == 1 && static_cast<unsigned char>(payload[0]) <= 1,
                       "a BOOL that is none");
      case ValueType::kNull:
        return Require(payload.empty(), "a NULL with bytes");
      case ValueType::kStringSet:
      case ValueType::kNumberSet:
      case ValueType::kBinarySet:
        return Walk(payload, input_).Set(ElementType(type));
      case ValueType::kList:
        return Walk(payload, input_).List(depth + 1);
      case ValueType::kMap:
        return Walk(payload, input_).Attributes(depth + 1);
    }
    Require(false, "an unknown type");
  }

  void Number(std::string_view bytes) const {
    Require(!bytes.empty() && bytes.size() <= pumice::Number::kMaxBytes,
            "a number of a wrong size");
    const std::string text = pumice::Number::FromBytes(bytes).ToText();
    pumice::Number again;
    Require(again.Parse(text) == NumberError::kNone && again.bytes() == bytes,
            "a number that its text is not");
  }

  void Set(ValueType type) {
    std::string_view last;
    Require(!bytes_.empty(), "an empty set");
    for (bool first = true; !bytes_.empty(); first = false) {
      const std::string_view element = Take();
      Require(first || last < element, "set elements that do not ascend");
      if (type == ValueType::kNumber) Number(element);
      if (type == ValueType::kString) Require(IsUtf8(element), "a string that is no UTF-8");
      last = element;
    }
  }

  void List(int depth) {
    while (!bytes_.empty()) Value(depth);
  }

  std::string_view bytes_;
  std::string_view input_;
};

}  // namespace

void CheckCanonical(std::string_view item, std::string_view input) {
  Walk(item, input).Attributes(1);
}

void CheckRoundTrip(std::string_view item, std::string_view input) {
  std::string json;
  AppendItemJson(ItemView(item), &json);
  Check(IsStrictJson(json), "an item whose JSON is none", json);
  JsonDocument document;
  Check(document.Parse(json), "an item whose JSON does not parse", json);
  std::string again;
  try {
    EncodeItem(document.root(), &again);
  } catch (const ApiError& error) {
    Fail("an item whose JSON is refused: " + error.message(), json);
  }
  Check(again == item, "an item that is another once it was JSON", input);
}

}  // namespace pumice::fuzzing
