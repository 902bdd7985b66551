// SPDX-License-Identifier: Apache-2.0

// pumice.node: libpumice for Node.js.

#include <node_api.h>

#include <exception>

#include "bindings/node/addon/calls.h"
#include "bindings/node/addon/environment.h"

namespace pumice::node {
namespace {

using Function = napi_value (*)(napi_env, napi_callback_info);

// No exception of C++ leaves the addon: there is one for want of memory only.
template <Function function>
napi_value Guarded(napi_env env, napi_callback_info info) {
  try {
    return function(env, info);
  } catch (const std::exception& error) {
    napi_throw_error(env, "PUMICE_FAILED", error.what());
    return nullptr;
  }
}

napi_value Export(napi_env env, napi_value exports) {
  const napi_property_descriptor functions[] = {
      {"open", nullptr, Guarded<Open>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"close", nullptr, Guarded<Close>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"call", nullptr, Guarded<Call>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"handle", nullptr, Guarded<Handle>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"handleNow", nullptr, Guarded<HandleNow>, nullptr, nullptr, nullptr, napi_enumerable,
       nullptr},
      {"listen", nullptr, Guarded<Listen>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"follow", nullptr, Guarded<Follow>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"unfollow", nullptr, Guarded<Unfollow>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"version", nullptr, Guarded<Version>, nullptr, nullptr, nullptr, napi_enumerable, nullptr}};
  if (!Environment::Create(env)) return nullptr;
  napi_define_properties(env, exports, sizeof(functions) / sizeof(*functions), functions);
  return exports;
}

}  // namespace
}  // namespace pumice::node

NAPI_MODULE_INIT() { return pumice::node::Export(env, exports); }
