// SPDX-License-Identifier: Apache-2.0

// PartiQL: each line is a statement, and behind it, each after a tab, its parameters. Each is
// parsed and carried out alone; a SELECT also page by page, which must tell the same items; then
// all of them as a batch and as a transaction.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "engine/partiql/executor.h"
#include "protocol/errors.h"
#include "pumice/clock.h"
#include "tests/support/index_comparison.h"
#include "tests/support/item_builder.h"
#include "tests/support/table_builder.h"
#include "tools/fuzzing/support/canonical.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

using namespace test;

constexpr size_t kMaxStatements = 12;
constexpr size_t kMaxParameters = 20;
constexpr int kMaxPages = 200;

// Two tables, made again whenever a statement may have changed them.
class Tables {
 public:
  Tables() : clock_(1577836800000) {
    DatabaseOptions options;
    options.clock = &clock_;
    options.ttl_interval = std::chrono::hours(24);
    options.log = [](LogLevel level, std::string_view message) {
      if (level == LogLevel::kError) Fail("an error is logged", message);
    };
    database_ = Database::Open(options);
    Make();
  }

  void MakeAgain() {
    database_->DeleteTable("Plain");
    database_->DeleteTable("Sorted");
    Make();
  }

  void CheckIndexes(std::string_view input) {
    for (const std::string_view table : {"Plain", "Sorted"}) {
      const std::string difference = CompareIndexes(*database_, table);
      Check(difference == "equal", difference, input);
    }
  }

  Database* database() { return database_.get(); }

 private:
  void Make() {
    database_->CreateTable(MakeTable("Plain", {{StringKey("pk")}, {}}));
    database_->CreateTable(
        MakeTable("Sorted", {{StringKey("pk")}, {NumberKey("sk")}},
                  {LocalIndex("ByText", {{StringKey("pk")}, {StringKey("l")}}),
                   LocalIndex("TextKeys", {{StringKey("pk")}, {StringKey("l")}}, KeysOnly()),
                   GlobalIndex("ByGroup", {{StringKey("g")}, {NumberKey("sk")}}),
                   GlobalIndex("GroupKeys", {{StringKey("g")}, {}}, KeysOnly())}));
    Put("Plain", {{"pk", S("a")}, {"n", N(1)}, {"m", M({{"x", L({N(1), S("two")})}})}});
    Put("Plain", {{"pk", S("b")}, {"ss", SS({"a", "b"})}, {"b", B("bytes")}});
    for (int i = 0; i < 6; ++i) {
      Put("Sorted", {{"pk", S(i < 4 ? "a" : "b")},
                     {"sk", N(i)},
                     {"l", S(i % 2 == 0 ? "x" : "y")},
                     {"g", S(i % 3 == 0 ? "u" : "v")},
                     {"n", N("1.5")},
                     {"list", L({N(i), Null(), Bool(true)})}});
    }
  }

  void Put(std::string_view table, Attributes attributes) {
    const Item item(std::move(attributes));
    const ItemWrite write{.kind = ItemWrite::Kind::kPut, .table = nullptr, .item = item.view()};
    WriteResult result;
    database_->WriteItem(table, write, {}, &result);
  }

  ManualClock clock_;
  std::shared_ptr<Database> database_;
};

struct Input {
  std::string text;
  std::deque<std::string> values;  // encoded
  std::vector<ValueView> parameters;

  partiql::StatementRequest Request() const {
    return {.text = text, .parameters = parameters, .old_item_on_failure = true};
  }
};

std::string_view TakeUntil(char end, std::string_view* text) {
  const size_t at = std::min(text->find(end), text->size());
  const std::string_view part = text->substr(0, at);
  text->remove_prefix(std::min(at + 1, text->size()));
  return part;
}

// "0" to "7": a value of each kind.
std::optional<std::string> ParameterOf(std::string_view word) {
  static const auto* const values = new std::vector<Value>{
      S("a"), N(1), SS({"a"}), Null(), L({N(1)}), B("x"), Bool(true), M({{"k", S("v")}})};
  if (word.size() != 1 || word[0] < '0' || word[0] > '7') return std::nullopt;
  return (*values)[static_cast<size_t>(word[0] - '0')].encoded();
}

std::deque<Input> Parse(std::string_view text) {
  std::deque<Input> inputs;
  while (!text.empty() && inputs.size() < kMaxStatements) {
    std::string_view line = TakeUntil('\n', &text);
    Input& input = inputs.emplace_back();
    input.text = TakeUntil('\t', &line);
    while (!line.empty() && input.values.size() < kMaxParameters) {
      std::optional<std::string> value = ParameterOf(TakeUntil('\t', &line));
      if (value) input.values.push_back(std::move(*value));
    }
    for (const std::string& value : input.values) input.parameters.emplace_back(value.data());
  }
  return inputs;
}

template <typename Action>
void Guard(std::string_view text, Action action) {
  const double start = ThreadSeconds();
  try {
    action();
  } catch (const ApiError& error) {
    Check(DescribeError(error.code()).status < 500, "a fault of the service: " + error.message(),
          text);
    std::string answer;
    AppendErrorJson(error, &answer);
    Check(IsStrictJson(answer) || !IsUtf8(text), "an error that is no JSON: " + answer, text);
  }
  Check(ThreadSeconds() - start <= kMaxAnswerSeconds, "it took too long", text);
}

class Runner {
 public:
  explicit Runner(Tables* tables) : tables_(*tables) {}

  void Run(std::string_view text) {
    const std::deque<Input> inputs = Parse(text);
    for (const Input& input : inputs) {
      Guard(text, [&] { RunAlone(input, text); });
    }
    std::vector<partiql::StatementRequest> requests;
    for (const Input& input : inputs) requests.push_back(input.Request());
    Guard(text, [&] { RunBatch(requests, text); });
    Guard(text, [&] { RunTransaction(requests, text); });
    if (!changed_) return;
    tables_.CheckIndexes(text);
    tables_.MakeAgain();
  }

 private:
  std::vector<std::string> Page(const partiql::StatementRequest& request,
                                const partiql::StatementPage& page, std::string_view text,
                                std::string* next) {
    std::vector<std::string> items;
    const partiql::StatementResult result = partiql::ExecuteStatement(
        tables_.database(), &cache_, request, page, true, [&](ItemView item) {
          CheckCanonical(item.payload(), text);
          items.emplace_back(item.payload());
        });
    *next = result.next_token;
    return items;
  }

  void RunAlone(const Input& input, std::string_view text) {
    const auto statement = cache_.Parse(input.text);
    const bool writes = partiql::IsWrite(statement->kind);
    changed_ |= writes;
    std::string next;
    const std::vector<std::string> all = Page(input.Request(), {}, text, &next);
    if (writes || !next.empty()) return;
    std::vector<std::string> paged;
    int pages = 0;
    do {
      const std::string token = next;
      std::vector<std::string> items =
          Page(input.Request(), {.limit = 1, .next_token = token}, text, &next);
      std::move(items.begin(), items.end(), std::back_inserter(paged));
      Check(++pages <= kMaxPages, "pages without end", text);
    } while (!next.empty());
    Check(all == paged, "pages that tell other items than the whole", text);
  }

  void RunBatch(const std::vector<partiql::StatementRequest>& requests, std::string_view text) {
    const partiql::BatchResult result =
        partiql::ExecuteBatch(tables_.database(), &cache_, requests, true);
    Check(result.outcomes.size() == requests.size(), "a batch with other outcomes than statements",
          text);
    for (const partiql::BatchOutcome& outcome : result.outcomes) {
      if (outcome.item) CheckCanonical(*outcome.item, text);
      if (outcome.error)
        Check(DescribeError(outcome.error->code()).status < 500, outcome.error->message(), text);
    }
  }

  void RunTransaction(const std::vector<partiql::StatementRequest>& requests,
                      std::string_view text) {
    const partiql::TransactionResult result =
        partiql::ExecuteTransaction(tables_.database(), &cache_, requests, "", true);
    for (const auto& item : result.items) {
      if (item) CheckCanonical(*item, text);
    }
  }

  Tables& tables_;
  partiql::StatementCache cache_;
  bool changed_ = false;
};

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice::fuzzing;
  static auto* const tables = new Tables;
  Runner(tables).Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
