// SPDX-License-Identifier: Apache-2.0

#include "engine/error/items.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

constexpr std::string_view kDuplicates = "Input collection";

}  // namespace

void ThrowItemTooLarge() { ThrowValidation("Item size has exceeded the maximum allowed size"); }

void ThrowUpdatedItemTooLarge() {
  ThrowValidation("Item size to update has exceeded the maximum allowed size");
}

void ThrowNestingTooDeep() { ThrowValidation("Nesting Levels have exceeded supported limits"); }

void ThrowRequestNestingTooDeep() { ThrowValidation(std::string(kRequestTooDeep)); }

void ThrowEmptyAttributeName() { ThrowValidation(std::string(kEmptyAttributeName)); }

void ThrowAttributeNameTooLong() { ThrowValidation(std::string(kAttributeNameTooLong)); }

void ThrowNumberOverflow() {
  ThrowValidation(
      "Number overflow. Attempting to store a number with magnitude larger than supported range");
}

void ThrowNumberUnderflow() {
  ThrowValidation(
      "Number underflow. Attempting to store a number with magnitude smaller than supported "
      "range");
}

void ThrowTooManyDigits() {
  ThrowValidation("Attempting to store more than 38 significant digits in a Number");
}

void ThrowNotANumber(std::string_view text) {
  ThrowValidation(
      Text("The parameter cannot be converted to a numeric value", text.empty() ? "" : ": ", text));
}

void ThrowNoDatatype() {
  ThrowValidation(
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

void ThrowSeveralDatatypes() {
  ThrowValidation(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
      "supported datatypes");
}

void ThrowNullIsFalse() {
  ThrowInvalidParameters("Null attribute value types must have the value of true");
}

void ThrowNullInSet() {
  ThrowInvalidParameters("An string set may not have a null string as a member");
}

void ThrowEmptyStringSet() { ThrowInvalidParameters("An string set  may not be empty"); }

void ThrowEmptyNumberSet() { ThrowInvalidParameters("An number set  may not be empty"); }

void ThrowEmptyBinarySet() { ThrowInvalidParameters("Binary sets should not be empty"); }

void ThrowDuplicateStrings(std::string_view elements) {
  ThrowInvalidParameters(kDuplicates, " [", elements, "] contains duplicates.");
}

// The service leaves out a blank.
void ThrowDuplicateBinaries(std::string_view elements) {
  ThrowInvalidParameters(kDuplicates, " [", elements, "]of type BS contains duplicates.");
}

void ThrowDuplicateElements() { ThrowValidation(Text(kDuplicates, " contains duplicates")); }

}  // namespace pumice
