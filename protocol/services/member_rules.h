// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string_view>

#include "protocol/json.h"

// What an operation demands of its input beyond the shapes: members that need or exclude each
// other, values that only the documentation bounds. Each operation has them in one table.
namespace pumice::services {

// Whether a member is there; an empty list or map says nothing, as a form cannot send it.
bool Has(const JsonValue& input, std::string_view member);
// How many of them are there.
size_t CountOf(const JsonValue& input, std::span<const std::string_view> members);

struct MemberRule {
  bool (*holds)(const JsonValue& input);
  std::string_view sentence;
};
// Throws ServiceFault (`code`) for the first rule that does not hold.
void CheckRules(std::span<const MemberRule> rules, const JsonValue& input, std::string_view code);

// Where `with` is there, `members` must not be: "Period should not be set if list of Metrics is
// set.", the member's name and `rest`.
struct Exclusion {
  std::string_view with;
  std::span<const std::string_view> members;
  std::string_view rest;
};
void CheckExclusions(std::span<const Exclusion> exclusions, const JsonValue& input,
                     std::string_view code);

// "Period must not be null", for the first of them that is not there.
void CheckPresent(std::span<const std::string_view> members, const JsonValue& input,
                  std::string_view code);

// A text that is one of several, though the model does not say so; an integer's bounds likewise.
struct Choice {
  std::string_view member;
  std::string_view path;  // as messages spell it
  std::span<const std::string_view> values;
};
struct Bounds {
  std::string_view member;
  std::string_view path;
  int64_t min;
  int64_t max;
};
// Throw ApiError (ValidationException), in the words of a violated constraint.
void CheckChoices(std::span<const Choice> choices, const JsonValue& input);
void CheckBounds(std::span<const Bounds> bounds, const JsonValue& input);

}  // namespace pumice::services
