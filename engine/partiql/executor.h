// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "engine/partiql/statement_cache.h"
#include "engine/partiql/statement_request.h"

// PartiQL for DynamoDB: statements are compiled to the requests of Database and carried out by it.
// Everything here is thread-safe and borrows its request for the length of the call. `cache` may be
// shared by any number of databases.
namespace pumice::partiql {

// The page of a SELECT that is wanted; other statements have none.
struct StatementPage {
  std::optional<int64_t> limit;  // of items evaluated
  std::string_view next_token;   // empty: the first page
};

struct StatementResult {
  std::string next_token;          // bytes; empty when there is no more
  std::string last_evaluated_key;  // as an item; empty where the next page starts another read
  ConsumedCapacity capacity;       // if asked for
  bool is_select = false;
  int64_t items_read = 0;  // of a SELECT
  int64_t items_returned = 0;
};

// Carries out a statement; `sink` takes the items of its answer. Throws ApiError: what the text
// says wrongly (ValidationException), and what Database throws; DuplicateItemException.
StatementResult ExecuteStatement(Database* database, StatementCache* cache,
                                 const StatementRequest& request, const StatementPage& page,
                                 bool capacity, const ItemSink& sink);

// The answer to one statement of a batch, or its error.
struct BatchOutcome {
  std::string table;  // empty where the statement failed before its table was found
  std::optional<std::string> item;
  std::optional<ApiError> error;
};

struct BatchResult {
  std::vector<BatchOutcome> outcomes;        // of each statement
  std::vector<ConsumedCapacity> capacities;  // of each table, if asked for
};

// Carries out reads or writes of single items, independent of one another. Throws ApiError,
// ValidationException, for what is wrong with the batch as a whole.
BatchResult ExecuteBatch(Database* database, StatementCache* cache,
                         std::span<const StatementRequest> requests, bool capacity);

struct TransactionResult {
  bool reads = false;
  bool repeated = false;                          // see BatchWriteResult
  std::vector<std::optional<std::string>> items;  // of reads, one for each statement
  std::vector<ConsumedCapacity> capacities;       // of each table, if asked for
};

// Carries out reads of single items, or writes and EXISTS conditions, as one transaction. `token`:
// ClientRequestToken, empty if there is none. Throws as Database::TransactWrite and TransactGet do.
TransactionResult ExecuteTransaction(Database* database, StatementCache* cache,
                                     std::span<const StatementRequest> requests,
                                     std::string_view token, bool capacity);

}  // namespace pumice::partiql
