// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/database.h"
#include "engine/partiql/executor.h"
#include "tests/support/item_builder.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {

using Parameters = std::vector<Value>;

// What goes with a statement.
struct StatementArguments {
  Parameters parameters{};
  std::optional<int64_t> limit{};
  std::string next_token{};
  bool consistent = false;
  bool old_item_on_failure = false;
};

struct Answer {
  std::vector<Item> items;
  std::string next_token;
  std::optional<Item> last;  // LastEvaluatedKey
  ConsumedCapacity capacity;
};

// One statement of a batch or transaction.
struct BatchStatement {
  std::string text;
  Parameters parameters{};
  bool old_item_on_failure = false;
};

// A database with the tables that the tests' statements name, and answers that own what they hold:
//
//   Plain     partition key pk (S)
//   Sorted    partition key pk (S), sort key sk (N); global indexes ByGroup (g, sk), all
//   attributes,
//             and GroupKeys (g), keys only; local indexes ByText (pk, l), all attributes, and
//             TextKeys (pk, l), keys only
class StatementTester {
 public:
  StatementTester();

  Database* database() { return database_.get(); }
  // The database again, from disk.
  void Reopen();

  Answer Run(const std::string& text, const StatementArguments& arguments = {});
  // The items alone.
  std::vector<Item> Items(const std::string& text, const Parameters& parameters = {});
  // The error as text, with the item it carries, or "none".
  std::string Error(const std::string& text, const StatementArguments& arguments = {});
  // All items, page by page of `limit`.
  std::vector<Item> AllPages(const std::string& text, int64_t limit, int* pages = nullptr);

  // "TableName: item", or "Code: message (item)" and so on, for each statement; the whole error
  // where the batch is refused.
  std::vector<std::string> Batch(const std::vector<BatchStatement>& statements,
                                 std::vector<ConsumedCapacity>* capacities = nullptr);
  // The items that are read; the error with all its reasons where there is one.
  std::vector<std::string> Transact(const std::vector<BatchStatement>& statements,
                                    const std::string& token = "");

 private:
  TemporaryDirectory directory_;
  std::shared_ptr<Database> database_;
  partiql::StatementCache cache_;
};

// The errors that most statements of writes can end in.
inline const std::string kConditionFailed = ConditionFailed("The conditional request failed");
inline const std::string kDuplicateItem =
    ErrorText(ErrorCode::kDuplicateItem, "Duplicate primary key exists in table");

// "validation: Statement wasn't well formed, can't be processed: …"
std::string NotWellFormed(const std::string& detail);

std::string Text(const Item& item);

}  // namespace pumice::test
