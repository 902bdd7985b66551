// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/streams.h"

#include <catch2/catch.hpp>
#include <memory>

#include "engine/storage/store.h"
#include "pumice/clock.h"
#include "tests/support/table_builder.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

// What is dropped beside a stream takes whole runs of unused ids with it.
TEST_CASE("A stream's id is in use when its data is opened again", "[streams]") {
  const TemporaryDirectory directory;
  const ManualClock clock(1431379293291);
  uint32_t id = 0;
  {
    const auto store = Store::OpenDirectory(directory.string(), false);
    const Streams streams(store.get(), "default", &clock, {});
    (void)store->NewId();
    id = store->NewId();
    WriteBatch batch;
    const TableDescription table = MakeTable("T", {{StringKey("pk")}, {}});
    (void)streams.Create(table, StreamView::kKeysOnly, id, clock.NowMillis(), &batch);
    store->Commit(&batch);
    store->FlushLog();
  }
  const auto store = Store::OpenDirectory(directory.string(), false);
  const Streams streams(store.get(), "default", &clock, {});
  store->StartDroppingRows();
  CHECK(store->FirstUnusedIdBefore(id) == 0);
  CHECK(store->FirstUnusedIdBefore(id + 1) == id + 1);
}

}  // namespace
}  // namespace pumice::test
