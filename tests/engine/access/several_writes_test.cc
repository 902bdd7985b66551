// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/access/reader.h"
#include "engine/access/writer.h"
#include "engine/catalog/catalog.h"
#include "engine/item/number.h"
#include "pumice/clock.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"
#include "tests/support/transfer.h"

namespace pumice::test {
namespace {

constexpr int kAccounts = 20;
constexpr int64_t kStart = 1000;

Item Key(int account) { return Item({{"pk", S("account " + std::to_string(account))}}); }

// A table of accounts with a balance and an index of it, written to without a database around it.
class Accounts {
 public:
  Accounts()
      : store_(Store::OpenInMemory()),
        streams_(store_.get(), "default", &clock_, StreamOptions()),
        catalog_({store_.get(), &streams_, nullptr, &clock_, {}}, "default", 0) {
    catalog_.Create(MakeTable("T", {{StringKey("pk")}, {}},
                              {GlobalIndex("by-balance", {{NumberKey("balance")}, {}})}));
    for (int account = 0; account < kAccounts; ++account) {
      const Item item = Key(account).With("balance", N(kStart));
      const ItemWrite put{ItemWrite::Kind::kPut, nullptr, item.view()};
      CHECK(Write({put}));
    }
  }

  bool Write(std::vector<ItemWrite> writes) {
    const TableHandle table = catalog_.Open("T");
    for (ItemWrite& write : writes) write.table = &*table;
    std::vector<WriteOutcome> outcomes(writes.size());
    const bool written = writer_.Write(writes, outcomes);
    for (const WriteOutcome& outcome : outcomes) {
      if (outcome.fault) throw ApiError(*outcome.fault);
    }
    return written;
  }

  // False if there is not enough on the first account.
  bool Transfer(int from, int to, int64_t amount) {
    const test::Transfer transfer(amount);
    const Item from_key = Key(from);
    const Item to_key = Key(to);
    return Write({transfer.To(to_key.view()), transfer.From(from_key.view())});
  }

  // The items of the table or an index.
  std::vector<Item> Scan(std::string_view index = {}) {
    const TableHandle table = catalog_.Open("T");
    ScanRequest request;
    request.index = index;
    std::vector<Item> items;
    reader_.Scan(*table, request, [&](ItemView item) { items.push_back(Item::Of(item)); });
    return items;
  }

  static int64_t Total(const std::vector<Item>& items) {
    int64_t total = 0;
    for (const Item& item : items) {
      int64_t balance = 0;
      Number::FromBytes(item.at("balance").scalar()).ToInt64(&balance);
      total += balance;
    }
    return total;
  }

 private:
  RealClock clock_;
  std::unique_ptr<Store> store_;
  Streams streams_;
  Catalog catalog_;
  Writer writer_{store_.get()};
  Reader reader_{store_.get()};
};

TEST_CASE("Several writes are carried out together", "[several_writes]") {
  Accounts accounts;
  CHECK(accounts.Transfer(1, 2, 400));
  std::vector<Item> changed;
  for (const Item& item : accounts.Scan()) {
    if (!(item.at("balance") == N(kStart))) changed.push_back(item);
  }
  std::sort(changed.begin(), changed.end());
  CHECK(changed ==
        std::vector<Item>{Key(1).With("balance", N("600")), Key(2).With("balance", N("1400"))});
}

TEST_CASE("Where one condition fails, nothing is written", "[several_writes]") {
  Accounts accounts;
  const std::vector<Item> before = accounts.Scan();
  CHECK_FALSE(accounts.Transfer(1, 2, kStart + 1));
  CHECK(accounts.Scan() == before);
  CHECK(accounts.Scan("by-balance").size() == before.size());
}

TEST_CASE("Where one write does not fit, nothing is written", "[several_writes]") {
  Accounts accounts;
  const std::vector<Item> before = accounts.Scan();
  const Item fits = Key(1).With("balance", N("0"));
  const Item does_not_fit = Key(2).With("balance", S("a lot"));
  CHECK(ErrorOf([&] {
          accounts.Write({{ItemWrite::Kind::kPut, nullptr, fits.view()},
                          {ItemWrite::Kind::kPut, nullptr, does_not_fit.view()}});
        }) ==
        Validation("One or more parameter values were invalid: Type mismatch for Index Key balance "
                   "Expected: N Actual: S IndexName: by-balance"));
  CHECK(accounts.Scan() == before);
}

TEST_CASE("A condition check writes nothing", "[several_writes]") {
  Accounts accounts;
  const std::vector<Item> before = accounts.Scan();
  const Item there = Key(1);
  const Item not_there = Key(kAccounts);
  Placeholders placeholders;
  const BoundCondition exists(ParseCondition("attribute_exists(pk)", ExpressionKind::kCondition),
                              placeholders);
  CHECK(accounts.Write({{ItemWrite::Kind::kConditionCheck, nullptr, there.view(), &exists}}));
  CHECK_FALSE(
      accounts.Write({{ItemWrite::Kind::kConditionCheck, nullptr, not_there.view(), &exists}}));
  CHECK(accounts.Scan() == before);
}

TEST_CASE("Transfers between accounts keep the total, whoever looks", "[several_writes]") {
  Accounts accounts;
  std::atomic<bool> total_held = true;
  std::vector<std::thread> threads;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    threads.emplace_back([&, seed] {
      Random random(seed);
      for (int round = 0; round < 300; ++round) {
        const int from = static_cast<int>(random.Below(kAccounts));
        const int to = static_cast<int>(random.Below(kAccounts));
        if (from != to) accounts.Transfer(from, to, random.Between(1, 500));
        if (round % 10 != 0) continue;
        if (Accounts::Total(accounts.Scan()) != kAccounts * kStart) total_held = false;
        if (Accounts::Total(accounts.Scan("by-balance")) != kAccounts * kStart) total_held = false;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(total_held);
  CHECK(Accounts::Total(accounts.Scan()) == kAccounts * kStart);
  CHECK(accounts.Scan("by-balance").size() == kAccounts);
}

}  // namespace
}  // namespace pumice::test
