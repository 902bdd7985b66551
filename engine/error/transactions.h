// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/error/api_error.h"

// The service's errors about batches and transactions of items, and about conditions that fail.
namespace pumice {

// Which operation several reads or writes belong to.
enum class GroupOperation : uint8_t { kBatch, kTransaction };

// Faults of a transaction's actions. Whichever finds them, they surface in one of three ways:
//
// | fault | of | surfaces |
// |---|---|---|
// | members, constraints, syntax and placeholders of expressions | every action | at the top |
// | an empty value of the table's key | every action | at the top |
// | an empty value of an index's key | Put, Update | at the top |
// | an item of more than 400 KB | Put | at the top |
// | two actions on one item; a request of more than 4 MB | all | at the top |
// | a key that does not match the schema, or is too long | every action | as its reason |
// | an index key of a wrong type, or too long | Put, Update | as its reason |
// | an update that does not fit the item; a result of more than 400 KB | Update | as its reason |
// | a path into a key attribute | every action | as its reason |
// | a value that nests too deep | Put, Delete | at the top |
// | a value that nests too deep | Update | as its reason |
// | a value that nests too deep | ConditionCheck | not at all |
// | names or values without an expression | Put, Delete, Get | not at all |
// | a condition that fails, another transaction | every action | as its reason |

// Two reads or writes of one item.
[[noreturn]] void ThrowRepeatedItem(GroupOperation operation);
// A batch without requests. `operation`: "BatchGetItem".
[[noreturn]] void ThrowRequestItemsRequired(std::string_view operation);
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
// Reference), which states no message. Of a read what is returned counts.
[[noreturn]] void ThrowTransactionTooLarge();
// The same of a write, of which the `bytes` that the request carries count.
[[noreturn]] void ThrowTransactionRequestTooLarge(size_t bytes);

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
