// SPDX-License-Identifier: Apache-2.0

#include "protocol/validator.h"

#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error/tables.h"
#include "engine/error/transactions.h"
#include "protocol/base64.h"
#include "protocol/constraint_faults.h"
#include "protocol/patterns.h"
#include "protocol/wire_errors.h"

namespace pumice {
namespace {

constexpr std::string_view kTypePackage = "com.amazonaws.dynamodb.v20120810.";

// What a member that takes a name or an ARN allows where a name is given.
constexpr Shape kTableName{.kind = ShapeKind::kString,
                           .name = "TableName",
                           .min = 3,
                           .max = 255,
                           .pattern = Pattern::kName};

constexpr Shape kPlainString{.kind = ShapeKind::kString, .name = "String"};
constexpr Shape kPlainBlob{.kind = ShapeKind::kBlob, .name = "Blob"};
constexpr Shape kPlainBoolean{.kind = ShapeKind::kBoolean, .name = "Boolean"};

// Types: the first pass, in the order of the body.

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

[[noreturn]] void ThrowWrongType(const Shape& shape, const JsonValue& value) {
  if (value.IsObject()) ThrowUnexpectedObject();
  if (!value.IsArray()) ThrowWrongScalar(shape, value);
  ThrowUnexpectedList(shape.kind == ShapeKind::kMap, JavaTypeName(shape));
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

// Types within an attribute value. Recurses no deeper than JsonDocument lets JSON nest.
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

// Constraints on one value itself, not on what it holds.

// A string's length as Java counts it: UTF-16 code units.
int64_t Utf16Length(std::string_view text) {
  int64_t length = 0;
  for (char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if ((byte & 0xc0) != 0x80) length += byte >= 0xf0 ? 2 : 1;
  }
  return length;
}

const Shape& EffectiveShape(const Shape& shape, std::string_view text) {
  // An empty one is neither: it only is too short.
  const bool is_name = !text.empty() && !text.starts_with("arn:");
  return shape.pattern == Pattern::kTableArn && is_name ? kTableName : shape;
}

bool InBounds(const Shape& shape, int64_t size) { return size >= shape.min && size <= shape.max; }

bool IsEnumValue(const Shape& shape, std::string_view text) {
  if (shape.values.empty()) return true;
  for (std::string_view value : shape.values) {
    if (value == text) return true;
  }
  return false;
}

// Where even the number of bytes tells that the length is within bounds, nothing is counted.
bool LengthInBounds(const Shape& shape, std::string_view text) {
  const auto bytes = static_cast<int64_t>(text.size());
  if (shape.min <= (bytes + 3) / 4 && bytes <= shape.max) return true;
  return InBounds(shape, Utf16Length(text));
}

bool StringHolds(const Shape& declared, std::string_view text) {
  const Shape& shape = EffectiveShape(declared, text);
  return LengthInBounds(shape, text) && MatchesPattern(shape.pattern, text) &&
         IsEnumValue(shape, text);
}

// Of a value whose type is right.
bool Holds(const Shape& shape, const JsonValue& value) {
  switch (shape.kind) {
    case ShapeKind::kString:
      return StringHolds(shape, JsonText(value));
    case ShapeKind::kBlob:
      return InBounds(shape, static_cast<int64_t>(DecodedBase64Size(JsonText(value))));
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
      return InBounds(shape, JsonInteger(value));
    case ShapeKind::kList:
      return InBounds(shape, value.Size());
    case ShapeKind::kMap:
      return InBounds(shape, value.MemberCount());
    default:
      return true;
  }
}

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

// Values as messages print them: Java's toString.

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

void Print(const Shape& shape, const JsonValue* value, std::string* out);

void PrintList(const Shape& shape, const JsonValue& value, std::string* out) {
  out->push_back('[');
  std::string_view separator;
  for (const JsonValue& element : value.GetArray()) {
    out->append(std::exchange(separator, ", "));
    Print(*shape.element, &element, out);
  }
  out->push_back(']');
}

void PrintMap(const Shape& shape, const JsonValue& value, std::string* out) {
  out->push_back('{');
  std::string_view separator;
  for (const auto& [key, held] : value.GetObject()) {
    out->append(std::exchange(separator, ", ")).append(JsonText(key)).push_back('=');
    Print(*shape.element, &held, out);
  }
  out->push_back('}');
}

void PrintStructure(const Shape& shape, const JsonValue& value, std::string* out) {
  out->append(shape.name).push_back('(');
  std::string_view separator;
  for (const Member& member : shape.members) {
    out->append(std::exchange(separator, ", ")).append(member.path_name).push_back('=');
    Print(*member.shape, FindMember(value, member.name), out);
  }
  out->push_back(')');
}

void Print(const Shape& shape, const JsonValue* value, std::string* out) {
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

// Inputs that tell a missing name before and instead of every other constraint.

// What the model requires and the service itself looks for.
struct RequiredName {
  std::string_view input;
  std::string_view member;
};

constexpr RequiredName kRequiredNames[] = {
    {"CreateTableInput", "TableName"},          {"UpdateTableInput", "TableName"},
    {"DeleteTableInput", "TableName"},          {"DescribeTableInput", "TableName"},
    {"DescribeTimeToLiveInput", "TableName"},   {"UpdateTimeToLiveInput", "TableName"},
    {"TagResourceInput", "ResourceArn"},        {"UntagResourceInput", "ResourceArn"},
    {"ListTagsOfResourceInput", "ResourceArn"},
};

void CheckRequiredName(const Shape& input, const JsonValue& body) {
  for (const RequiredName& name : kRequiredNames) {
    if (name.input != input.name || FindMember(body, name.member) != nullptr) continue;
    if (name.member == "ResourceArn") ThrowNoArn();
    ThrowNoParameter(name.member);
  }
}

// The second pass: names the violated constraints. Runs only for requests that have some.

// All constraints of an element's or key's shape.
std::string ConstraintsOf(std::string_view subject, const Shape& declared) {
  const Shape& shape = EffectiveShape(declared, {});
  std::vector<std::string> texts;
  if (shape.max != Shape::kNoMaximum) texts.push_back(MaxConstraint("length", shape.max));
  if (shape.min != Shape::kNoMinimum) texts.push_back(MinConstraint("length", shape.min));
  if (shape.pattern != Pattern::kNone) {
    texts.push_back(PatternConstraint(PatternText(shape.pattern)));
  }
  if (!shape.values.empty()) texts.push_back(EnumConstraint(shape.values));
  return ContentConstraint(subject, texts);
}

// Where a value stands in a request: by the names that most messages use ("requestItems") and by
// those on the wire ("RequestItems").
struct ValuePath {
  std::string told;
  std::string wire;
  // Some of the service's checks name members as on the wire, and do not print the value.
  bool is_told_by_wire = false;

  ValuePath Member(const Shape& structure, const pumice::Member& member) const {
    const std::string_view dot = told.empty() ? "" : ".";
    ValuePath path{std::string(told).append(dot).append(member.path_name),
                   std::string(wire).append(dot).append(member.name)};
    path.is_told_by_wire = (structure.name == "KeysAndAttributes" && member.name == "Keys") ||
                           (structure.name == "QueryInput" && member.name == "Limit");
    return path;
  }
  // Of a list by number, of a map by key.
  ValuePath Element(std::string_view which) const {
    const std::string suffix = std::string(".").append(which).append(".member");
    return {told + suffix, wire + suffix};
  }
};

class FaultCollector {
 public:
  void VisitStructure(const Shape& shape, const JsonValue& value, const ValuePath& path) {
    for (size_t i = 0; i < shape.members.size() && !full(); ++i) {
      const Member& member = shape.members[i];
      const JsonValue* held = FindMember(value, member.name);
      const ValuePath held_path = path.Member(shape, member);
      if (held != nullptr) {
        VisitMember(*member.shape, *held, held_path);
      } else if ((shape.required >> i & 1) != 0) {
        Add(*member.shape, nullptr, held_path, NotNullConstraint());
      }
    }
  }

  const ConstraintFaults& faults() const { return faults_; }

 private:
  bool full() const { return faults_.full(); }

  void Add(const Shape& shape, const JsonValue* value, const ValuePath& path,
           std::string_view constraint) {
    if (full()) return;
    if (value == nullptr) return faults_.Add(std::nullopt, path.told, constraint);
    if (path.is_told_by_wire) return faults_.AddWithoutValue(path.wire, constraint);
    std::string text;
    Print(shape, value, &text);
    faults_.Add(text, path.told, constraint);
  }

  void VisitMember(const Shape& shape, const JsonValue& value, const ValuePath& path) {
    switch (shape.kind) {
      case ShapeKind::kString:
        VisitString(EffectiveShape(shape, JsonText(value)), value, path);
        break;
      case ShapeKind::kInteger:
      case ShapeKind::kLong:
        VisitBounds(shape, value, JsonInteger(value), "value", path);
        break;
      case ShapeKind::kBlob:
        VisitBounds(shape, value, static_cast<int64_t>(DecodedBase64Size(JsonText(value))),
                    "length", path);
        break;
      case ShapeKind::kList:
        VisitBounds(shape, value, value.Size(), "length", path);
        VisitContent(shape, value, path);
        break;
      case ShapeKind::kMap:
        VisitBounds(shape, value, value.MemberCount(), "length", path);
        VisitContent(shape, value, path);
        break;
      default:
        VisitContent(shape, value, path);
    }
  }

  void VisitString(const Shape& shape, const JsonValue& value, const ValuePath& path) {
    const std::string_view text = JsonText(value);
    if (!MatchesPattern(shape.pattern, text)) {
      Add(shape, &value, path, PatternConstraint(PatternText(shape.pattern)));
    }
    VisitBounds(shape, value, Utf16Length(text), "length", path);
    if (!IsEnumValue(shape, text)) Add(shape, &value, path, EnumConstraint(shape.values));
  }

  void VisitBounds(const Shape& shape, const JsonValue& value, int64_t size, std::string_view what,
                   const ValuePath& path) {
    if (size < shape.min) Add(shape, &value, path, MinConstraint(what, shape.min));
    if (size > shape.max) Add(shape, &value, path, MaxConstraint(what, shape.max));
  }

  // What a value holds. Its own constraints are the business of whoever holds it.
  void VisitContent(const Shape& shape, const JsonValue& value, const ValuePath& path) {
    switch (shape.kind) {
      case ShapeKind::kStructure:
        VisitStructure(shape, value, path);
        break;
      case ShapeKind::kList:
        VisitElements(shape, value, path);
        break;
      case ShapeKind::kMap:
        VisitEntries(shape, value, path);
        break;
      default:
        break;
    }
  }

  void VisitElements(const Shape& shape, const JsonValue& value, const ValuePath& path) {
    if (shape.element->kind == ShapeKind::kAttributeValue) return;
    for (const JsonValue& element : value.GetArray()) {
      if (element.IsNull() || Holds(*shape.element, element)) continue;
      Add(shape, &value, path, ConstraintsOf("Member", *shape.element));
      break;
    }
    for (rapidjson::SizeType i = 0; i < value.Size() && !full(); ++i) {
      VisitNested(*shape.element, value[i], path.Element(std::to_string(i + 1)));
    }
  }

  void VisitEntries(const Shape& shape, const JsonValue& value, const ValuePath& path) {
    for (const auto& entry : value.GetObject()) {
      if (StringHolds(*shape.key, JsonText(entry.name))) continue;
      Add(shape, &value, path, ConstraintsOf("Map keys", *shape.key));
      break;
    }
    if (shape.element->kind == ShapeKind::kAttributeValue) return;
    for (const auto& entry : value.GetObject()) {
      if (entry.value.IsNull() || Holds(*shape.element, entry.value)) continue;
      Add(shape, &value, path, ConstraintsOf("Map value", *shape.element));
      break;
    }
    for (const auto& entry : value.GetObject()) {
      if (full()) return;
      VisitNested(*shape.element, entry.value, path.Element(JsonText(entry.name)));
    }
  }

  void VisitNested(const Shape& shape, const JsonValue& value, const ValuePath& path) {
    if (value.IsNull()) {
      Add(shape, nullptr, path, NotNullConstraint());
    } else {
      VisitContent(shape, value, path);
    }
  }

  ConstraintFaults faults_;
};

// Batches without requests have a text of their own.
void CheckRequestItems(const Shape& input, const JsonValue& body) {
  constexpr std::string_view kInput = "Input";
  const JsonValue* const items = FindMember(body, "RequestItems");
  if (items == nullptr || items->MemberCount() > 0) return;
  ThrowRequestItemsRequired(input.name.substr(0, input.name.size() - kInput.size()));
}

}  // namespace

void ValidateInput(const Shape& input, const JsonValue& body) {
  if (Conforms(input, body)) return;
  CheckRequestItems(input, body);
  CheckRequiredName(input, body);
  FaultCollector collector;
  collector.VisitStructure(input, body, {});
  collector.faults().ThrowIfAny();
}

}  // namespace pumice
