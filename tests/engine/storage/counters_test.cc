// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/counters.h"

#include <catch2/catch.hpp>
#include <limits>

#include "engine/storage/store.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

void Add(Store& store, uint32_t id, int64_t items, int64_t bytes) {
  WriteBatch batch;
  batch.AddToCounters(id, {items, bytes});
  store.Commit(&batch);
}

TEST_CASE("Counters keep their values", "[counters]") {
  const int64_t value =
      GENERATE(0, 1, -1, std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min());
  const ItemCounters back = DecodeCounters(EncodeCounters({value, ~value}));
  CHECK(back.items == value);
  CHECK(back.bytes == ~value);
}

TEST_CASE("Counters that are not there are zero", "[counters]") {
  const ItemCounters none = DecodeCounters("");
  CHECK(none.items == 0);
  CHECK(none.bytes == 0);
  const auto store = Store::OpenInMemory();
  CHECK(store->ReadCounters(1).items == 0);
  CHECK(store->ReadCounters(1).bytes == 0);
}

TEST_CASE("Counters add up, each id its own, and stay", "[counters]") {
  const TemporaryDirectory directory;
  {
    const auto store = Store::OpenDirectory(directory.string(), false);
    for (int i = 1; i <= 100; ++i) Add(*store, 1, 1, i);
    Add(*store, 1, -40, -50);
    Add(*store, 2, 3, 7);
    CHECK(store->ReadCounters(1).items == 60);
    CHECK(store->ReadCounters(1).bytes == 5000);
  }
  const auto store = Store::OpenDirectory(directory.string(), false);
  Add(*store, 1, 1, 1);
  CHECK(store->ReadCounters(1).items == 61);
  CHECK(store->ReadCounters(1).bytes == 5001);
  CHECK(store->ReadCounters(2).items == 3);
  CHECK(store->ReadCounters(2).bytes == 7);
}

}  // namespace
}  // namespace pumice::test
