// SPDX-License-Identifier: Apache-2.0

#include "protocol/canonical_bytes.h"

#include <map>
#include <string_view>

#include "engine/item/value.h"
#include "protocol/item_json.h"
#include "protocol/table_arn.h"

namespace pumice {
namespace {

// The default of every enum that has it among its values.
constexpr std::string_view kDefault = "NONE";

void AppendNumber(size_t number, std::string* out) {
  out->append(std::to_string(number)).push_back(':');
}

// The size in front keeps what follows apart.
void AppendSized(std::string_view bytes, std::string* out) {
  AppendNumber(bytes.size(), out);
  out->append(bytes);
}

bool IsDefault(const Shape& shape, const JsonValue& value) {
  return !shape.values.empty() && JsonText(value) == kDefault;
}

void AppendStructure(const Shape& shape, const JsonValue& value, std::string* out) {
  for (size_t i = 0; i < shape.members.size(); ++i) {
    const Shape& member = *shape.members[i].shape;
    const JsonValue* const held = FindMember(value, shape.members[i].name);
    if (held == nullptr || IsDefault(member, *held)) continue;
    AppendNumber(i, out);
    AppendCanonicalBytes(member, *held, out);
  }
  out->push_back(';');
}

// Of a key given twice the last value counts.
void AppendMap(const Shape& element, const JsonValue& value, std::string* out) {
  std::map<std::string_view, const JsonValue*> entries;
  for (const auto& [key, held] : value.GetObject()) entries[JsonText(key)] = &held;
  AppendNumber(entries.size(), out);
  for (const auto& [key, held] : entries) {
    AppendSized(key, out);
    AppendCanonicalBytes(element, *held, out);
  }
}

// Items and ExpressionAttributeValues. Equal values are equal when encoded. How deep they nest is
// not this function's concern.
void AppendAttributes(const JsonValue& value, std::string* out) {
  std::string encoded;
  EncodeItem(value, &encoded, kMaxJsonDepth);
  AppendSized(encoded, out);
}

}  // namespace

void AppendCanonicalBytes(const Shape& shape, const JsonValue& value, std::string* out) {
  switch (shape.kind) {
    case ShapeKind::kString:
    case ShapeKind::kBlob: {
      const std::string_view text = JsonText(value);
      AppendSized(shape.pattern == Pattern::kTableArn ? ParseTableName(text) : text, out);
      return;
    }
    case ShapeKind::kStructure:
      AppendStructure(shape, value, out);
      return;
    case ShapeKind::kList:
      AppendNumber(value.Size(), out);
      for (const JsonValue& element : value.GetArray()) {
        AppendCanonicalBytes(*shape.element, element, out);
      }
      return;
    case ShapeKind::kMap:
      if (shape.element->kind == ShapeKind::kAttributeValue) return AppendAttributes(value, out);
      AppendMap(*shape.element, value, out);
      return;
    case ShapeKind::kAttributeValue: {
      std::string encoded;
      EncodeValue(value, &encoded, kMaxJsonDepth);
      AppendSized(encoded, out);
      return;
    }
    default:  // booleans and numbers
      AppendJson(value, out);
      out->push_back(';');
  }
}

}  // namespace pumice
