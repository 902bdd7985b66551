// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "engine/error/statements.h"
#include "engine/error/transactions.h"
#include "engine/partiql/executor.h"
#include "engine/partiql/keys.h"
#include "engine/partiql/select_list.h"
#include "engine/partiql/statement_check.h"
#include "engine/partiql/statement_request.h"
#include "engine/partiql/write_plan.h"

namespace pumice::partiql {
namespace {

class TransactionExecutor {
 public:
  TransactionExecutor(Database* database, StatementCache* cache,
                      std::span<const StatementRequest> requests, bool capacity)
      : database_(*database),
        cache_(*cache),
        requests_(requests),
        capacity_(capacity),
        reasons_(requests.size(), NoReason()) {}

  TransactionResult Run(std::string_view token) {
    for (const StatementRequest& request : requests_) {
      statements_.push_back(cache_.Parse(request.text));
    }
    CheckOneKind();
    if (result_.reads) {
      Read();
    } else {
      Write(token);
    }
    return std::move(result_);
  }

 private:
  void CheckOneKind() {
    const auto writes = std::ranges::count_if(
        statements_, [](const auto& statement) { return IsWrite(statement->kind); });
    result_.reads = writes == 0;
    if (writes == 0 || static_cast<size_t>(writes) == statements_.size()) return;
    ThrowMixedTransaction();
  }

  // Calls `step` for each statement's number; faults in the statement itself name it.
  template <typename Step>
  void ForEach(Step step) {
    for (size_t i = 0; i < statements_.size(); ++i) {
      try {
        CheckStatement(*statements_[i], requests_[i]);
        step(i);
      } catch (const ApiError& error) {
        if (error.code() != ErrorCode::kValidation) throw;
        ThrowFaultOfStatement(i, error.message());
      }
    }
    if (std::ranges::any_of(reasons_, IsFault)) ThrowCanceled(std::move(reasons_));
  }

  // A fault of the key cancels the transaction.
  void NoteKeyFault(size_t i, const NotedFault& fault) {
    if (!fault.empty()) reasons_[i] = ValidationReason(fault.sentence());
  }

  void Read() {
    std::deque<std::string> keys;
    std::vector<TableRead> reads;
    std::deque<SelectList> lists;
    ForEach([&](size_t i) {
      keys.push_back(PlanRead(i));
      lists.emplace_back(*statements_[i]);
      reads.push_back({statements_[i]->table, ItemView(keys.back())});
    });
    std::string buffer;
    const auto take = [&](const std::optional<ItemView>& item) {
      const SelectList& list = lists[result_.items.size()];
      std::optional<std::string>& answer = result_.items.emplace_back();
      if (item) answer = list.ProjectInPlace(*item, &buffer).payload();
    };
    database_.TransactGet(reads, take, capacity_, &result_.capacities);
  }

  // The key of the item that a SELECT reads.
  std::string PlanRead(size_t i) {
    const Statement& statement = *statements_[i];
    if (!statement.index.empty()) {
      ThrowTransactionReadsIndex();
    }
    const std::shared_ptr<const TableDescription> table =
        database_.FindDescription(statement.table);
    CheckKeyPaths(statement, *table);
    WhereKey key = FindWhereKey(statement, table->key, requests_[i].parameters);
    NoteKeyFault(i, key.fault);
    if (key.fault.empty() && (!key.complete || !key.rest.empty())) {
      ThrowTransactionSelectNeedsKey();
    }
    return std::move(key.key);
  }

  void Write(std::string_view token) {
    std::deque<WritePlan> plans;
    std::vector<TableWrite> writes;
    ForEach([&](size_t i) {
      const Statement& statement = *statements_[i];
      if (statement.returning != Returning::kNothing) {
        ThrowReturningInTransaction();
      }
      plans.push_back(PlanWrite(statement, *database_.FindDescription(statement.table),
                                requests_[i].parameters));
      NoteKeyFault(i, plans.back().key_fault);
      writes.push_back(
          {statement.table, plans.back().ToItemWrite(nullptr), requests_[i].old_item_on_failure});
    });
    const TransactionToken transaction_token = {token, HashRequest(requests_)};
    BatchWriteResult written;
    try {
      database_.TransactWrite(writes, token.empty() ? nullptr : &transaction_token,
                              {.capacity = capacity_, .explanation = requests_[0].explanation},
                              &written);
    } catch (const ApiError& error) {
      if (error.code() != ErrorCode::kTransactionCanceled) throw;
      ThrowCanceled(NameDuplicates(error.cancellation_reasons));
    }
    result_.repeated = written.repeated;
    result_.capacities = std::move(written.capacities);
  }

  // A failed condition of an INSERT is that the item is there.
  std::vector<CancellationReason> NameDuplicates(std::vector<CancellationReason> reasons) const {
    for (size_t i = 0; i < reasons.size(); ++i) {
      const bool is_insert = statements_[i]->kind == StatementKind::kInsert;
      if (is_insert && IsConditionFailed(reasons[i])) {
        reasons[i] = DuplicateItemReason(reasons[i].item);
      }
    }
    return reasons;
  }

  Database& database_;
  StatementCache& cache_;
  const std::span<const StatementRequest> requests_;
  const bool capacity_;
  std::vector<std::shared_ptr<const Statement>> statements_;
  std::vector<CancellationReason> reasons_;
  TransactionResult result_;
};

}  // namespace

TransactionResult ExecuteTransaction(Database* database, StatementCache* cache,
                                     std::span<const StatementRequest> requests,
                                     std::string_view token, bool capacity) {
  return TransactionExecutor(database, cache, requests, capacity).Run(token);
}

}  // namespace pumice::partiql
