// SPDX-License-Identifier: Apache-2.0

#include "engine/base/memory_budget.h"

#include <catch2/catch.hpp>

namespace pumice::test {
namespace {

TEST_CASE("Requests have what the store leaves, and a quarter at least", "[memory_budget]") {
  MemoryBudget budget(1000);
  CHECK(budget.TryHold(1000));
  CHECK_FALSE(budget.TryHold(1));
  budget.Release(1000);
  CHECK(budget.released() == 1000);

  budget.SetStored(600);
  CHECK(budget.TryHold(400));
  CHECK_FALSE(budget.TryHold(1));
  budget.Release(400);

  budget.SetStored(2000);
  CHECK(budget.TryHold(250));
  CHECK_FALSE(budget.TryHold(1));
  CHECK(budget.held() == 250);
}

TEST_CASE("The store is full at three quarters", "[memory_budget]") {
  MemoryBudget budget(1000);
  CHECK_FALSE(budget.IsStoreFull());
  budget.SetStored(749);
  CHECK_FALSE(budget.IsStoreFull());
  budget.SetStored(750);
  CHECK(budget.IsStoreFull());
}

TEST_CASE("What a request holds is given back at its end", "[memory_budget]") {
  MemoryBudget budget(100);
  {
    HeldMemory held(&budget);
    CHECK(held.Resize(60));
    CHECK_FALSE(held.Resize(101));
    CHECK(held.size() == 60);
    CHECK(held.Resize(30));
    CHECK(budget.held() == 30);
  }
  CHECK(budget.held() == 0);
  HeldMemory unbounded(nullptr);
  CHECK(unbounded.Resize(UINT64_MAX));
}

}  // namespace
}  // namespace pumice::test
