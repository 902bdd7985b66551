// SPDX-License-Identifier: Apache-2.0

#include "protocol/value_text.h"

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>

#include "protocol/base64.h"
#include "protocol/value_types.h"

namespace pumice {
namespace {

// Java prints an attribute value by its class and hash code. Equal values give equal codes.
uint32_t HashValue(const JsonValue& value) {
  if (value.IsString()) {
    uint32_t hash = 0;
    for (char c : JsonText(value)) hash = hash * 31 + static_cast<uint8_t>(c);
    return hash;
  }
  uint32_t hash = 1;
  if (value.IsArray()) {
    for (const JsonValue& element : value.GetArray()) hash = hash * 31 + HashValue(element);
  } else if (value.IsObject()) {
    for (const auto& [name, held] : value.GetObject()) {
      hash = (hash * 31 + HashValue(name)) * 31 + HashValue(held);
    }
  } else if (value.IsTrue()) {
    hash = 1231;
  }
  return hash;
}

void PrintAttributeValue(const JsonValue& value, std::string* out) {
  char code[16];
  std::snprintf(code, sizeof(code), "@%x", HashValue(value));
  out->append(kTypePackage).append("AttributeValue").append(code);
}

void PrintNumber(const Shape& shape, const JsonValue& value, std::string* out) {
  if (shape.kind == ShapeKind::kInteger || shape.kind == ShapeKind::kLong) {
    out->append(std::to_string(JsonInteger(value)));
    return;
  }
  char text[32];
  std::snprintf(text, sizeof(text), "%.17g", value.GetDouble());
  out->append(text);
}

void PrintList(const Shape& shape, const JsonValue& value, std::string* out) {
  out->push_back('[');
  std::string_view separator;
  for (const JsonValue& element : value.GetArray()) {
    out->append(std::exchange(separator, ", "));
    AppendValueText(*shape.element, &element, out);
  }
  out->push_back(']');
}

void PrintMap(const Shape& shape, const JsonValue& value, std::string* out) {
  out->push_back('{');
  std::string_view separator;
  for (const auto& [key, held] : value.GetObject()) {
    out->append(std::exchange(separator, ", ")).append(JsonText(key)).push_back('=');
    AppendValueText(*shape.element, &held, out);
  }
  out->push_back('}');
}

void PrintStructure(const Shape& shape, const JsonValue& value, std::string* out) {
  out->append(shape.name).push_back('(');
  std::string_view separator;
  for (const Member& member : shape.members) {
    out->append(std::exchange(separator, ", ")).append(member.path_name).push_back('=');
    AppendValueText(*member.shape, FindMember(value, member.name), out);
  }
  out->push_back(')');
}

}  // namespace

void AppendValueText(const Shape& shape, const JsonValue* value, std::string* out) {
  if (value == nullptr || value->IsNull()) {
    out->append("null");
    return;
  }
  switch (shape.kind) {
    case ShapeKind::kString:
      out->append(JsonText(*value));
      return;
    case ShapeKind::kBlob: {
      const std::string size = std::to_string(DecodedBase64Size(JsonText(*value)));
      out->append("java.nio.HeapByteBuffer[pos=0 lim=" + size + " cap=" + size + "]");
      return;
    }
    case ShapeKind::kBoolean:
      out->append(value->GetBool() ? "true" : "false");
      return;
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
    case ShapeKind::kDouble:
    case ShapeKind::kTimestamp:
      PrintNumber(shape, *value, out);
      return;
    case ShapeKind::kList:
      PrintList(shape, *value, out);
      return;
    case ShapeKind::kMap:
      PrintMap(shape, *value, out);
      return;
    case ShapeKind::kStructure:
      PrintStructure(shape, *value, out);
      return;
    case ShapeKind::kAttributeValue:
      PrintAttributeValue(*value, out);
      return;
  }
}

}  // namespace pumice
