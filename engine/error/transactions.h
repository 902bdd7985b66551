// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/error/api_error.h"

// The service's errors about batches and transactions of items, and about conditions that fail.
namespace pumice {

// Which operation several reads or writes belong to.
enum class GroupOperation : uint8_t { kBatch, kTransaction };

// Two reads or writes of one item.
[[noreturn]] void ThrowRepeatedItem(GroupOperation operation);
// More than 100 keys ("BatchGetItem", API Reference).
[[noreturn]] void ThrowTooManyBatchGets();
// More than 25 requests ("BatchWriteItem", API Reference).
[[noreturn]] void ThrowTooManyBatchWrites();
// A WriteRequest without PutRequest and DeleteRequest.
[[noreturn]] void ThrowNoWriteRequest();
// A WriteRequest with PutRequest and DeleteRequest.
[[noreturn]] void ThrowSeveralWriteRequests();
// An element of TransactItems with several actions.
[[noreturn]] void ThrowSeveralTransactActions();
// An element of TransactItems without an action.
[[noreturn]] void ThrowNoTransactAction();
// "The aggregate size of the items in the transaction cannot exceed 4 MB" (TransactWriteItems, API
// Reference), which states no message; this one keeps to its words.
[[noreturn]] void ThrowTransactionTooLarge();

// ClientRequestToken of a transaction that is being carried out.
[[noreturn]] void ThrowTransactionInProgress();
// ClientRequestToken of a transaction that asked for something else.
[[noreturn]] void ThrowIdempotentParameterMismatch();

// A condition of a single write is false. `item`: the old one, encoded, or empty.
[[noreturn]] void ThrowConditionFailed(std::string_view item);
// A transaction in flight has the item of a single write, or of a write in a transaction.
ApiError TransactionConflict();

// One entry for each action of a transaction, and what a canceled one throws.
CancellationReason NoReason();
// TransactionConflict as a reason.
CancellationReason ConflictReason();
// `item` as in ThrowConditionFailed.
CancellationReason ConditionFailedReason(std::string_view item);
// A fault that would have been thrown for the action alone.
CancellationReason ValidationReason(std::string_view sentence);
// The fault of one action.
CancellationReason ReasonOf(const ApiError& fault);
// An INSERT of an item that is there.
CancellationReason DuplicateItemReason(std::string_view item);

inline bool IsFault(const CancellationReason& reason) { return reason.code != "None"; }
inline bool IsConditionFailed(const CancellationReason& reason) {
  return reason.code == "ConditionalCheckFailed";
}

// At least one action has a fault.
[[noreturn]] void ThrowCanceled(std::vector<CancellationReason> reasons);

// An INSERT of an item that is there.
[[noreturn]] void ThrowDuplicateItem();

}  // namespace pumice
