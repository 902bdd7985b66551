// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "engine/item/number.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"
#include "tests/support/transfer.h"

namespace pumice::test {
namespace {

constexpr int kAccounts = 50;
constexpr int64_t kStart = 100;
constexpr int64_t kSum = kAccounts * kStart;

Item Key(int account) { return Item({{"pk", S("account " + std::to_string(account))}}); }

int64_t BalanceOf(ItemView item) {
  int64_t balance = 0;
  Number::FromBytes(item.Find("balance")->payload()).ToInt64(&balance);
  return balance;
}

// Whether some reason of a canceled transaction has that code, and all others are None.
bool IsCanceledFor(const ApiError& error, std::string_view code) {
  if (error.code() != ErrorCode::kTransactionCanceled) return false;
  bool found = false;
  for (const CancellationReason& reason : error.cancellation_reasons) {
    if (reason.code != "None" && reason.code != code) return false;
    found = found || reason.code == code;
  }
  return found;
}

// What became of a transaction.
enum class Answer { kDone, kTooLittle, kConflict, kOther };

class Bank {
 public:
  explicit Bank(bool conflicts) {
    DatabaseOptions options;
    options.transaction_conflicts = conflicts;
    database_ = Database::Open(options);
    database_->CreateTable(MakeTable("Accounts", {{StringKey("pk")}, {}}));
    for (int account = 0; account < kAccounts; ++account) {
      keys_.push_back(Key(account));
      const Item item = keys_.back().With("balance", N(kStart));
      WriteResult result;
      database_->WriteItem("Accounts", {ItemWrite::Kind::kPut, nullptr, item.view()}, {}, &result);
    }
  }

  // Kept only if there is enough on the first account.
  Answer Transfer(int from, int to, int64_t amount) {
    const test::Transfer transfer(amount);
    std::vector<TableWrite> writes = {{"Accounts", transfer.To(keys_[to].view())},
                                      {"Accounts", transfer.From(keys_[from].view())}};
    return Try([&] {
      BatchWriteResult result;
      database_->TransactWrite(writes, nullptr, {}, &result);
    });
  }

  // Reads all accounts in one transaction.
  Answer ReadSum(int64_t* sum) {
    std::vector<TableRead> reads;
    for (const Item& key : keys_) reads.push_back({"Accounts", key.view()});
    return Try([&] {
      *sum = 0;
      const auto add = [&](const std::optional<ItemView>& item) { *sum += BalanceOf(*item); };
      database_->TransactGet(reads, add, /*capacity=*/false, nullptr);
    });
  }

 private:
  template <typename Call>
  static Answer Try(Call call) {
    try {
      call();
      return Answer::kDone;
    } catch (const ApiError& error) {
      if (IsCanceledFor(error, "ConditionalCheckFailed")) return Answer::kTooLittle;
      return IsCanceledFor(error, "TransactionConflict") ? Answer::kConflict : Answer::kOther;
    }
  }

  std::shared_ptr<Database> database_;
  std::vector<Item> keys_;
};

// How often each answer was given; counted by many threads.
class Tally {
 public:
  void Count(Answer answer) { ++counts_[static_cast<size_t>(answer)]; }
  int operator[](Answer answer) const { return counts_[static_cast<size_t>(answer)]; }

 private:
  std::array<std::atomic<int>, 4> counts_{};
};

TEST_CASE("Transfers between accounts never change the sum that transactions read",
          "[transaction]") {
  constexpr uint32_t kWriters = 8;
  constexpr int kTransfers = 2500;
  constexpr int kReaders = 2;
  constexpr int kReads = 1500;
  const bool conflicts = GENERATE(false, true);
  CAPTURE(conflicts);

  Bank bank(conflicts);
  Tally transfers;
  Tally reads;
  std::atomic<int> wrong_sums = 0;
  std::vector<std::thread> threads;
  for (uint32_t seed = 1; seed <= kWriters; ++seed) {
    threads.emplace_back([&, seed] {
      Random random(seed);
      for (int i = 0; i < kTransfers; ++i) {
        const int from = static_cast<int>(random.Below(kAccounts));
        const int to = (from + 1 + static_cast<int>(random.Below(kAccounts - 1))) % kAccounts;
        transfers.Count(bank.Transfer(from, to, random.Between(1, kStart)));
      }
    });
  }
  for (int reader = 0; reader < kReaders; ++reader) {
    threads.emplace_back([&] {
      for (int i = 0; i < kReads; ++i) {
        int64_t sum = 0;
        const Answer answer = bank.ReadSum(&sum);
        reads.Count(answer);
        if (answer == Answer::kDone && sum != kSum) ++wrong_sums;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  CHECK(wrong_sums == 0);
  int64_t sum = 0;
  CHECK(bank.ReadSum(&sum) == Answer::kDone);
  CHECK(sum == kSum);
  CHECK(transfers[Answer::kDone] > 0);
  CHECK(transfers[Answer::kTooLittle] > 0);
  CHECK(transfers[Answer::kOther] == 0);
  CHECK(reads[Answer::kTooLittle] == 0);
  CHECK(reads[Answer::kOther] == 0);
  if (!conflicts) {
    CHECK(transfers[Answer::kConflict] == 0);
    CHECK(reads[Answer::kDone] == kReaders * kReads);
  }
}

TEST_CASE("A transaction writes and reads up to 4 MB of items", "[transaction]") {
  constexpr char kTooLarge[] = "Transaction payload size cannot exceed 4MB";
  constexpr int kItems = 12;  // of 380 KB: eleven fit
  const auto database = Database::Open({});
  database->CreateTable(MakeTable("T", {{StringKey("pk")}, {}}));
  std::vector<Item> items;
  std::vector<Item> keys;
  std::vector<TableWrite> writes(kItems);
  std::vector<TableRead> reads;
  for (int i = 0; i < kItems; ++i) {
    keys.push_back(Key(i));
    items.push_back(keys.back().With("text", S(std::string(380000, 'x'))));
  }
  for (int i = 0; i < kItems; ++i) {
    writes[i].table = "T";
    writes[i].write = {ItemWrite::Kind::kPut, nullptr, items[i].view()};
    reads.push_back({"T", keys[i].view()});
  }
  const auto write = [&](size_t first, size_t count) {
    BatchWriteResult result;
    database->TransactWrite(std::span(writes).subspan(first, count), nullptr, {}, &result);
  };
  int read = 0;
  const auto count_items = [&](const std::optional<ItemView>& item) { read += item.has_value(); };

  size_t bytes = 0;
  for (const Item& item : items) bytes += ItemSize(item.view());
  CHECK(ErrorOf([&] { write(0, kItems); }) ==
        Validation(kTooLarge + (". Payload Size: " + std::to_string(bytes))));
  database->TransactGet(reads, count_items, false, nullptr);
  CHECK(read == 0);
  write(0, kItems - 1);
  database->TransactGet(reads, count_items, false, nullptr);
  CHECK(read == kItems - 1);
  write(kItems - 1, 1);
  CHECK(ErrorOf([&] { database->TransactGet(reads, count_items, false, nullptr); }) ==
        Validation(kTooLarge));
}

TEST_CASE("A transaction's keys are registered all or none, until it ends", "[transaction]") {
  TransactionKeys keys;
  {
    const TransactionKeys::Registration first(&keys, {"a", "b"});
    CHECK(first.taken().empty());
    const TransactionKeys::Registration second(&keys, {"c", "b", "d", "a"});
    CHECK(second.taken() == std::vector<size_t>{1, 3});
    CHECK(keys.Contains("a"));
    CHECK_FALSE(keys.Contains("c"));
    const TransactionKeys::Registration third(&keys, {"c", "d"});
    CHECK(third.taken().empty());
    CHECK(keys.Contains("c"));
  }
  for (const char* key : {"a", "b", "c", "d"}) CHECK_FALSE(keys.Contains(key));
}

}  // namespace
}  // namespace pumice::test
