// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// "2 validation errors detected: Value '…' at 'limit' failed to satisfy constraint: Member must
// have value less than or equal to 100; …": how the service tells violated constraints of a
// request's members.
namespace pumice {

// What a member must satisfy. `what` is "length" or "value".
std::string NotNullConstraint();
std::string MinConstraint(std::string_view what, int64_t min);
std::string MaxConstraint(std::string_view what, int64_t max);
std::string PatternConstraint(std::string_view pattern);
std::string EnumConstraint(std::span<const std::string_view> values);
// All constraints of a list's elements ("Member"), a map's keys ("Map keys") or values ("Map
// value").
std::string ContentConstraint(std::string_view subject, std::span<const std::string> constraints);

// Violated constraints, the first ones of a request.
class ConstraintFaults {
 public:
  // The service names no more of them.
  bool full() const { return faults_.size() >= kMaxFaults; }
  // `value` as the service prints it; nothing: null. Ignored if full.
  void Add(std::optional<std::string_view> value, std::string_view path,
           std::string_view constraint);
  // The same where the service does not print the value.
  void AddWithoutValue(std::string_view path, std::string_view constraint);
  // Throws ApiError (ValidationException) if there are faults.
  void ThrowIfAny() const;

 private:
  static constexpr size_t kMaxFaults = 10;

  // `value` with a blank in front, or empty.
  void AddFault(std::string_view value, std::string_view path, std::string_view constraint);

  std::vector<std::string> faults_;
};

}  // namespace pumice
