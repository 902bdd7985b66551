// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>

#include "bindings/node/addon/values.h"
#include "pumice/pumice.h"

namespace pumice::node {

class Feed;
class Task;

// Why the library's last function on this thread failed.
Failure LastFailure(pumice_status status);

// An emulator of the library, and the rule that it is closed once, with nobody inside.
//
// Use and Close may be called by any thread; the rest belongs to JavaScript's, which also destroys
// it.
class OpenedEmulator {
 public:
  explicit OpenedEmulator(pumice_emulator* emulator) : emulator_(emulator) {}
  ~OpenedEmulator() { Close(); }
  OpenedEmulator(const OpenedEmulator&) = delete;
  OpenedEmulator& operator=(const OpenedEmulator&) = delete;

  // Calls `call` with the emulator, which stays open meanwhile. Returns why `call` failed, or that
  // the emulator is closed.
  template <typename Call>
  std::optional<Failure> Use(Call call) {
    if (closing_) return Closed();
    const std::shared_lock lock(mutex_);
    if (emulator_ == nullptr) return Closed();
    const pumice_status status = call(emulator_);
    if (status == PUMICE_OK) return std::nullopt;
    return LastFailure(status);
  }

  // Waits for those inside. Feeds are to be ended before. Idempotent.
  void Close();

  static Failure Closed() { return {"PUMICE_CLOSED", "the emulator is closed"}; }

  void AddFeed(std::shared_ptr<Feed> feed) { feeds_.insert(std::move(feed)); }
  void RemoveFeed(const std::shared_ptr<Feed>& feed) { feeds_.erase(feed); }
  // Drops the records that were not told yet.
  void EndFeeds();

  // A task is under way. False: none may begin, for the emulator is about to be closed.
  bool BeginTask();
  void EndTask(napi_env env);
  // Ends the feeds and starts `task`, once no other is under way. From now on none begins.
  void StartLast(napi_env env, Task* task);

 private:
  void StartLastIfAlone(napi_env env);

  std::shared_mutex mutex_;
  pumice_emulator* emulator_;  // null: closed; guarded by mutex_
  std::atomic<bool> closing_ = false;

  std::set<std::shared_ptr<Feed>> feeds_;
  int tasks_ = 0;
  bool takes_tasks_ = true;
  Task* last_ = nullptr;
};

}  // namespace pumice::node
