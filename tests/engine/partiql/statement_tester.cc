// SPDX-License-Identifier: Apache-2.0

#include "tests/engine/partiql/statement_tester.h"

#include <deque>
#include <sstream>
#include <utility>

#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

// Keeps what requests borrow.
class Requests {
 public:
  void Add(const BatchStatement& statement) {
    std::vector<ValueView>& views =
        views_.emplace_back(statement.parameters.begin(), statement.parameters.end());
    requests_.push_back({.text = statement.text,
                         .parameters = views,
                         .old_item_on_failure = statement.old_item_on_failure});
  }

  std::span<const partiql::StatementRequest> all() const { return requests_; }

 private:
  std::deque<std::vector<ValueView>> views_;
  std::vector<partiql::StatementRequest> requests_;
};

std::string WithItem(std::string text, const std::string& item) {
  if (item.empty()) return text;
  return text + " " + Text(Item::Of(ItemView(item)));
}

std::string Describe(const ApiError& error) {
  std::string text = WithItem(ErrorText(error.code(), error.message()), error.item);
  for (const CancellationReason& reason : error.cancellation_reasons) {
    text += WithItem(" | " + reason.code + ": " + reason.message, reason.item);
  }
  return text;
}

std::string Describe(const partiql::BatchOutcome& outcome) {
  std::string text = outcome.table;
  if (outcome.error) text += " " + Describe(*outcome.error);
  return WithItem(text, outcome.item.value_or(""));
}

}  // namespace

StatementTester::StatementTester() {
  Reopen();
  database_->CreateTable(MakeTable("Plain", {{StringKey("pk")}, {}}));
  database_->CreateTable(
      MakeTable("Sorted", {{StringKey("pk")}, {NumberKey("sk")}},
                {LocalIndex("ByText", {{StringKey("pk")}, {StringKey("l")}}),
                 LocalIndex("TextKeys", {{StringKey("pk")}, {StringKey("l")}}, KeysOnly()),
                 GlobalIndex("ByGroup", {{StringKey("g")}, {NumberKey("sk")}}),
                 GlobalIndex("GroupKeys", {{StringKey("g")}, {}}, KeysOnly())}));
}

void StatementTester::Reopen() {
  database_.reset();
  DatabaseOptions options;
  options.data_dir = directory_.string();
  database_ = Database::Open(options);
}

Answer StatementTester::Run(const std::string& text, const StatementArguments& arguments) {
  const std::vector<ValueView> parameters(arguments.parameters.begin(), arguments.parameters.end());
  const partiql::StatementRequest request = {.text = text,
                                             .parameters = parameters,
                                             .consistent = arguments.consistent,
                                             .old_item_on_failure = arguments.old_item_on_failure};
  Answer answer;
  partiql::StatementResult result = partiql::ExecuteStatement(
      database_.get(), &cache_, request,
      {.limit = arguments.limit, .next_token = arguments.next_token},
      /*capacity=*/true, [&](ItemView item) { answer.items.push_back(Item::Of(item)); });
  answer.next_token = std::move(result.next_token);
  if (!result.last_evaluated_key.empty()) {
    answer.last = Item::Of(ItemView(result.last_evaluated_key));
  }
  answer.capacity = std::move(result.capacity);
  return answer;
}

std::vector<Item> StatementTester::Items(const std::string& text, const Parameters& parameters) {
  return Run(text, {.parameters = parameters}).items;
}

std::string StatementTester::Error(const std::string& text, const StatementArguments& arguments) {
  try {
    Run(text, arguments);
  } catch (const ApiError& error) {
    return Describe(error);
  }
  return "none";
}

std::vector<Item> StatementTester::AllPages(const std::string& text, int64_t limit, int* pages) {
  std::vector<Item> items;
  StatementArguments arguments;
  arguments.limit = limit;
  int count = 0;
  do {
    const Answer answer = Run(text, arguments);
    items.insert(items.end(), answer.items.begin(), answer.items.end());
    arguments.next_token = answer.next_token;
    ++count;
  } while (!arguments.next_token.empty());
  if (pages != nullptr) *pages = count;
  return items;
}

std::vector<std::string> StatementTester::Batch(const std::vector<BatchStatement>& statements,
                                                std::vector<ConsumedCapacity>* capacities) {
  Requests requests;
  for (const BatchStatement& statement : statements) requests.Add(statement);
  std::vector<std::string> texts;
  try {
    partiql::BatchResult result =
        partiql::ExecuteBatch(database_.get(), &cache_, requests.all(), capacities != nullptr);
    for (const auto& outcome : result.outcomes) texts.push_back(Describe(outcome));
    if (capacities != nullptr) *capacities = std::move(result.capacities);
  } catch (const ApiError& error) {
    texts.push_back(Describe(error));
  }
  return texts;
}

std::vector<std::string> StatementTester::Transact(const std::vector<BatchStatement>& statements,
                                                   const std::string& token) {
  Requests requests;
  for (const BatchStatement& statement : statements) requests.Add(statement);
  std::vector<std::string> texts;
  try {
    const partiql::TransactionResult result =
        partiql::ExecuteTransaction(database_.get(), &cache_, requests.all(), token, false);
    for (const std::optional<std::string>& item : result.items) {
      texts.push_back(item ? Text(Item::Of(ItemView(*item))) : "nothing");
    }
  } catch (const ApiError& error) {
    texts.push_back(Describe(error));
  }
  return texts;
}

std::string NotWellFormed(const std::string& detail) {
  return Validation("Statement wasn't well formed, can't be processed: " + detail);
}

std::string Text(const Item& item) {
  std::ostringstream text;
  text << item;
  return text.str();
}

}  // namespace pumice::test
