// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "engine/access/key.h"
#include "engine/error/statements.h"
#include "engine/error/transactions.h"
#include "engine/partiql/executor.h"
#include "engine/partiql/keys.h"
#include "engine/partiql/select_list.h"
#include "engine/partiql/statement_check.h"
#include "engine/partiql/write_plan.h"

namespace pumice::partiql {
namespace {

// One statement, and what its steps have made of it so far.
struct BatchEntry {
  const StatementRequest* request = nullptr;
  BatchOutcome* outcome = nullptr;
  std::shared_ptr<const Statement> parsed;
  std::string key;                 // of the item that a SELECT reads
  std::optional<SelectList> list;  // of a SELECT
  std::optional<WritePlan> write;  // of others

  const Statement& statement() const { return *parsed; }
};

class BatchExecutor {
 public:
  BatchExecutor(Database* database, StatementCache* cache,
                std::span<const StatementRequest> requests, bool capacity)
      : database_(*database), cache_(*cache), capacity_(capacity), entries_(requests.size()) {
    result_.outcomes.resize(requests.size());
    for (size_t i = 0; i < requests.size(); ++i) {
      entries_[i].request = &requests[i];
      entries_[i].outcome = &result_.outcomes[i];
    }
  }

  BatchResult Run() {
    ForEach([this](BatchEntry* entry) {
      entry->parsed = cache_.Parse(entry->request->text);
      CheckStatement(entry->statement(), *entry->request);
    });
    CheckOneKind();
    ForEach([this](BatchEntry* entry) { Plan(entry); });
    CheckDistinct();
    ForEach([this](BatchEntry* entry) { Execute(entry); });
    for (auto& [table, capacity] : capacities_) result_.capacities.push_back(std::move(capacity));
    return std::move(result_);
  }

 private:
  // Applies `step` to the statements that have not failed.
  template <typename Step>
  void ForEach(Step step) {
    for (BatchEntry& entry : entries_) {
      if (entry.outcome->error) continue;
      try {
        step(&entry);
      } catch (const ApiError& error) {
        entry.outcome->error = error;
      }
    }
  }

  void CheckOneKind() const {
    bool reads = false;
    bool writes = false;
    for (const BatchEntry& entry : entries_) {
      if (entry.outcome->error) continue;
      (IsWrite(entry.statement().kind) ? writes : reads) = true;
    }
    if (!reads || !writes) return;
    ThrowMixedBatch();
  }

  void Plan(BatchEntry* entry) {
    const Statement& statement = entry->statement();
    if (statement.kind == StatementKind::kExists) {
      ThrowExistsOutsideTransaction();
    }
    const std::shared_ptr<const TableDescription> description =
        database_.FindDescription(statement.table);
    const TableDescription& table = *description;
    entry->outcome->table = statement.table;
    const Parameters parameters = entry->request->parameters;
    if (statement.kind == StatementKind::kSelect) return PlanRead(table, entry);
    entry->write = PlanWrite(statement, table, parameters);
    entry->write->key_fault.ThrowUnlessEmpty();
    AppendKeyAttributes(table, nullptr, ItemView(entry->write->item), &entry->key);
  }

  void PlanRead(const TableDescription& table, BatchEntry* entry) const {
    const Statement& statement = entry->statement();
    CheckKeyPaths(statement, table);
    WhereKey key = FindWhereKey(statement, table.key, entry->request->parameters);
    key.fault.ThrowUnlessEmpty();
    if (!statement.index.empty() || !key.complete || !key.rest.empty()) {
      ThrowBatchSelectNeedsKey();
    }
    entry->list.emplace(statement);
    entry->key = std::move(key.key);
  }

  void CheckDistinct() const {
    std::set<std::pair<std::string_view, std::string_view>> items;
    for (const BatchEntry& entry : entries_) {
      if (entry.outcome->error) continue;
      if (items.emplace(entry.statement().table, entry.key).second) continue;
      ThrowRepeatedItem(GroupOperation::kBatch);
    }
  }

  void Execute(BatchEntry* entry) {
    const Statement& statement = entry->statement();
    std::string buffer;
    if (entry->write) {
      WriteResult written;
      WriteStatement(&database_, statement, *entry->write, *entry->request, capacity_, &written);
      Add(written.capacity);
      Answer(ReturnedItem(statement.returning, *entry->write, written.outcome, &buffer), entry);
      return;
    }
    GetResult read;
    ConsumedCapacity capacity;
    database_.GetItem(statement.table, ItemView(entry->key), entry->request->consistent, &read,
                      capacity_ ? &capacity : nullptr);
    Add(capacity);
    if (read.item) Answer(entry->list->ProjectInPlace(*read.item, &buffer), entry);
  }

  static void Answer(const std::optional<ItemView>& item, BatchEntry* entry) {
    if (item) entry->outcome->item = item->payload();
  }

  void Add(const ConsumedCapacity& capacity) {
    if (capacity_) capacities_[capacity.table_name].Add(capacity);
  }

  Database& database_;
  StatementCache& cache_;
  const bool capacity_;
  std::vector<BatchEntry> entries_;
  std::map<std::string, ConsumedCapacity> capacities_;
  BatchResult result_;
};

}  // namespace

BatchResult ExecuteBatch(Database* database, StatementCache* cache,
                         std::span<const StatementRequest> requests, bool capacity) {
  return BatchExecutor(database, cache, requests, capacity).Run();
}

}  // namespace pumice::partiql
