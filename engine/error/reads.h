// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string_view>

// The service's errors about Query and Scan: indexes, projections, filters, segments.
namespace pumice {

// IndexName names no index of the table.
[[noreturn]] void ThrowNoSuchIndex(std::string_view index);
// The index is being created.
[[noreturn]] void ThrowIndexBackfilling(std::string_view index);
// Select ALL_ATTRIBUTES of a global index that does not project all.
[[noreturn]] void ThrowAllAttributesNotProjected(std::string_view index);
// A projection names attributes, with commas, that a global index does not project.
[[noreturn]] void ThrowAttributesNotProjected(std::string_view index, std::string_view attributes);
// A filter names attributes, with commas, that the index does not project.
[[noreturn]] void ThrowFilterAttributesNotProjected(std::string_view index,
                                                    std::string_view attributes);
// Select ALL_PROJECTED_ATTRIBUTES without an index.
[[noreturn]] void ThrowAllProjectedWithoutIndex();
// ConsistentRead of a global index.
[[noreturn]] void ThrowConsistentReadOfGlobalIndex();
// A Query's FilterExpression, or its QueryFilter, looks at the key that is queried.
[[noreturn]] void ThrowFilterOnKey(bool legacy, std::string_view attribute);

// Select SPECIFIC_ATTRIBUTES without a projection.
[[noreturn]] void ThrowNoSpecificAttributes();
// A projection, which is the parameter `projection`, beside another Select.
[[noreturn]] void ThrowProjectionBesideSelect(std::string_view projection, std::string_view select);
// Query without a condition on the key.
[[noreturn]] void ThrowNoKeyCondition();
// Segment without TotalSegments.
[[noreturn]] void ThrowNoTotalSegments();
// TotalSegments without Segment.
[[noreturn]] void ThrowNoSegment();
// Segment is not below TotalSegments.
[[noreturn]] void ThrowSegmentTooLarge(int64_t segment, int64_t total_segments);

// A NextToken or a list's token that nobody was given.
[[noreturn]] void ThrowInvalidNextToken();
// A statement's NextToken that was given for another request.
[[noreturn]] void ThrowOtherNextToken();

}  // namespace pumice
