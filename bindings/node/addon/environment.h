// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <node_api.h>

#include <list>
#include <memory>

#include "bindings/node/addon/opened_emulator.h"

namespace pumice::node {

// What the addon keeps for one environment: Node.js's main thread, or a worker thread. It closes
// the emulators that were left open when that ends, before the library's globals go.
class Environment {
 public:
  // Makes that of `env`. False: an exception is pending.
  static bool Create(napi_env env);
  static Environment* Of(napi_env env);

  void Add(const std::shared_ptr<OpenedEmulator>& emulator);

 private:
  void CloseAll();
  static napi_value OnExit(napi_env env, napi_callback_info info);
  static bool ListenForExit(napi_env env);

  std::list<std::weak_ptr<OpenedEmulator>> emulators_;
};

}  // namespace pumice::node
