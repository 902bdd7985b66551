// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>

// Every bound that DynamoDB documents and that code enforces, in one place ("Quotas in Amazon
// DynamoDB" and "Constraints", Developer Guide). Sizes in bytes. What the API's model bounds itself
// (100 actions of a transaction, 20 projected attributes of an index, 1,000,000 segments of a Scan)
// the table of shapes states.
namespace pumice::limits {

inline constexpr size_t kItemSize = 400 * 1024;
inline constexpr size_t kPartitionKeySize = 2048;
inline constexpr size_t kSortKeySize = 1024;
inline constexpr size_t kPageSize = 1024 * 1024;

inline constexpr size_t kBatchGetKeys = 100;
inline constexpr size_t kBatchGetSize = 16 * 1024 * 1024;
inline constexpr size_t kBatchWriteRequests = 25;

inline constexpr size_t kTransactionSize = 4 * 1024 * 1024;

inline constexpr size_t kKeyAttributesPerRole = 4;  // of a global secondary index
inline constexpr size_t kGlobalIndexes = 20;
inline constexpr size_t kLocalIndexes = 5;
inline constexpr size_t kProjectedAttributes = 100;  // over all indexes of a table
inline constexpr size_t kTags = 50;
inline constexpr size_t kPolicySize = 20 * 1024;  // of a resource policy

// What DescribeLimits answers for an account and for a table.
inline constexpr int64_t kAccountCapacityUnits = 80000;
inline constexpr int64_t kTableCapacityUnits = 40000;

}  // namespace pumice::limits
