// SPDX-License-Identifier: Apache-2.0

#include "bindings/node/addon/task.h"

#include <exception>

namespace pumice::node {

napi_value Task::Start(napi_env env, std::unique_ptr<Task> task) {
  napi_value promise = nullptr;
  if (napi_create_promise(env, &task->deferred_, &promise) != napi_ok) return nullptr;
  OpenedEmulator* const emulator = task->emulator();
  task->is_counted_ = emulator != nullptr && emulator->BeginTask();
  if (emulator == nullptr || task->is_counted_) {
    Queue(env, task.release());
  } else {
    task->failure_ = OpenedEmulator::Closed();
    task->Settle(env);
  }
  return promise;
}

napi_value Task::StartLast(napi_env env, std::unique_ptr<Task> task) {
  napi_value promise = nullptr;
  if (napi_create_promise(env, &task->deferred_, &promise) != napi_ok) return nullptr;
  OpenedEmulator* const emulator = task->emulator();
  emulator->StartLast(env, task.release());
  return promise;
}

napi_value Task::RunNow(napi_env env, Task* task) {
  if (task->emulator_->BeginTask()) {
    Execute(env, task);
    task->emulator_->EndTask(env);
  } else {
    task->failure_ = OpenedEmulator::Closed();
  }
  if (!task->failure_) return task->Result(env);
  napi_throw(env, Error(env, *task->failure_));
  return nullptr;
}

void Task::Queue(napi_env env, Task* task) {
  const napi_value name = String(env, "pumice");
  napi_status status =
      napi_create_async_work(env, nullptr, name, Execute, Complete, task, &task->work_);
  if (status == napi_ok) status = napi_queue_async_work(env, task->work_);
  if (status == napi_ok) return;
  // Only where Node.js ends already.
  task->failure_ = Failure{"PUMICE_FAILED", "Node.js takes no work"};
  Complete(env, status, task);
}

void Task::Execute(napi_env /*env*/, void* data) {
  auto* const task = static_cast<Task*>(data);
  try {
    task->failure_ = task->Run();
  } catch (const std::exception& error) {
    task->failure_ = Failure{"PUMICE_FAILED", error.what()};
  }
}

void Task::Complete(napi_env env, napi_status status, void* data) {
  const std::unique_ptr<Task> task(static_cast<Task*>(data));
  if (status == napi_cancelled) task->failure_ = OpenedEmulator::Closed();
  task->Settle(env);
  if (task->work_ != nullptr) napi_delete_async_work(env, task->work_);
  if (task->is_counted_) task->emulator_->EndTask(env);
}

void Task::Settle(napi_env env) {
  if (!failure_) {
    const napi_value result = Result(env);
    if (result != nullptr) {
      napi_resolve_deferred(env, deferred_, result);
      return;
    }
    // A text beyond what JavaScript's strings hold.
    bool is_pending = false;
    napi_is_exception_pending(env, &is_pending);
    napi_value ignored = nullptr;
    if (is_pending) napi_get_and_clear_last_exception(env, &ignored);
    failure_ = Failure{"PUMICE_FAILED", "the answer is too large for Node.js"};
  }
  napi_reject_deferred(env, deferred_, Error(env, *failure_));
}

}  // namespace pumice::node
