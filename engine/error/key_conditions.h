// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string_view>

// The service's errors about a Query's KeyConditionExpression or KeyConditions.
namespace pumice {

// An operator that no key condition may have.
[[noreturn]] void ThrowKeyConditionOperator(std::string_view op);
// Two conditions on one attribute.
[[noreturn]] void ThrowSeveralConditionsPerKey();
// A function within a condition.
[[noreturn]] void ThrowNestedKeyOperations();
// BETWEEN or begins_with whose first operand is no path.
[[noreturn]] void ThrowKeyNotFirstOperand(std::string_view op);
// A condition with two paths.
[[noreturn]] void ThrowSeveralKeysPerCondition();
// A condition without a path.
[[noreturn]] void ThrowNoKeyInCondition();
// A condition on a part of an attribute.
[[noreturn]] void ThrowKeyConditionOnNestedAttribute();
// Conditions that are no range of one partition.
[[noreturn]] void ThrowKeyConditionNotSupported();
// No condition on an attribute of the key that needs one.
[[noreturn]] void ThrowKeyConditionMisses(std::string_view attribute);
// Of a key with several attributes ("Multi-attribute keys", Developer Guide): partition attributes
// without a condition, or with another one than =.
[[noreturn]] void ThrowHashNeedsEquality(std::span<const std::string_view> attributes);
// Of the same: sort attributes that are passed over, or have another condition than =, before
// `used`, which has a condition.
[[noreturn]] void ThrowRangeNeedsEquality(std::span<const std::string_view> attributes,
                                          std::string_view used);
// A value of another type than the key's attribute.
[[noreturn]] void ThrowKeyConditionType();
// KeyConditions with an operator that no sort key may have.
[[noreturn]] void ThrowKeyConditionNotIndexable();
// Too many conditions, or none.
[[noreturn]] void ThrowKeyConditionCount();

}  // namespace pumice
