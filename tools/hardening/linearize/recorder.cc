// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/linearize/recorder.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "protocol/json.h"
#include "tools/hardening/support/random.h"

namespace pumice::hardening::linearize {
namespace {

using Kind = Action::Kind;
using Condition = Action::Condition;
using Outcome = Operation::Outcome;

// Few values, so that conditions on them hold now and then.
constexpr int kValues = 4;
constexpr int kMaxActions = 4;

int32_t NumberOf(const JsonValue& item, std::string_view name) {
  const JsonValue* const attribute = FindMember(item, name);
  if (attribute == nullptr) return 0;
  return static_cast<int32_t>(std::stol(std::string(*FindString(*attribute, "N"))));
}

Item ItemOf(const JsonValue* item) {
  if (item == nullptr || item->MemberCount() == 0) return {};
  return {true, NumberOf(*item, "v"), NumberOf(*item, "n")};
}

std::string N(int32_t number) { return R"({"N":")" + std::to_string(number) + R"("})"; }

// Requests for actions, and what their answers tell.
class Wire {
 public:
  Wire(const std::string& name, const RecordOptions& options) : name_(name), options_(options) {}

  std::string_view SingleOperation(const Action& action) const {
    switch (action.kind) {
      case Kind::kGet:
        return "GetItem";
      case Kind::kPut:
        return "PutItem";
      case Kind::kDelete:
        return "DeleteItem";
      default:
        return "UpdateItem";
    }
  }

  std::string SingleBody(const Action& action) const {
    if (action.kind == Kind::kGet) {
      return '{' + Target(action) + R"(,"ConsistentRead":)" +
             (options_.consistent ? "true" : "false") + '}';
    }
    const bool update = action.kind == Kind::kSet || action.kind == Kind::kAdd;
    return '{' + Target(action) + Expressions(action) + R"(,"ReturnValues":)" +
           (update ? "\"ALL_NEW\"" : "\"ALL_OLD\"") +
           (action.condition == Condition::kNone
                ? ""
                : R"(,"ReturnValuesOnConditionCheckFailure":"ALL_OLD")") +
           '}';
  }

  std::string TransactionBody(const std::vector<Action>& actions) const {
    std::string items;
    for (const Action& action : actions) {
      static constexpr const char* kNames[] = {"Get",    "Put",    "Update",
                                               "Update", "Delete", "ConditionCheck"};
      if (!items.empty()) items += ',';
      items += std::string("{\"") + kNames[static_cast<int>(action.kind)] + "\":{" +
               Target(action) + Expressions(action) + "}}";
    }
    return R"({"TransactItems":[)" + items + "]}";
  }

 private:
  std::string Key(const Action& action) const {
    const std::string key(1, static_cast<char>('a' + action.key));
    const std::string pk = options_.one_partition ? name_ : name_ + key;
    return R"("pk":{"S":")" + pk + R"("},"sk":{"S":")" + key + R"("})";
  }

  std::string Target(const Action& action) const {
    std::string target = R"("TableName":"items",)";
    if (action.kind != Kind::kPut) return target + R"("Key":{)" + Key(action) + '}';
    return target + R"("Item":{)" + Key(action) + R"(,"v":)" + N(action.argument) +
           R"(,"g":{"S":"g"}})";
  }

  static std::string Expressions(const Action& action) {
    std::string members;
    std::string values;
    if (action.kind == Kind::kSet) members = R"(,"UpdateExpression":"SET v = :new")";
    if (action.kind == Kind::kAdd) members = R"(,"UpdateExpression":"ADD n :new")";
    if (!members.empty()) values = R"(":new":)" + N(action.argument);
    if (action.condition == Condition::kAbsent)
      members += R"-(,"ConditionExpression":"attribute_not_exists(pk)")-";
    if (action.condition == Condition::kEquals) {
      members += R"(,"ConditionExpression":"v = :old")";
      values += (values.empty() ? "" : ",") + std::string(R"(":old":)") + N(action.expected);
    }
    if (!values.empty()) members += R"(,"ExpressionAttributeValues":{)" + values + '}';
    return members;
  }

  const std::string& name_;
  const RecordOptions& options_;
};

// One thread's operations.
class Client {
 public:
  Client(int thread, const Caller& call, const RecordOptions& options, const std::string& name,
         uint64_t seed, std::chrono::steady_clock::time_point start)
      : thread_(thread),
        call_(call),
        options_(options),
        wire_(name, options),
        random_(seed),
        start_(start) {}

  void Run() {
    for (int i = 0; i < options_.operations; ++i) {
      Operation operation = Any();
      operation.thread = thread_;
      if (random_.OneIn(4)) std::this_thread::yield();
      Carry(&operation);
    }
  }
  const History& history() const { return history_; }

 private:
  Operation Any() {
    Operation operation;
    if (options_.transactions && !random_.OneIn(3)) {
      const bool reads = random_.OneIn(3);
      const auto count =
          2 + random_.Below(static_cast<uint64_t>(std::min(options_.keys, kMaxActions)) - 1);
      std::vector<int8_t> keys;
      for (int8_t key = 0; key < options_.keys; ++key) keys.push_back(key);
      while (operation.actions.size() < count) {
        const auto chosen = keys.begin() + static_cast<std::ptrdiff_t>(random_.Below(keys.size()));
        operation.actions.push_back(reads ? Action{.kind = Kind::kGet, .key = *chosen, .told = {}}
                                          : AnyAction(*chosen, true));
        keys.erase(chosen);
      }
      return operation;
    }
    operation.actions.push_back(
        AnyAction(static_cast<int8_t>(random_.Below(static_cast<uint64_t>(options_.keys))), false));
    return operation;
  }

  Action AnyAction(int8_t key, bool in_transaction) {
    Action action;
    action.key = key;
    static constexpr Kind kKinds[] = {Kind::kGet,    Kind::kPut, Kind::kSet, Kind::kAdd,
                                      Kind::kDelete, Kind::kGet, Kind::kPut, Kind::kAdd};
    action.kind = kKinds[random_.Below(std::size(kKinds))];
    if (in_transaction && action.kind == Kind::kGet) action.kind = Kind::kCheck;
    action.argument = 1 + static_cast<int32_t>(random_.Below(kValues));
    const bool conditional =
        action.kind == Kind::kCheck || (action.kind != Kind::kGet && random_.OneIn(2));
    if (conditional) {
      action.condition = random_.OneIn(3) ? Condition::kAbsent : Condition::kEquals;
      action.expected = 1 + static_cast<int32_t>(random_.Below(kValues));
    }
    return action;
  }

  int64_t Now() const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() -
                                                                start_)
        .count();
  }

  void Carry(Operation* operation) {
    const bool single = operation->actions.size() == 1;
    const bool reads = operation->actions[0].kind == Kind::kGet;
    const std::string_view name = single  ? wire_.SingleOperation(operation->actions[0])
                                  : reads ? "TransactGetItems"
                                          : "TransactWriteItems";
    const std::string body = single ? wire_.SingleBody(operation->actions[0])
                                    : wire_.TransactionBody(operation->actions);
    operation->called = Now();
    const Answer answer = call_(name, body);
    operation->returned = Now();
    if (Understand(answer, operation)) history_.push_back(std::move(*operation));
  }

  // False for an operation that was refused as another one was in flight: it changed nothing.
  static bool Understand(const Answer& answer, Operation* operation) {
    if (answer.status >= 500) {
      operation->outcome = Outcome::kUnknown;
      return true;
    }
    if (answer.Is("TransactionConflictException")) return false;
    JsonDocument document;
    if (!document.Parse(answer.body)) throw std::runtime_error("this is no JSON: " + answer.body);
    const bool single = operation->actions.size() == 1;
    if (answer.ok()) {
      single ? TellSingle(document.root(), &operation->actions[0])
             : TellRead(document.root(), operation);
      return true;
    }
    operation->outcome = Outcome::kConditionFailed;
    if (single && answer.Is("ConditionalCheckFailedException")) {
      operation->actions[0].failed = true;
      operation->actions[0].told = ItemOf(FindMember(document.root(), "Item"));
      return true;
    }
    if (answer.Is("TransactionCanceledException")) return TellReasons(document.root(), operation);
    throw std::runtime_error("an operation was answered " + answer.Text());
  }

  static void TellSingle(const JsonValue& answer, Action* action) {
    action->told = ItemOf(FindMember(answer, action->kind == Kind::kGet ? "Item" : "Attributes"));
  }

  static void TellRead(const JsonValue& answer, Operation* operation) {
    const JsonValue* const responses = FindMember(answer, "Responses");
    if (responses == nullptr) return;
    for (size_t i = 0; i < operation->actions.size(); ++i) {
      operation->actions[i].told =
          ItemOf(FindMember((*responses)[static_cast<rapidjson::SizeType>(i)], "Item"));
    }
  }

  static bool TellReasons(const JsonValue& answer, Operation* operation) {
    const JsonValue& reasons = *FindMember(answer, "CancellationReasons");
    for (size_t i = 0; i < operation->actions.size(); ++i) {
      const std::string_view code =
          *FindString(reasons[static_cast<rapidjson::SizeType>(i)], "Code");
      if (code == "TransactionConflict") return false;
      operation->actions[i].failed = code == "ConditionalCheckFailed";
    }
    return true;
  }

  int thread_;
  const Caller& call_;
  const RecordOptions& options_;
  Wire wire_;
  Random random_;
  std::chrono::steady_clock::time_point start_;
  History history_;
};

}  // namespace

void CreateTable(const Caller& call) {
  const Answer answer = call("CreateTable",
                             R"({"TableName":"items","BillingMode":"PAY_PER_REQUEST",
                                 "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                                         {"AttributeName":"sk","AttributeType":"S"},
                                                         {"AttributeName":"g","AttributeType":"S"}],
                                 "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                                              {"AttributeName":"sk","KeyType":"RANGE"}],
                                 "GlobalSecondaryIndexes":[{"IndexName":"by-g",
                                     "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
                                     "Projection":{"ProjectionType":"ALL"}}],
                                 "StreamSpecification":{"StreamEnabled":true,
                                                        "StreamViewType":"NEW_AND_OLD_IMAGES"}})");
  if (!answer.ok()) throw std::runtime_error("CreateTable was answered " + answer.Text());
}

History Record(const Caller& call, const RecordOptions& options, const std::string& name,
               uint64_t seed) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<Client> clients;
  for (int i = 0; i < options.threads; ++i) {
    clients.emplace_back(i, call, options, name, Mix(seed + static_cast<uint64_t>(i)), start);
  }
  std::barrier together(options.threads);
  std::mutex mutex;
  std::exception_ptr first;
  {
    std::vector<std::jthread> threads;
    for (Client& client : clients) {
      threads.emplace_back([&] {
        try {
          together.arrive_and_wait();
          client.Run();
        } catch (...) {
          const std::lock_guard lock(mutex);
          if (first == nullptr) first = std::current_exception();
        }
      });
    }
  }
  if (first != nullptr) std::rethrow_exception(first);
  History history;
  for (const Client& client : clients)
    history.insert(history.end(), client.history().begin(), client.history().end());
  std::sort(history.begin(), history.end(),
            [](const Operation& a, const Operation& b) { return a.called < b.called; });
  return history;
}

}  // namespace pumice::hardening::linearize
