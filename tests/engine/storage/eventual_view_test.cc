// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/eventual_view.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "engine/storage/store.h"

namespace pumice::test {
namespace {

class LaggingStore {
 public:
  LaggingStore() { store_->DelayEventualReads(&clock_, 1000); }

  void Put(const std::string& value) {
    WriteBatch batch;
    batch.Put("key", value);
    store_->Commit(&batch);
  }
  std::string Eventual() {
    PinnedValue value;
    const auto snapshot = store_->EventualSnapshot();
    return store_->Get("key", &value, snapshot.get()) ? std::string(value.view()) : "none";
  }
  void Advance(int millis) { clock_.Advance(std::chrono::milliseconds(millis)); }

 private:
  ManualClock clock_{0};
  std::unique_ptr<Store> store_ = Store::OpenInMemory();
};

TEST_CASE("An eventual read sees what was committed the delay ago", "[eventual_view]") {
  LaggingStore store;
  CHECK(store.Eventual() == "none");
  store.Put("1");
  CHECK(store.Eventual() == "none");
  store.Advance(600);
  store.Put("2");
  store.Advance(399);
  CHECK(store.Eventual() == "none");
  store.Advance(1);
  CHECK(store.Eventual() == "1");
  store.Advance(599);
  CHECK(store.Eventual() == "1");
  store.Advance(1);
  CHECK(store.Eventual() == "2");
}

TEST_CASE("A long pause hides nothing", "[eventual_view]") {
  LaggingStore store;
  store.Put("1");
  store.Advance(100000);
  CHECK(store.Eventual() == "1");
}

TEST_CASE("Without a delay an eventual read sees the present", "[eventual_view]") {
  const auto store = Store::OpenInMemory();
  CHECK(store->EventualSnapshot() == nullptr);
}

TEST_CASE("Many commits share snapshots", "[eventual_view]") {
  ManualClock clock(0);
  EventualView view(&clock, 100000);
  int taken = 0;
  for (int i = 0; i < 100000; ++i) {
    view.BeforeCommit([&] {
      ++taken;
      return std::shared_ptr<const Snapshot>();
    });
    clock.Advance(std::chrono::milliseconds(1));
  }
  CHECK(taken == 100);
}

}  // namespace
}  // namespace pumice::test
