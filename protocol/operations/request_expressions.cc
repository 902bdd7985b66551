// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/request_expressions.h"

#include <algorithm>

#include "engine/error/api_error.h"
#include "engine/error/expressions.h"
#include "engine/error/requests.h"
#include "protocol/item_json.h"
#include "protocol/operations/legacy_conditions.h"
#include "protocol/operations/legacy_projection.h"
#include "protocol/operations/legacy_updates.h"

namespace pumice {
namespace {

// Encodes one of ExpressionAttributeValues, whose faults name its placeholder.
void EncodePlaceholderValue(std::string_view placeholder, const JsonValue& json, int max_nesting,
                            std::string* out) {
  try {
    EncodeValue(json, out, max_nesting);
  } catch (const ApiError& error) {
    if (error.code() != ErrorCode::kValidation) throw;
    ThrowInvalidValueOf(placeholder, error.message());
  }
}

// Of the members only those whose expressions can hold values.
std::string NullMembers(std::initializer_list<std::string_view> members) {
  std::string text;
  int count = 0;
  for (const std::string_view member : members) {
    if (member == "ProjectionExpression") continue;
    if (count++ > 0) text += " and ";
    text += member;
  }
  return text + (count > 1 ? " are null" : " is null");
}

void AppendName(std::string_view name, std::string* list) {
  if (!list->empty()) list->append(", ");
  list->append(name);
}

}  // namespace

RequestExpressions::RequestExpressions(ExpressionCache* cache, const JsonValue& input,
                                       std::initializer_list<std::string_view> members,
                                       std::initializer_list<std::string_view> legacy,
                                       const ExpressionRules& rules)
    : cache_(*cache), input_(input), rules_(rules) {
  for (const std::string_view name : legacy) {
    const JsonValue* const value = FindMember(input, name);
    if (value != nullptr) legacy_.emplace_back(name, value);
  }
  if (!legacy_.empty()) CheckNotMixed(members);

  has_placeholders_ = FindMember(input, kExpressionNames) != nullptr ||
                      FindMember(input, kExpressionValues) != nullptr;
  if (!has_placeholders_) return;
  if (rules.placeholders_need_expression) {
    CheckHasExpression(members);
  } else {
    has_placeholders_ = std::ranges::any_of(
        members, [&](std::string_view member) { return FindMember(input, member) != nullptr; });
  }
}

void RequestExpressions::ReadPlaceholders() {
  if (!has_placeholders_) return;
  const std::vector<Placeholders::Name> names = ReadNames();
  if (FindMember(input_, kExpressionNames) != nullptr) Placeholders::CheckNames(names);
  const std::vector<Placeholders::Value> values = ReadValues();
  if (FindMember(input_, kExpressionValues) != nullptr) Placeholders::CheckValues(values);
  placeholders_ = Placeholders(names, values);
}

// KeyConditions may stand beside the expressions of other parameters.
void RequestExpressions::CheckNotMixed(std::initializer_list<std::string_view> members) const {
  std::string expressions;
  for (const std::string_view member : members) {
    if (FindMember(input_, member) != nullptr) AppendName(member, &expressions);
  }
  if (expressions.empty()) return;
  const bool has_key_expression = FindMember(input_, "KeyConditionExpression") != nullptr;
  std::string others;
  for (const auto& [name, value] : legacy_) {
    if (name != "KeyConditions" || has_key_expression) AppendName(name, &others);
  }
  if (others.empty()) return;
  ThrowMixedParameters(others, expressions);
}

const JsonValue* RequestExpressions::Legacy(std::string_view member) const {
  for (const auto& [name, value] : legacy_) {
    if (name == member) return value;
  }
  return nullptr;
}

void RequestExpressions::CheckHasExpression(std::initializer_list<std::string_view> members) const {
  bool any = false;
  bool any_with_values = false;
  for (const std::string_view member : members) {
    if (FindMember(input_, member) == nullptr) continue;
    any = true;
    any_with_values = any_with_values || member != "ProjectionExpression";
  }
  if (!any && FindMember(input_, kExpressionNames) != nullptr) {
    ThrowNamesWithoutExpression();
  }
  if (!any_with_values && FindMember(input_, kExpressionValues) != nullptr) {
    ThrowValuesWithoutExpression(NullMembers(members));
  }
}

std::vector<Placeholders::Name> RequestExpressions::ReadNames() const {
  std::vector<Placeholders::Name> names;
  const JsonValue* const json = FindMember(input_, kExpressionNames);
  if (json == nullptr) return names;
  names.reserve(json->MemberCount());
  for (const auto& member : json->GetObject()) {
    names.emplace_back(JsonText(member.name), JsonText(member.value));
  }
  return names;
}

std::vector<Placeholders::Value> RequestExpressions::ReadValues() {
  std::vector<Placeholders::Value> values;
  const JsonValue* const json = FindMember(input_, kExpressionValues);
  if (json == nullptr) return values;
  std::vector<size_t> offsets;
  offsets.reserve(json->MemberCount());
  for (const auto& member : json->GetObject()) {
    offsets.push_back(values_.size());
    EncodePlaceholderValue(JsonText(member.name), member.value, rules_.max_nesting, &values_);
  }
  // Only now the bytes stay where they are.
  values.reserve(offsets.size());
  size_t i = 0;
  for (const auto& member : json->GetObject()) {
    values.emplace_back(JsonText(member.name), ValueView(values_.data() + offsets[i++]));
  }
  return values;
}

std::optional<BoundCondition> RequestExpressions::Condition() {
  const auto text = FindString(input_, "ConditionExpression");
  auto condition = text ? cache_.Condition(*text)
                        : ParseExpected(Legacy("Expected"), Legacy("ConditionalOperator"));
  if (condition == nullptr) return std::nullopt;
  return BoundCondition(std::move(condition), placeholders_);
}

std::optional<BoundCondition> RequestExpressions::Filter() {
  const auto text = FindString(input_, "FilterExpression");
  const JsonValue* const legacy =
      Legacy("QueryFilter") != nullptr ? Legacy("QueryFilter") : Legacy("ScanFilter");
  auto filter =
      text ? cache_.Filter(*text) : ParseLegacyFilter(legacy, Legacy("ConditionalOperator"));
  if (filter == nullptr) return std::nullopt;
  return BoundCondition(std::move(filter), placeholders_);
}

std::optional<BoundUpdate> RequestExpressions::Update() {
  const auto text = FindString(input_, "UpdateExpression");
  const JsonValue* const legacy = Legacy("AttributeUpdates");
  std::shared_ptr<const ParsedUpdate> update;
  if (text) {
    update = cache_.Update(*text);
  } else if (legacy != nullptr) {
    update = ParseAttributeUpdates(*legacy);
  }
  if (update == nullptr) return std::nullopt;
  return BoundUpdate(std::move(update), placeholders_);
}

std::optional<BoundProjection> RequestExpressions::Projection() {
  const auto text = FindString(input_, "ProjectionExpression");
  if (text) return BoundProjection(cache_.Projection(*text), placeholders_);
  const JsonValue* const legacy = Legacy("AttributesToGet");
  if (legacy == nullptr) return std::nullopt;
  return BoundProjection(ParseAttributesToGet(*legacy), placeholders_);
}

std::shared_ptr<const ParsedKeyCondition> RequestExpressions::KeyCondition() {
  const auto text = FindString(input_, "KeyConditionExpression");
  if (text) return cache_.KeyCondition(*text);
  const JsonValue* const legacy = Legacy("KeyConditions");
  return legacy != nullptr ? ParseKeyConditions(*legacy) : nullptr;
}

}  // namespace pumice
