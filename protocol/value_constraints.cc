// SPDX-License-Identifier: Apache-2.0

#include "protocol/value_constraints.h"

#include <vector>

#include "protocol/base64.h"
#include "protocol/constraint_faults.h"
#include "protocol/patterns.h"

namespace pumice {
namespace {

// What a member that takes a name or an ARN allows where a name is given.
constexpr Shape kTableName{.kind = ShapeKind::kString,
                           .name = "TableName",
                           .min = 3,
                           .max = 255,
                           .pattern = Pattern::kName};

bool InBounds(const Shape& shape, int64_t size) { return size >= shape.min && size <= shape.max; }

// Where even the number of bytes tells that the length is within bounds, nothing is counted.
bool LengthInBounds(const Shape& shape, std::string_view text) {
  const auto bytes = static_cast<int64_t>(text.size());
  if (shape.min <= (bytes + 3) / 4 && bytes <= shape.max) return true;
  return InBounds(shape, Utf16Length(text));
}

}  // namespace

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

bool IsEnumValue(const Shape& shape, std::string_view text) {
  if (shape.values.empty()) return true;
  for (std::string_view value : shape.values) {
    if (value == text) return true;
  }
  return false;
}

bool StringHolds(const Shape& declared, std::string_view text) {
  const Shape& shape = EffectiveShape(declared, text);
  return LengthInBounds(shape, text) && MatchesPattern(shape.pattern, text) &&
         IsEnumValue(shape, text);
}

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

std::string ConstraintsOf(std::string_view subject, const Shape& declared) {
  const Shape& shape = EffectiveShape(declared, "name");
  std::vector<std::string> texts;
  if (shape.max != Shape::kNoMaximum) texts.push_back(MaxConstraint("length", shape.max));
  if (shape.min != Shape::kNoMinimum) texts.push_back(MinConstraint("length", shape.min));
  if (shape.pattern != Pattern::kNone) {
    texts.push_back(PatternConstraint(PatternText(shape.pattern)));
  }
  if (!shape.values.empty()) texts.push_back(EnumConstraint(shape.values));
  return ContentConstraint(subject, texts);
}

}  // namespace pumice
