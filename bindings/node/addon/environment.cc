// SPDX-License-Identifier: Apache-2.0

#include "bindings/node/addon/environment.h"

namespace pumice::node {
namespace {

bool Get(napi_env env, napi_value object, const char* name, napi_value* value) {
  return napi_get_named_property(env, object, name, value) == napi_ok;
}

}  // namespace

bool Environment::Create(napi_env env) {
  auto environment = std::make_unique<Environment>();
  Environment* const data = environment.get();
  const auto destroy = [](napi_env, void* given, void*) {
    delete static_cast<Environment*>(given);
  };
  if (napi_set_instance_data(env, data, destroy, nullptr) != napi_ok) return false;
  environment.release();
  const auto close = [](void* given) { static_cast<Environment*>(given)->CloseAll(); };
  return napi_add_env_cleanup_hook(env, close, data) == napi_ok && ListenForExit(env);
}

Environment* Environment::Of(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return static_cast<Environment*>(data);
}

void Environment::Add(const std::shared_ptr<OpenedEmulator>& emulator) {
  emulators_.remove_if([](const auto& each) { return each.expired(); });
  emulators_.push_back(emulator);
}

void Environment::CloseAll() {
  for (const auto& each : emulators_) {
    const std::shared_ptr<OpenedEmulator> emulator = each.lock();
    if (!emulator) continue;
    emulator->EndFeeds();
    emulator->Close();
  }
  emulators_.clear();
}

napi_value Environment::OnExit(napi_env env, napi_callback_info /*info*/) {
  Of(env)->CloseAll();
  return nullptr;
}

// process.exit() of the main thread runs no cleanup hooks, but the destructors of globals. The
// global object is the one that loaded the addon: not that of a sandbox, such as Jest's, whose
// process tells nobody of its end.
bool Environment::ListenForExit(napi_env env) {
  napi_value global = nullptr;
  napi_value process = nullptr;
  napi_value on = nullptr;
  napi_value on_exit = nullptr;
  napi_value name = nullptr;
  if (napi_get_global(env, &global) != napi_ok || !Get(env, global, "process", &process) ||
      !Get(env, process, "on", &on) ||
      napi_create_string_utf8(env, "exit", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_function(env, "closePumice", NAPI_AUTO_LENGTH, OnExit, nullptr, &on_exit) !=
          napi_ok) {
    return false;
  }
  const napi_value arguments[] = {name, on_exit};
  return napi_call_function(env, process, on, 2, arguments, nullptr) == napi_ok;
}

}  // namespace pumice::node
