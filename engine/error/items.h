// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

// The service's errors about items and the values in them.
namespace pumice {

// An item that is to be put is larger than 400 KB ("Constraints in Amazon DynamoDB", Items).
[[noreturn]] void ThrowItemTooLarge();
// The same of an item that an update makes.
[[noreturn]] void ThrowUpdatedItemTooLarge();
// A value nests deeper than 32 levels ("Constraints in Amazon DynamoDB", Nested attribute depth).
[[noreturn]] void ThrowNestingTooDeep();
// The same of an AttributeValue in a request.
[[noreturn]] void ThrowRequestNestingTooDeep();

// An attribute has no name.
[[noreturn]] void ThrowEmptyAttributeName();
// "The attribute name … can be up to 64 KB long" (Developer Guide, "Naming rules").
[[noreturn]] void ThrowAttributeNameTooLong();

// A number's magnitude is 1E+126 or more.
[[noreturn]] void ThrowNumberOverflow();
// A number's magnitude is less than 1E-130.
[[noreturn]] void ThrowNumberUnderflow();
// A number has more than 38 significant digits.
[[noreturn]] void ThrowTooManyDigits();
// The text of a number is none; it may be empty.
[[noreturn]] void ThrowNotANumber(std::string_view text);

// An AttributeValue without a type.
[[noreturn]] void ThrowNoDatatype();
// An AttributeValue with two types.
[[noreturn]] void ThrowSeveralDatatypes();
// {"NULL": false}.
[[noreturn]] void ThrowNullIsFalse();
// An element of a set is null.
[[noreturn]] void ThrowNullInSet();
// A set of strings without elements.
[[noreturn]] void ThrowEmptyStringSet();
// A set of numbers without elements.
[[noreturn]] void ThrowEmptyNumberSet();
// A set of binaries without elements.
[[noreturn]] void ThrowEmptyBinarySet();
// Two equal elements; `elements` are the set's as the request gives them, with commas.
[[noreturn]] void ThrowDuplicateStrings(std::string_view elements);
// The same of a set of binaries.
[[noreturn]] void ThrowDuplicateBinaries(std::string_view elements);
// Two equal elements of a set of numbers, or of a set in a statement.
[[noreturn]] void ThrowDuplicateElements();

}  // namespace pumice
