// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <optional>

#include "bindings/node/addon/opened_emulator.h"
#include "bindings/node/addon/values.h"

namespace pumice::node {

// Work that a thread of Node's pool does for a promise.
class Task {
 public:
  // `emulator`: stays until the promise is settled; null: there is none yet.
  explicit Task(std::shared_ptr<OpenedEmulator> emulator) : emulator_(std::move(emulator)) {}
  virtual ~Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  // Returns the promise. On JavaScript's thread, as all but Run.
  static napi_value Start(napi_env env, std::unique_ptr<Task> task);
  // The same for the last task of its emulator (OpenedEmulator::StartLast).
  static napi_value StartLast(napi_env env, std::unique_ptr<Task> task);
  // Runs the task on this thread. Returns its result, or null: an exception is pending.
  static napi_value RunNow(napi_env env, Task* task);
  // Hands a task with a promise to the pool; it deletes itself.
  static void Queue(napi_env env, Task* task);

 protected:
  // Returns what went wrong. May throw.
  virtual std::optional<Failure> Run() = 0;
  // What the promise is fulfilled with, after a Run without fault.
  virtual napi_value Result(napi_env env) = 0;

  OpenedEmulator* emulator() const { return emulator_.get(); }
  const std::shared_ptr<OpenedEmulator>& shared_emulator() const { return emulator_; }

 private:
  static void Execute(napi_env env, void* data);
  static void Complete(napi_env env, napi_status status, void* data);
  void Settle(napi_env env);

  const std::shared_ptr<OpenedEmulator> emulator_;
  bool is_counted_ = false;
  napi_deferred deferred_ = nullptr;
  napi_async_work work_ = nullptr;
  std::optional<Failure> failure_;
};

}  // namespace pumice::node
