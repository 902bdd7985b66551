// SPDX-License-Identifier: Apache-2.0

#include "engine/error/reads.h"

#include "engine/error/validation.h"

namespace pumice {

void ThrowNoSuchIndex(std::string_view index) {
  ThrowValidation(Text("The table does not have the specified index: ", index));
}

void ThrowIndexBackfilling(std::string_view index) {
  ThrowValidation(Text("Cannot read from backfilling global secondary index: ", index));
}

void ThrowAllAttributesNotProjected(std::string_view index) {
  ThrowInvalidParameters("Select type ALL_ATTRIBUTES is not supported for global secondary index ",
                         index, " because its projection type is not ALL");
}

void ThrowAttributesNotProjected(std::string_view index, std::string_view attributes) {
  ThrowInvalidParameters("Global secondary index ", index, " does not project [", attributes, "]");
}

void ThrowFilterAttributesNotProjected(std::string_view index, std::string_view attributes) {
  ThrowInvalidParameters("Secondary index ", index,
                         " does not project one or more filter attributes: [", attributes, "]");
}

void ThrowAllProjectedWithoutIndex() {
  ThrowInvalidParameters(
      "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
}

void ThrowConsistentReadOfGlobalIndex() {
  ThrowValidation("Consistent reads are not supported on global secondary indexes");
}

void ThrowFilterOnKey(bool legacy, std::string_view attribute) {
  ThrowValidation(
      Text(legacy ? "QueryFilter" : "Filter Expression",
           " can only contain non-primary key attributes: Primary key attribute: ", attribute));
}

void ThrowNoSpecificAttributes() {
  ThrowValidation(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
      "SPECIFIC_ATTRIBUTES");
}

void ThrowProjectionBesideSelect(std::string_view projection, std::string_view select) {
  ThrowValidation(Text("Cannot specify the ", projection, " when choosing to get ",
                       select == "COUNT" ? "only the Count" : select));
}

void ThrowNoKeyCondition() {
  ThrowValidation(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
      "request.");
}

void ThrowNoTotalSegments() {
  ThrowValidation(
      "The TotalSegments parameter is required but was not present in the request when Segment "
      "parameter is present");
}

void ThrowNoSegment() {
  ThrowValidation(
      "The Segment parameter is required but was not present in the request when parameter "
      "TotalSegments is present");
}

void ThrowSegmentTooLarge(int64_t segment, int64_t total_segments) {
  ThrowValidation(
      Text("The Segment parameter is zero-based and must be less than parameter TotalSegments: "
           "Segment: ",
           std::to_string(segment),
           " is not less than TotalSegments: ", std::to_string(total_segments)));
}

void ThrowInvalidNextToken() { ThrowValidation("Invalid NextToken"); }

void ThrowOtherNextToken() { ThrowValidation("NextToken does not match request"); }

}  // namespace pumice
