// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/known_members.h"

#include "protocol/json_writer.h"

namespace pumice::services {
namespace {

// Recurses as deep as shapes nest.
void Append(const Shape& shape, const JsonValue& value, JsonWriter* json);

void AppendStructure(const Shape& shape, const JsonValue& value, JsonWriter* json) {
  json->BeginObject();
  for (const Member& member : shape.members) {
    const JsonValue* const held = FindMember(value, member.name);
    if (held == nullptr) continue;
    json->UserKey(member.name);
    Append(*member.shape, *held, json);
  }
  json->EndObject();
}

void AppendMap(const Shape& shape, const JsonValue& value, JsonWriter* json) {
  json->BeginObject();
  for (const auto& [key, held] : value.GetObject()) {
    json->UserKey(JsonText(key));
    Append(*shape.element, held, json);
  }
  json->EndObject();
}

void AppendList(const Shape& shape, const JsonValue& value, JsonWriter* json) {
  json->BeginArray();
  for (const JsonValue& element : value.GetArray()) Append(*shape.element, element, json);
  json->EndArray();
}

void Append(const Shape& shape, const JsonValue& value, JsonWriter* json) {
  switch (shape.kind) {
    case ShapeKind::kStructure:
      return AppendStructure(shape, value, json);
    case ShapeKind::kMap:
      return AppendMap(shape, value, json);
    case ShapeKind::kList:
      return AppendList(shape, value, json);
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
      return json->Integer(JsonInteger(value));
    case ShapeKind::kString:
      return json->String(JsonText(value));
    default:
      AppendJson(value, json->Raw());
  }
}

}  // namespace

std::string KnownMembers(const Shape& shape, const JsonValue& input) {
  std::string text;
  JsonWriter json(&text);
  Append(shape, input, &json);
  return text;
}

}  // namespace pumice::services
