// SPDX-License-Identifier: Apache-2.0

#include "bindings/node/addon/opened_emulator.h"

#include <mutex>

#include "bindings/node/addon/feed.h"
#include "bindings/node/addon/task.h"

namespace pumice::node {

Failure LastFailure(pumice_status status) {
  return {status == PUMICE_INVALID ? "PUMICE_INVALID" : "PUMICE_FAILED", pumice_last_error()};
}

void OpenedEmulator::Close() {
  closing_ = true;  // or those who keep coming would keep it open
  const std::unique_lock lock(mutex_);
  pumice_close(emulator_);
  emulator_ = nullptr;
}

void OpenedEmulator::EndFeeds() {
  const auto feeds = feeds_;  // each removes itself
  for (const std::shared_ptr<Feed>& feed : feeds) feed->End();
}

bool OpenedEmulator::BeginTask() {
  if (takes_tasks_) ++tasks_;
  return takes_tasks_;
}

void OpenedEmulator::EndTask(napi_env env) {
  --tasks_;
  StartLastIfAlone(env);
}

void OpenedEmulator::StartLast(napi_env env, Task* task) {
  takes_tasks_ = false;
  last_ = task;
  StartLastIfAlone(env);
}

void OpenedEmulator::StartLastIfAlone(napi_env env) {
  if (tasks_ > 0 || last_ == nullptr) return;
  EndFeeds();
  Task* const task = last_;
  last_ = nullptr;
  Task::Queue(env, task);
}

}  // namespace pumice::node
