// SPDX-License-Identifier: Apache-2.0

#include "protocol/validator.h"

#include <cstdint>
#include <string_view>

#include "protocol/base64.h"
#include "protocol/value_constraints.h"
#include "protocol/value_types.h"
#include "protocol/violations.h"

namespace pumice {
namespace {

// The walk that every request takes: throws on wrong types, tells whether all constraints hold.

bool Conforms(const Shape& shape, const JsonValue& value);

bool ElementConforms(const Shape& element, const JsonValue& value) {
  if (element.kind == ShapeKind::kAttributeValue) {
    CheckAttributeValue(value);
    return true;
  }
  return !value.IsNull() && Conforms(element, value);
}

int FindMemberIndex(const Shape& structure, std::string_view name) {
  for (size_t i = 0; i < structure.members.size(); ++i) {
    if (structure.members[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

bool StructureConforms(const Shape& shape, const JsonValue& value) {
  bool conforms = true;
  uint64_t present = 0;
  for (const auto& [name, held] : value.GetObject()) {
    const int index = FindMemberIndex(shape, JsonText(name));
    if (index < 0) continue;
    const uint64_t bit = uint64_t{1} << index;
    if (held.IsNull()) {
      present &= ~bit;
      continue;
    }
    present |= bit;
    conforms &= Conforms(*shape.members[index].shape, held);
  }
  return conforms && (shape.required & ~present) == 0;
}

bool MapConforms(const Shape& shape, const JsonValue& value) {
  bool conforms = Holds(shape, value);
  for (const auto& [key, held] : value.GetObject()) {
    conforms &= StringHolds(*shape.key, JsonText(key));
    conforms &= ElementConforms(*shape.element, held);
  }
  return conforms;
}

bool ListConforms(const Shape& shape, const JsonValue& value) {
  bool conforms = Holds(shape, value);
  for (const JsonValue& element : value.GetArray()) {
    conforms &= ElementConforms(*shape.element, element);
  }
  return conforms;
}

bool Conforms(const Shape& shape, const JsonValue& value) {
  if (!HasRightType(shape.kind, value)) ThrowWrongType(shape, value);
  switch (shape.kind) {
    case ShapeKind::kStructure:
      return StructureConforms(shape, value);
    case ShapeKind::kMap:
      return MapConforms(shape, value);
    case ShapeKind::kList:
      return ListConforms(shape, value);
    case ShapeKind::kAttributeValue:
      CheckAttributeValue(value);
      return true;
    case ShapeKind::kBlob:
      CheckBase64(JsonText(value));
      return Holds(shape, value);
    default:
      return Holds(shape, value);
  }
}

}  // namespace

void ValidateInput(const Shape& input, const JsonValue& body) {
  if (!Conforms(input, body)) ThrowViolations(input, body);
}

}  // namespace pumice
