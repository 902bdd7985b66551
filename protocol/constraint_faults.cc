// SPDX-License-Identifier: Apache-2.0

#include "protocol/constraint_faults.h"

#include <utility>

#include "engine/error/api_error.h"

namespace pumice {
namespace {

template <typename Texts>
std::string Join(const Texts& texts) {
  std::string joined = "[";
  std::string_view separator;
  for (const auto& text : texts) joined.append(std::exchange(separator, ", ")).append(text);
  return joined + "]";
}

std::string Bound(std::string_view what, std::string_view direction, int64_t bound) {
  return std::string("Member must have ")
      .append(what)
      .append(" ")
      .append(direction)
      .append(" than or equal to ")
      .append(std::to_string(bound));
}

}  // namespace

std::string NotNullConstraint() { return "Member must not be null"; }

std::string MinConstraint(std::string_view what, int64_t min) {
  return Bound(what, "greater", min);
}

std::string MaxConstraint(std::string_view what, int64_t max) { return Bound(what, "less", max); }

std::string PatternConstraint(std::string_view pattern) {
  return std::string("Member must satisfy regular expression pattern: ").append(pattern);
}

std::string EnumConstraint(std::span<const std::string_view> values) {
  return "Member must satisfy enum value set: " + Join(values);
}

std::string ContentConstraint(std::string_view subject, std::span<const std::string> constraints) {
  return std::string(subject).append(" must satisfy constraint: ").append(Join(constraints));
}

void ConstraintFaults::Add(std::optional<std::string_view> value, std::string_view path,
                           std::string_view constraint) {
  AddFault(value ? " '" + std::string(*value) + '\'' : " null", path, constraint);
}

void ConstraintFaults::AddWithoutValue(std::string_view path, std::string_view constraint) {
  AddFault("", path, constraint);
}

void ConstraintFaults::AddFault(std::string_view value, std::string_view path,
                                std::string_view constraint) {
  if (full()) return;
  faults_.emplace_back("Value")
      .append(value)
      .append(" at '")
      .append(path)
      .append("' failed to satisfy constraint: ")
      .append(constraint);
}

void ConstraintFaults::ThrowIfAny() const {
  if (faults_.empty()) return;
  std::string message = std::to_string(faults_.size()) + " validation error" +
                        (faults_.size() == 1 ? "" : "s") + " detected: ";
  std::string_view separator;
  for (const std::string& fault : faults_) {
    message.append(std::exchange(separator, "; ")).append(fault);
  }
  throw ApiError(ErrorCode::kValidation, std::move(message));
}

}  // namespace pumice
