// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/member_rules.h"

#include <algorithm>
#include <string>

#include "protocol/constraint_faults.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {

bool Has(const JsonValue& input, std::string_view member) {
  const JsonValue* const value = FindMember(input, member);
  if (value == nullptr) return false;
  if (value->IsArray()) return !value->Empty();
  return !value->IsObject() || !value->ObjectEmpty();
}

size_t CountOf(const JsonValue& input, std::span<const std::string_view> members) {
  return static_cast<size_t>(std::count_if(
      members.begin(), members.end(), [&](std::string_view member) { return Has(input, member); }));
}

void CheckRules(std::span<const MemberRule> rules, const JsonValue& input, std::string_view code) {
  for (const MemberRule& rule : rules) {
    if (!rule.holds(input)) ThrowBrokenRule(code, rule.sentence);
  }
}

void CheckExclusions(std::span<const Exclusion> exclusions, const JsonValue& input,
                     std::string_view code) {
  for (const Exclusion& exclusion : exclusions) {
    if (!Has(input, exclusion.with)) continue;
    for (const std::string_view member : exclusion.members) {
      if (Has(input, member)) ThrowBrokenRule(code, std::string(member).append(exclusion.rest));
    }
  }
}

void CheckPresent(std::span<const std::string_view> members, const JsonValue& input,
                  std::string_view code) {
  for (const std::string_view member : members) {
    if (!Has(input, member)) {
      ThrowBrokenRule(code, std::string(member).append(" must not be null"));
    }
  }
}

void CheckChoices(std::span<const Choice> choices, const JsonValue& input) {
  ConstraintFaults faults;
  for (const Choice& choice : choices) {
    const std::optional<std::string_view> text = FindString(input, choice.member);
    if (!text ||
        std::find(choice.values.begin(), choice.values.end(), *text) != choice.values.end()) {
      continue;
    }
    faults.Add(text, choice.path, EnumConstraint(choice.values));
  }
  faults.ThrowIfAny();
}

void CheckBounds(std::span<const Bounds> bounds, const JsonValue& input) {
  ConstraintFaults faults;
  for (const Bounds& bound : bounds) {
    const std::optional<int64_t> value = FindInteger(input, bound.member);
    if (!value) continue;
    const std::string text = std::to_string(*value);
    if (*value < bound.min) faults.Add(text, bound.path, MinConstraint("value", bound.min));
    if (*value > bound.max) faults.Add(text, bound.path, MaxConstraint("value", bound.max));
  }
  faults.ThrowIfAny();
}

}  // namespace pumice::services
