// SPDX-License-Identifier: Apache-2.0

#include "protocol/value_types.h"

#include <string>

#include "protocol/base64.h"
#include "protocol/wire_errors.h"

namespace pumice {
namespace {

constexpr Shape kPlainString{.kind = ShapeKind::kString, .name = "String"};
constexpr Shape kPlainBlob{.kind = ShapeKind::kBlob, .name = "Blob"};
constexpr Shape kPlainBoolean{.kind = ShapeKind::kBoolean, .name = "Boolean"};

std::string JavaTypeName(const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::kString:
      return "java.lang.String";
    case ShapeKind::kBlob:
      return "java.nio.ByteBuffer";
    case ShapeKind::kBoolean:
      return "java.lang.Boolean";
    case ShapeKind::kInteger:
      return "java.lang.Integer";
    case ShapeKind::kLong:
      return "java.lang.Long";
    case ShapeKind::kDouble:
      return "java.lang.Double";
    case ShapeKind::kTimestamp:
      return "java.util.Date";
    case ShapeKind::kList:
      return "java.util.List<" + JavaTypeName(*shape.element) + ">";
    case ShapeKind::kMap:
      return "java.util.Map<java.lang.String, " + JavaTypeName(*shape.element) + ">";
    case ShapeKind::kStructure:
    case ShapeKind::kAttributeValue:
      break;
  }
  return std::string(kTypePackage).append(shape.name);
}

std::string_view ScalarTypeName(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::kInteger:
      return "Integer";
    case ShapeKind::kLong:
      return "Long";
    case ShapeKind::kDouble:
      return "Double";
    case ShapeKind::kTimestamp:
      return "Date";
    case ShapeKind::kBoolean:
      return "Boolean";
    default:
      return "String";
  }
}

std::string_view TokenName(const JsonValue& scalar) {
  if (scalar.IsString()) return "STRING_VALUE";
  if (scalar.IsTrue()) return "TRUE_VALUE";
  if (scalar.IsFalse()) return "FALSE_VALUE";
  return scalar.IsDouble() ? "DECIMAL_VALUE" : "NUMBER_VALUE";
}

[[noreturn]] void ThrowWrongScalar(const Shape& shape, const JsonValue& value) {
  switch (shape.kind) {
    case ShapeKind::kList:
    case ShapeKind::kMap:
      ThrowScalarForCollection();
    case ShapeKind::kStructure:
    case ShapeKind::kAttributeValue:
      ThrowScalarForStructure();
    case ShapeKind::kBlob:
      ThrowNotBase64Text();
    case ShapeKind::kBoolean:
      if (value.IsString()) ThrowStringForBoolean();
      break;
    default:
      break;
  }
  ThrowNotConvertible(TokenName(value), ScalarTypeName(shape.kind));
}

void CheckScalar(const Shape& shape, const JsonValue& value) {
  if (value.IsNull()) return;
  const bool fits = shape.kind == ShapeKind::kBoolean ? value.IsBool() : value.IsString();
  if (!fits) ThrowWrongType(shape, value);
  if (shape.kind == ShapeKind::kBlob) CheckBase64(JsonText(value));
}

void CheckScalars(const Shape& list, const Shape& element, const JsonValue& value) {
  if (value.IsNull()) return;
  if (!value.IsArray()) ThrowWrongType(list, value);
  for (const JsonValue& each : value.GetArray()) CheckScalar(element, each);
}

constexpr Shape kAttributeValueShape{.kind = ShapeKind::kAttributeValue, .name = "AttributeValue"};
constexpr Shape kStringSet{.kind = ShapeKind::kList, .name = "SS", .element = &kPlainString};
constexpr Shape kBinarySet{.kind = ShapeKind::kList, .name = "BS", .element = &kPlainBlob};
constexpr Shape kValueList{.kind = ShapeKind::kList, .name = "L", .element = &kAttributeValueShape};
constexpr Shape kValueMap{
    .kind = ShapeKind::kMap, .name = "M", .key = &kPlainString, .element = &kAttributeValueShape};

}  // namespace

void ThrowWrongType(const Shape& shape, const JsonValue& value) {
  if (value.IsObject()) ThrowUnexpectedObject();
  if (!value.IsArray()) ThrowWrongScalar(shape, value);
  ThrowUnexpectedList(shape.kind == ShapeKind::kMap, JavaTypeName(shape));
}

void CheckAttributeValue(const JsonValue& value) {
  if (value.IsNull()) return;
  if (!value.IsObject()) ThrowWrongType(kAttributeValueShape, value);
  for (const auto& [name_value, held] : value.GetObject()) {
    const std::string_view name = JsonText(name_value);
    if (name == "S" || name == "N") {
      CheckScalar(kPlainString, held);
    } else if (name == "B") {
      CheckScalar(kPlainBlob, held);
    } else if (name == "BOOL" || name == "NULL") {
      // A text for NULL is told later, as a value that is not true.
      if (name == "BOOL" || !held.IsString()) CheckScalar(kPlainBoolean, held);
    } else if (name == "SS" || name == "NS") {
      CheckScalars(kStringSet, kPlainString, held);
    } else if (name == "BS") {
      CheckScalars(kBinarySet, kPlainBlob, held);
    } else if (name == "L" && !held.IsNull()) {
      if (!held.IsArray()) ThrowWrongType(kValueList, held);
      for (const JsonValue& element : held.GetArray()) CheckAttributeValue(element);
    } else if (name == "M" && !held.IsNull()) {
      if (!held.IsObject()) ThrowWrongType(kValueMap, held);
      for (const auto& attribute : held.GetObject()) CheckAttributeValue(attribute.value);
    }
  }
}

bool HasRightType(ShapeKind kind, const JsonValue& value) {
  switch (kind) {
    case ShapeKind::kString:
    case ShapeKind::kBlob:
      return value.IsString();
    case ShapeKind::kBoolean:
      return value.IsBool();
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
    case ShapeKind::kDouble:
    case ShapeKind::kTimestamp:
      return value.IsNumber();
    case ShapeKind::kList:
      return value.IsArray();
    case ShapeKind::kMap:
    case ShapeKind::kStructure:
    case ShapeKind::kAttributeValue:
      return value.IsObject();
  }
  return false;
}

}  // namespace pumice
