// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

// The service's errors about parameters of requests that contradict each other, legacy ones above
// all ("Legacy DynamoDB conditional parameters", Developer Guide).
namespace pumice {

// PutItem and DeleteItem with another ReturnValues.
[[noreturn]] void ThrowReturnValues();

// Expressions beside legacy parameters; both with commas.
[[noreturn]] void ThrowMixedParameters(std::string_view legacy, std::string_view expressions);
// ExpressionAttributeNames without an expression.
[[noreturn]] void ThrowNamesWithoutExpression();
// ExpressionAttributeValues without an expression; `expressions` says which ones there might be.
[[noreturn]] void ThrowValuesWithoutExpression(std::string_view expressions);

// ConditionalOperator without conditions.
[[noreturn]] void ThrowConditionalOperatorAlone();
// ConditionalOperator with a single condition.
[[noreturn]] void ThrowConditionalOperatorOfOne();

// AttributeValueList and its ComparisonOperator, `op`.

// More or fewer values than the operator takes.
[[noreturn]] void ThrowComparisonCount(std::string_view op);
// A value of a type that the operator does not take.
[[noreturn]] void ThrowComparisonType(std::string_view op, std::string_view type);
// Values of several types.
[[noreturn]] void ThrowComparisonTypesDiffer();
// BETWEEN with an upper bound below the lower one.
[[noreturn]] void ThrowBetweenRange();

// An entry of Expected.

// Exists beside ComparisonOperator.
[[noreturn]] void ThrowExistsAndOperator(std::string_view attribute);
// Value beside AttributeValueList.
[[noreturn]] void ThrowValueAndList(std::string_view attribute);
// ComparisonOperator without the values that it needs.
[[noreturn]] void ThrowOperatorWithoutValues(std::string_view op, std::string_view attribute);
// AttributeValueList without ComparisonOperator.
[[noreturn]] void ThrowListWithoutOperator(std::string_view attribute);
// Exists is true, or is not given, without a value.
[[noreturn]] void ThrowExistsWithoutValue(bool exists_given, std::string_view attribute);
// Exists is false, beside a value.
[[noreturn]] void ThrowNotExistsWithValue(std::string_view attribute);

// An entry of AttributeUpdates without a value that is not DELETE.
[[noreturn]] void ThrowUpdateWithoutValue();
// ADD of a value that is neither number, set nor list.
[[noreturn]] void ThrowAddType(std::string_view type);
// DELETE of a value that is no set.
[[noreturn]] void ThrowDeleteType(std::string_view type);
// A name twice in AttributesToGet.
[[noreturn]] void ThrowRepeatedAttributeToGet(std::string_view attribute);

}  // namespace pumice
