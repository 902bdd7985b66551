// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/error/reads.h"
#include "engine/error/statements.h"
#include "engine/partiql/conditions.h"
#include "engine/partiql/executor.h"
#include "engine/partiql/page_token.h"
#include "engine/partiql/select_plan.h"
#include "engine/partiql/statement_check.h"
#include "engine/partiql/write_plan.h"
#include "engine/schema/limits.h"

namespace pumice::partiql {
namespace {

// "PartiQL arithmetic, comparison, and logical operators for DynamoDB", IN: results come in pages
// of up to 10.
constexpr size_t kReadsPerPage = 10;

// Carries out the reads of a plan from where the page starts until the page is full.
class SelectExecutor {
 public:
  SelectExecutor(Database* database, const Statement& statement, const SelectPlan& plan,
                 const StatementRequest& request, const StatementPage& page, bool capacity,
                 const ItemSink& sink)
      : database_(*database),
        statement_(statement),
        plan_(plan),
        request_(request),
        limit_(page.limit),
        capacity_(capacity),
        sink_(sink) {
    if (page.next_token.empty()) return;
    start_ = DecodePageToken(page.next_token, request, database->token_seal());
    // What a statement reads may have changed with its table since.
    if (start_.read_index >= plan.read_count()) ThrowInvalidNextToken();
  }

  StatementResult Run() {
    result_.is_select = true;
    const size_t first = start_.read_index;
    const size_t end = std::min(plan_.read_count(), first + kReadsPerPage);
    for (size_t read = first; read < end; ++read) {
      const std::string last_key = Read(read);
      if (!last_key.empty()) return Stop(read, last_key);
      start_.last_key.clear();
      if (IsFull() && read + 1 < end) return Stop(read + 1, {});
    }
    if (end < plan_.read_count()) return Stop(end, {});
    return std::move(result_);
  }

 private:
  bool IsFull() const {
    return (limit_ && *limit_ <= 0) || read_bytes_ > static_cast<int64_t>(limits::kPageSize);
  }

  StatementResult Stop(size_t read, const std::string& last_key) {
    result_.next_token =
        EncodePageToken({static_cast<uint32_t>(read), last_key}, request_, database_.token_seal());
    result_.last_evaluated_key = last_key;
    return std::move(result_);
  }

  // Returns the key of the last item where the page is full before the read is over.
  std::string Read(size_t read) {
    if (plan_.access == SelectPlan::Access::kGet) {
      Get(read);
      return {};
    }
    ConsumedCapacity capacity;
    PageResult page = ReadPage(read, capacity_ ? &capacity : nullptr);
    if (capacity_) result_.capacity.Add(capacity);
    result_.items_read += page.scanned;
    if (limit_) *limit_ -= page.scanned;
    read_bytes_ += page.read_bytes;
    return std::move(page.last_evaluated_key);
  }

  void Get(size_t read) {
    GetResult result;
    ConsumedCapacity capacity;
    database_.GetItem(statement_.table, ItemView(plan_.keys[read]), request_.consistent, &result,
                      capacity_ ? &capacity : nullptr);
    if (capacity_) result_.capacity.Add(capacity);
    if (!result.item) return;
    ++result_.items_read;
    if (limit_) --*limit_;
    if (plan_.keys.size() > 1) read_bytes_ += static_cast<int64_t>(ItemSize(*result.item));
    Answer(*result.item);
  }

  PageResult ReadPage(size_t read, ConsumedCapacity* capacity) {
    const ItemSink sink = [this](ItemView item) { Answer(item); };
    if (plan_.access == SelectPlan::Access::kScan) {
      ScanRequest scan;
      FillPage(&scan);
      return database_.Scan(statement_.table, scan, sink, capacity);
    }
    return WithoutExpressionName(ExpressionKind::kKeyCondition, [&] {
      Placeholders none;
      const BoundKeyCondition key_condition(plan_.conditions[read], none);
      QueryRequest query;
      FillPage(&query);
      query.forward = plan_.forward;
      query.resumed = true;
      query.key_condition = &key_condition;
      return database_.Query(statement_.table, query, sink, capacity);
    });
  }

  // Filter and answer are made here: a PartiQL filter may look at keys, and its answer has names
  // of its own.
  void FillPage(PageRequest* page) const {
    page->index = statement_.index;
    page->select = plan_.select;
    page->limit = limit_;
    if (!start_.last_key.empty()) page->exclusive_start_key = ItemView(start_.last_key);
    page->consistent = request_.consistent;
  }

  void Answer(ItemView item) {
    if (plan_.filter && !plan_.filter->Matches(FilterView(item))) return;
    ++result_.items_returned;
    sink_(plan_.list.Project(item, &projected_));
  }

  ItemView FilterView(ItemView item) {
    if (!plan_.filter_view) return item;
    filtered_.clear();
    plan_.filter_view->Apply(item, &filtered_);
    return ItemView(filtered_);
  }

  Database& database_;
  const Statement& statement_;
  const SelectPlan& plan_;
  const StatementRequest& request_;
  std::optional<int64_t> limit_;  // what is left of it
  const bool capacity_;
  const ItemSink& sink_;
  PageStart start_;
  int64_t read_bytes_ = 0;
  std::string projected_;
  std::string filtered_;
  StatementResult result_;
};

void CheckConsistentRead(const Statement& statement, const TableDescription& table) {
  const IndexSchema* const index = table.FindIndex(statement.index);
  if (index != nullptr && index->global) ThrowStatementConsistentReadOfGlobalIndex();
}

}  // namespace

StatementResult ExecuteStatement(Database* database, StatementCache* cache,
                                 const StatementRequest& request, const StatementPage& page,
                                 bool capacity, const ItemSink& sink) {
  const std::shared_ptr<const Statement> parsed = cache->Parse(request.text);
  const Statement& statement = *parsed;
  CheckStatement(statement, request);
  if (statement.kind == StatementKind::kExists) {
    ThrowExistsOutsideTransaction();
  }
  if (statement.kind == StatementKind::kSelect) {
    const std::shared_ptr<const TableDescription> table =
        database->FindDescription(statement.table);
    const SelectPlan plan = PlanSelect(statement, *table, request.parameters);
    if (request.consistent) CheckConsistentRead(statement, *table);
    return SelectExecutor(database, statement, plan, request, page, capacity, sink).Run();
  }
  const WritePlan plan =
      PlanWrite(statement, *database->FindDescription(statement.table), request.parameters);
  plan.key_fault.ThrowUnlessEmpty();
  WriteResult written;
  WriteStatement(database, statement, plan, request, capacity, &written);
  std::string part;
  if (const auto item = ReturnedItem(statement.returning, plan, written.outcome, &part)) {
    sink(*item);
  }
  StatementResult result;
  result.capacity = std::move(written.capacity);
  return result;
}

}  // namespace pumice::partiql
