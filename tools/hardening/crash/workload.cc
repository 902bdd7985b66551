// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/workload.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/spaces.h"
#include "tools/hardening/crash/recovery_check.h"
#include "tools/hardening/crash/requests.h"
#include "tools/hardening/support/instance.h"
#include "tools/hardening/support/random.h"

namespace pumice::hardening::crash {
namespace {

// What is written ahead of each fill of a churn table, at most.
constexpr int kFillItems = 25;
// How often a request is repeated while its table changes.
constexpr int kMaxSettling = 1000;
constexpr int kMaxChurnItems = 1500;
// Items of the expiring table live so long, by the manual clock.
constexpr int64_t kShortestLifeSeconds = 5;
constexpr int64_t kLifeSpreadSeconds = 120;

constexpr std::string_view kForkedSpace = "fork";

DatabaseOptions ToDatabaseOptions(const DirectoryOptions& options, Clock* clock) {
  DatabaseOptions database;
  database.data_dir = options.directory;
  database.fsync = options.fsync;
  database.env = options.env;
  database.clock = clock;
  database.ttl_interval = std::chrono::milliseconds(20);
  return database;
}

// What writers have in common: the journal, and what an answer must be.
class Writer {
 public:
  Writer(int number, uint64_t seed, Instance* instance, SharedState* state)
      : random_(seed),
        state_(state),
        number_(number),
        instance_(instance),
        journal_(state->journals[static_cast<size_t>(number)]),
        cells_(state->cells),
        versions_(state->versions) {}
  virtual ~Writer() = default;

  // Until told to stop, or the journal is full.
  void Run() {
    while (!state_->stop && journal_.count < kMaxOperations) Step();
  }

 protected:
  virtual void Step() = 0;

  uint32_t NextVersion(int cell) { return ++versions_[static_cast<size_t>(cell)]; }
  uint64_t cell(int cell) const { return cells_[static_cast<size_t>(cell)]; }

  static void Add(int cell, uint64_t before, uint64_t after, Operation* operation) {
    operation->changes[operation->count++] = {static_cast<uint16_t>(cell), before, after};
  }

  void Carry(Operation operation) {
    const Request request = RequestOf(operation);
    operation.clock_millis = state_->clock_millis;
    operation.invoked = state_->order.fetch_add(1);
    const uint32_t index = journal_.count.load();
    Operation& entry = journal_.operations[index];
    entry = operation;
    journal_.count.store(index + 1, std::memory_order_release);

    const Answer answer = CallOnceSettled(request);
    if (!answer.ok()) Refuse(request, answer);
    if (answer.body.find(R"("UnprocessedItems":{")") != std::string::npos) Refuse(request, answer);
    reinterpret_cast<std::atomic<uint64_t>*>(&entry.acknowledged)
        ->store(state_->order.fetch_add(1), std::memory_order_release);
    for (int i = 0; i < operation.count; ++i) {
      cells_[operation.changes[static_cast<size_t>(i)].cell] =
          operation.changes[static_cast<size_t>(i)].after;
    }
  }

  // A table is not changed while an index of it is filled or dropped.
  Answer CallOnceSettled(const Request& request) {
    Answer answer = instance_->Call(request.operation, request.body);
    for (int i = 0; i < kMaxSettling && answer.Is("ResourceInUseException"); ++i) {
      instance_->database()->RunDueWork();
      answer = instance_->Call(request.operation, request.body);
    }
    return answer;
  }

  [[noreturn]] static void Refuse(const Request& request, const Answer& answer) {
    throw std::runtime_error("an operation that must succeed was answered " + answer.Text() +
                             "\n  " + std::string(request.operation) + ' ' +
                             request.body.substr(0, 1500));
  }

  Random random_;
  SharedState* state_;
  int number_;
  Instance* instance_;

 private:
  Journal& journal_;
  std::array<uint64_t, kCells> cells_;
  std::array<uint32_t, kCells> versions_;
};

class ItemWriter : public Writer {
 public:
  using Writer::Writer;

 private:
  void Step() override {
    switch (random_.Below(16)) {
      case 0:
      case 1:
        return Group(Kind::kTransact);
      case 2:
        return Group(Kind::kBatch);
      case 3:
        return Group(Kind::kStatements);
      case 4:
        return Statement();
      case 5:
        return Read();
      case 6:
        return FailCondition();
      default:
        return Single();
    }
  }

  int AnyTable() { return static_cast<int>(random_.Below(kFixedTables)); }
  int AnyCell(int table) {
    // Large items seldom: each is as much as some hundred others.
    int slots = kSlots;
    if (table == kPlain && !random_.OneIn(12)) slots -= kLargeSlots;
    return CellOf({table, number_, static_cast<int>(random_.Below(static_cast<uint64_t>(slots)))});
  }

  uint64_t NewValue(int cell) {
    ItemValue item = {NextVersion(cell), 0};
    if (PlaceOf(cell).table == kExpiring && !random_.OneIn(3)) {
      item.expiry = static_cast<uint32_t>(
          state_->clock_millis / 1000 + kShortestLifeSeconds +
          static_cast<int64_t>(random_.Below(random_.OneIn(3) ? 100000 : kLifeSpreadSeconds)));
    }
    return Pack(item);
  }

  void Single() {
    const int table = AnyTable();
    const int target = AnyCell(table);
    Operation operation;
    // What expires may be gone at any time: nothing is assumed of it.
    operation.conditional = table != kExpiring && random_.OneIn(3);
    const uint64_t kind = random_.Below(10);
    operation.kind = kind < 5 ? Kind::kPut : kind < 8 ? Kind::kUpdate : Kind::kDelete;
    if (operation.kind == Kind::kDelete && operation.conditional && cell(target) == 0) {
      operation.conditional = false;
    }
    Add(target, cell(target), operation.kind == Kind::kDelete ? 0 : NewValue(target), &operation);
    Carry(operation);
  }

  void Group(Kind kind) {
    Operation operation;
    operation.kind = kind;
    std::vector<int> targets;
    const uint64_t count =
        kind == Kind::kBatch ? 2 + random_.Below(kMaxChanges - 1) : 2 + random_.Below(3);
    while (targets.size() < count) {
      const int table = kind == Kind::kStatements ? static_cast<int>(random_.Below(2)) : AnyTable();
      const int target = AnyCell(table);
      if (std::find(targets.begin(), targets.end(), target) == targets.end())
        targets.push_back(target);
    }
    operation.conditional = kind == Kind::kTransact && random_.OneIn(2) &&
                            std::none_of(targets.begin(), targets.end(), [](int target) {
                              return PlaceOf(target).table == kExpiring;
                            });
    for (const int target : targets) {
      // A statement deletes and changes what is there only, and inserts what is not.
      const bool erase = random_.OneIn(5) && (kind != Kind::kStatements || cell(target) != 0);
      Add(target, cell(target), erase ? 0 : NewValue(target), &operation);
    }
    if (kind != Kind::kBatch && !random_.OneIn(4))
      operation.token = state_->next_token.fetch_add(1);
    Carry(operation);
  }

  void Statement() {
    const int target = AnyCell(static_cast<int>(random_.Below(2)));
    Operation operation;
    const uint64_t before = cell(target);
    operation.kind = before == 0 ? Kind::kInsert : Kind::kStatement;
    Add(target, before, before != 0 && random_.OneIn(4) ? 0 : NewValue(target), &operation);
    Carry(operation);
  }

  // What this writer was told is what it reads: nobody else writes its items.
  void Read() {
    const int target = AnyCell(static_cast<int>(random_.Below(2)));
    const Request request = {"GetItem",
                             R"({"TableName":")" + std::string(kTableNames[PlaceOf(target).table]) +
                                 R"(","ConsistentRead":true,"ProjectionExpression":"v","Key":)" +
                                 ToJson(KeyOfCell(target)) + '}'};
    const Answer answer = instance_->Call(request.operation, request.body);
    const std::string wanted =
        cell(target) == 0 ? "{}"
                          : R"({"Item":{"v":{"N":")" +
                                std::to_string(UnpackItem(cell(target)).version) + R"("}}})";
    if (!answer.ok() || answer.body != wanted) Refuse(request, answer);
  }

  void FailCondition() {
    const int target = AnyCell(static_cast<int>(random_.Below(2)));
    const Request request = {
        "PutItem", R"({"TableName":")" + std::string(kTableNames[PlaceOf(target).table]) +
                       R"(","ConditionExpression":"v = :never","ExpressionAttributeValues":)" +
                       R"({":never":{"N":"-1"}},"Item":)" + ToJson(KeyOfCell(target)) + '}'};
    const Answer answer = instance_->Call(request.operation, request.body);
    if (!answer.Is("ConditionalCheckFailedException")) Refuse(request, answer);
  }
};

// Creates, fills, changes and drops tables.
class ChurnWriter : public Writer {
 public:
  using Writer::Writer;

 private:
  void Step() override {
    const int target = kItemCells + static_cast<int>(random_.Below(kChurnTables));
    const uint64_t before = cell(target);
    ChurnValue table = UnpackChurn(before);
    Operation operation;
    if (before == 0) {
      operation.kind = Kind::kCreateTable;
      table = {NextVersion(target), false, random_.OneIn(2), false, 0, 0};
    } else if (!Alter(&table, &operation)) {
      return;
    }
    Add(target, before, operation.kind == Kind::kDeleteTable ? 0 : Pack(table), &operation);
    Carry(operation);
  }

  // False if there is nothing to do now.
  bool Alter(ChurnValue* table, Operation* operation) {
    switch (random_.Below(40)) {
      case 0:
        operation->kind = Kind::kDeleteTable;
        return true;
      case 1:
      case 2:
        operation->kind = table->index ? Kind::kDropIndex : Kind::kAddIndex;
        table->index = !table->index;
        return true;
      case 3:
      case 4:
        operation->kind = table->stream ? Kind::kStreamOff : Kind::kStreamOn;
        table->stream = !table->stream;
        table->items_before_stream = table->stream ? table->items : 0;
        return true;
      case 5:
        // TTL may be changed once in an hour.
        if (state_->clock_millis < next_ttl_millis_) return false;
        next_ttl_millis_ = state_->clock_millis + 61 * 60 * 1000;
        operation->kind = table->ttl ? Kind::kTtlOff : Kind::kTtlOn;
        table->ttl = !table->ttl;
        return true;
      default:
        operation->kind = Kind::kFill;
        if (table->items >= kMaxChurnItems) return false;
        table->items = static_cast<uint16_t>(table->items + 1 + random_.Below(kFillItems));
        return true;
    }
  }

  // A run that was killed may have changed TTL just now.
  int64_t next_ttl_millis_ = state_->clock_millis + 61 * 60 * 1000;
};

// What a service keeps: alarms of CloudWatch.
class RecordWriter : public Writer {
 public:
  using Writer::Writer;

 private:
  void Step() override {
    const int target = kFirstRecord + static_cast<int>(random_.Below(kRecords));
    const bool erase = cell(target) != 0 && random_.OneIn(4);
    Operation operation;
    operation.kind = erase ? Kind::kDeleteRecord : Kind::kPutRecord;
    Add(target, cell(target), erase ? 0 : Pack(ItemValue{NextVersion(target), 0}), &operation);
    Carry(operation);
  }
};

// Moves time, so that items expire.
void MoveClock(Random random, Instance* instance, SharedState* state) {
  while (!state->stop) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + random.Below(30)));
    state->clock_millis += static_cast<int64_t>(random.Below(8000));
    if (random.OneIn(4)) instance->database()->RunDueWork();
  }
}

// Forks everything and removes the fork, again and again, so that the rows that others write to lie
// in layers that come and go.
void ForkSpaces(Random random, Instance* instance, SharedState* state) {
  Spaces& spaces = instance->database()->spaces();
  while (!state->stop) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1 + random.Below(40)));
    try {
      if (spaces.Find(kForkedSpace) != nullptr) spaces.Delete(kForkedSpace);
      if (random.OneIn(3)) continue;
      spaces.Fork(kDefaultSpace, kForkedSpace);
    } catch (const ApiError& error) {
      // Some table is on its way, or the device is full.
      if (error.code() != ErrorCode::kResourceInUse && error.code() != ErrorCode::kInternal) throw;
    }
  }
}

// Runs each on a thread of its own, and all to the end if one throws.
void RunAll(const std::vector<std::function<void()>>& runs, SharedState* state) {
  std::mutex mutex;
  std::exception_ptr first;
  std::vector<std::jthread> threads;
  for (const auto& run : runs) {
    threads.emplace_back([&, run] {
      try {
        run();
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (first == nullptr) first = std::current_exception();
        state->stop = true;
      }
    });
  }
  threads.clear();
  if (first != nullptr) std::rethrow_exception(first);
}

}  // namespace

void CreateTables(const DirectoryOptions& options, SharedState* state) {
  SharedClock clock(state);
  Instance instance(ToDatabaseOptions(options, &clock));
  for (int table = 0; table < kFixedTables; ++table) {
    const Answer answer = instance.Call("CreateTable", FixedTableInput(table));
    if (!answer.ok()) throw std::runtime_error("CreateTable was answered " + answer.Text());
  }
  const Answer answer = instance.Call("UpdateTimeToLive",
                                      R"({"TableName":"expiring","TimeToLiveSpecification":
                                          {"AttributeName":"exp","Enabled":true}})");
  if (!answer.ok()) throw std::runtime_error("UpdateTimeToLive was answered " + answer.Text());
  EnableRecovery(&instance);
}

void RunWorkload(const DirectoryOptions& options, uint64_t seed, SharedState* state) {
  SharedClock clock(state);
  auto instance = std::make_unique<Instance>(ToDatabaseOptions(options, &clock));
  state->phase = Phase::kRunning;
  std::vector<std::unique_ptr<Writer>> writers;
  for (int i = 0; i < kItemWriters; ++i) {
    writers.push_back(std::make_unique<ItemWriter>(i, Mix(seed + static_cast<uint64_t>(i)),
                                                   instance.get(), state));
  }
  writers.push_back(
      std::make_unique<ChurnWriter>(kChurnWriter, Mix(seed + kChurnWriter), instance.get(), state));
  writers.push_back(std::make_unique<RecordWriter>(kRecordWriter, Mix(seed + kRecordWriter),
                                                   instance.get(), state));
  std::vector<std::function<void()>> runs;
  for (const auto& writer : writers) runs.emplace_back([&writer] { writer->Run(); });
  runs.emplace_back([&] { MoveClock(Random(Mix(seed + 100)), instance.get(), state); });
  runs.emplace_back([&] { ForkSpaces(Random(Mix(seed + 101)), instance.get(), state); });
  RunAll(runs, state);
  state->phase = Phase::kClosing;
  instance.reset();
  state->phase = Phase::kClosed;
}

}  // namespace pumice::hardening::crash
