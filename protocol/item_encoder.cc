// SPDX-License-Identifier: Apache-2.0

#include "protocol/item_json.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "engine/error/items.h"
#include "engine/item/number.h"
#include "engine/item/number_fault.h"
#include "engine/item/value_writer.h"
#include "protocol/base64.h"

namespace pumice {
namespace {

using JsonMember = JsonValue::Member;

// "The attribute name … can be up to 64 KB long" (Developer Guide, "Naming rules").
constexpr size_t kMaxAttributeName = 65535;

// A sequence whose size is known when it is made, on the stack where it is short.
template <typename T, size_t kInline>
class Scratch {
 public:
  explicit Scratch(size_t size) {
    if (size > kInline) heap_ = std::make_unique_for_overwrite<T[]>(size);
    items_ = {heap_ != nullptr ? heap_.get() : inline_.data(), size};
  }
  std::span<T> items() { return items_; }

 private:
  std::array<T, kInline> inline_;
  std::unique_ptr<T[]> heap_;
  std::span<T> items_;
};

void CheckAttributeName(std::string_view name) {
  if (name.empty()) ThrowEmptyAttributeName();
  if (name.size() > kMaxAttributeName) {
    ThrowAttributeNameTooLong();
  }
}

class Encoder {
 public:
  Encoder(std::string* out, int max_nesting) : max_nesting_(max_nesting), out_(out), writer_(out) {}

  // Attributes ascending by name; of those of one name the last.
  void Attributes(const JsonValue& object, int depth) {
    Scratch<const JsonMember*, 32> scratch(object.MemberCount());
    std::span<const JsonMember*> members = scratch.items();
    size_t count = 0;
    bool ascending = true;
    for (auto member = object.MemberBegin(); member != object.MemberEnd(); ++member) {
      if (count > 0 && JsonText(members[count - 1]->name) >= JsonText(member->name)) {
        ascending = false;
      }
      members[count++] = &*member;
    }
    if (!ascending) SortByName(members);
    for (size_t i = 0; i < count; ++i) {
      const std::string_view name = JsonText(members[i]->name);
      if (!ascending && i + 1 < count && JsonText(members[i + 1]->name) == name) continue;
      CheckAttributeName(name);
      writer_.Name(name);
      Value(members[i]->value, depth);
    }
  }

  // `depth` counts from 1 for an item's attributes.
  void Value(const JsonValue& value, int depth) {
    if (depth > max_nesting_) {
      ThrowRequestNestingTooDeep();
    }
    const auto [type, held] = TypeOf(value);
    switch (type) {
      case ValueType::kString:
        writer_.String(JsonText(*held));
        return;
      case ValueType::kNumber:
        writer_.Number(ParseNumber(JsonText(*held)));
        return;
      case ValueType::kBinary:
        Binary(JsonText(*held));
        return;
      case ValueType::kBool:
        writer_.Bool(held->GetBool());
        return;
      case ValueType::kNull:
        if (!IsTrue(*held)) {
          ThrowNullIsFalse();
        }
        writer_.Null();
        return;
      case ValueType::kStringSet:
        StringSet(*held);
        return;
      case ValueType::kNumberSet:
        NumberSet(*held);
        return;
      case ValueType::kBinarySet:
        BinarySet(*held);
        return;
      case ValueType::kList: {
        const size_t mark = writer_.BeginList();
        for (const JsonValue& element : held->GetArray()) Value(element, depth + 1);
        writer_.End(mark);
        return;
      }
      case ValueType::kMap: {
        const size_t mark = writer_.BeginMap();
        Attributes(*held, depth + 1);
        writer_.End(mark);
        return;
      }
    }
  }

 private:
  static void SortByName(std::span<const JsonMember*> members) {
    // Members lie in the order of the text, so that addresses keep equal names in it.
    std::sort(members.begin(), members.end(), [](const JsonMember* a, const JsonMember* b) {
      const int order = JsonText(a->name).compare(JsonText(b->name));
      return order != 0 ? order < 0 : a < b;
    });
  }

  // The one type that the value names, and what it holds.
  static std::pair<ValueType, const JsonValue*> TypeOf(const JsonValue& value) {
    std::optional<ValueType> type;
    const JsonValue* held = nullptr;
    if (value.IsObject()) {
      for (const auto& member : value.GetObject()) {
        if (member.value.IsNull()) continue;
        const std::optional<ValueType> named = ValueTypeFromName(JsonText(member.name));
        if (!named) continue;
        if (type && *type != *named) {
          CheckNumbers(value);
          ThrowSeveralDatatypes();
        }
        type = named;
        held = &member.value;
      }
    }
    if (!type) {
      ThrowNoDatatype();
    }
    return {*type, held};
  }

  // Of a value that names several types. The service reads the numbers before it counts the types.
  static void CheckNumbers(const JsonValue& value) {
    if (const auto number = FindString(value, "N")) ParseNumber(*number);
    const JsonValue* const set = FindMember(value, "NS");
    if (set == nullptr) return;
    for (const JsonValue& element : set->GetArray()) ParseNumber(ElementText(element));
  }

  static Number ParseNumber(std::string_view text) {
    Number number;
    const NumberError error = number.Parse(text);
    switch (error) {
      case NumberError::kNone:
        return number;
      case NumberError::kSyntax:
        ThrowNotANumber(text);
      case NumberError::kTooManyDigits:
        ThrowTooManyDigits();
      case NumberError::kOverflow:
      case NumberError::kUnderflow:
        CheckMagnitude(error);
    }
    return number;
  }

  // The service takes a text for NULL's boolean; only "true" is one.
  static bool IsTrue(const JsonValue& value) {
    return value.IsString() ? JsonText(value) == "true" : value.GetBool();
  }

  void Binary(std::string_view base64) {
    CheckBase64(base64);
    out_->push_back(static_cast<char>(ValueType::kBinary));
    encoding::AppendVarint(static_cast<uint32_t>(DecodedBase64Size(base64)), out_);
    AppendCheckedBase64(base64, out_);
  }

  // The text of a set's element. An element that is null is no value.
  static std::string_view ElementText(const JsonValue& element) {
    if (!element.IsString()) {
      ThrowNullInSet();
    }
    return JsonText(element);
  }

  // Sorts `elements` and tells whether two are equal.
  static bool SortAndFindDuplicate(std::span<std::string_view> elements) {
    std::sort(elements.begin(), elements.end());
    return std::adjacent_find(elements.begin(), elements.end()) != elements.end();
  }

  // "a, a": elements as the request gives them.
  static std::string ElementTexts(const JsonValue& set) {
    std::string text;
    std::string_view separator;
    for (const JsonValue& element : set.GetArray()) {
      text.append(std::exchange(separator, ", ")).append(JsonText(element));
    }
    return text;
  }

  void StringSet(const JsonValue& set) {
    if (set.Empty()) ThrowEmptyStringSet();
    Scratch<std::string_view, 32> scratch(set.Size());
    std::span<std::string_view> elements = scratch.items();
    for (rapidjson::SizeType i = 0; i < set.Size(); ++i) elements[i] = ElementText(set[i]);
    if (SortAndFindDuplicate(elements)) {
      ThrowDuplicateStrings(ElementTexts(set));
    }
    writer_.Set(ValueType::kStringSet, elements);
  }

  void NumberSet(const JsonValue& set) {
    if (set.Empty()) ThrowEmptyNumberSet();
    Scratch<Number, 16> numbers(set.Size());
    Scratch<std::string_view, 16> scratch(set.Size());
    std::span<std::string_view> elements = scratch.items();
    for (rapidjson::SizeType i = 0; i < set.Size(); ++i) {
      numbers.items()[i] = ParseNumber(ElementText(set[i]));
      elements[i] = numbers.items()[i].bytes();
    }
    if (SortAndFindDuplicate(elements)) ThrowDuplicateElements();
    writer_.Set(ValueType::kNumberSet, elements);
  }

  void BinarySet(const JsonValue& set) {
    if (set.Empty()) ThrowEmptyBinarySet();
    size_t size = 0;
    for (const JsonValue& element : set.GetArray()) size += ElementText(element).size();
    std::string decoded;
    decoded.reserve(size);  // the views below need the bytes to stay where they are
    Scratch<std::string_view, 16> scratch(set.Size());
    std::span<std::string_view> elements = scratch.items();
    for (rapidjson::SizeType i = 0; i < set.Size(); ++i) {
      const size_t start = decoded.size();
      AppendDecodedBase64(JsonText(set[i]), &decoded);
      elements[i] = {decoded.data() + start, decoded.size() - start};
    }
    if (SortAndFindDuplicate(elements)) {
      ThrowDuplicateBinaries(ElementTexts(set));
    }
    writer_.Set(ValueType::kBinarySet, elements);
  }

  const int max_nesting_;
  std::string* out_;
  ValueWriter writer_;
};

}  // namespace

void EncodeItem(const JsonValue& attribute_map, std::string* out, int max_nesting) {
  Encoder(out, max_nesting).Attributes(attribute_map, 1);
}

void EncodeValue(const JsonValue& attribute_value, std::string* out, int max_nesting) {
  Encoder(out, max_nesting).Value(attribute_value, 1);
}

// Recurses no deeper than JsonDocument lets JSON nest.
int NestingOf(const JsonValue& attribute_value) {
  int inner = 0;
  if (const JsonValue* const list = FindMember(attribute_value, "L")) {
    for (const JsonValue& element : list->GetArray()) inner = std::max(inner, NestingOf(element));
  }
  if (const JsonValue* const map = FindMember(attribute_value, "M")) {
    for (const auto& entry : map->GetObject()) inner = std::max(inner, NestingOf(entry.value));
  }
  return inner + 1;
}

}  // namespace pumice
