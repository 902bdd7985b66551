// SPDX-License-Identifier: Apache-2.0

#include "protocol/violations.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/error/tables.h"
#include "engine/error/transactions.h"
#include "protocol/base64.h"
#include "protocol/constraint_faults.h"
#include "protocol/patterns.h"
#include "protocol/value_constraints.h"
#include "protocol/value_text.h"

namespace pumice {
namespace {

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
    AppendValueText(shape, value, &text);
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

void ThrowViolations(const Shape& input, const JsonValue& body) {
  CheckRequestItems(input, body);
  CheckRequiredName(input, body);
  FaultCollector collector;
  collector.VisitStructure(input, body, {});
  collector.faults().ThrowIfAny();
}

}  // namespace pumice
