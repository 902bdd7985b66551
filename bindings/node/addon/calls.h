// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <node_api.h>

namespace pumice::node {

// The addon's functions, of which lib/emulator.cjs makes what users see. Those that return a
// promise reject it with an Error whose code is PUMICE_INVALID, PUMICE_FAILED or PUMICE_CLOSED.

// open(options) → promise of a handle
napi_value Open(napi_env env, napi_callback_info info);
// close(handle) → promise; what is under way settles before
napi_value Close(napi_env env, napi_callback_info info);
// call(handle, space, operation, input) → promise of {status, body: string}
napi_value Call(napi_env env, napi_callback_info info);
// handle(handle, method, target, headers, body) → promise of {statusCode, headers, body: Buffer};
// headers: each name and value with a zero byte behind it
napi_value Handle(napi_env env, napi_callback_info info);
// handleNow(...): the same on JavaScript's thread, without a promise
napi_value HandleNow(napi_env env, napi_callback_info info);
// listen(handle, port) → promise of the port
napi_value Listen(napi_env env, napi_callback_info info);
// follow(handle, space, table, callback) → promise of a feed
napi_value Follow(napi_env env, napi_callback_info info);
// unfollow(feed)
napi_value Unfollow(napi_env env, napi_callback_info info);
// version() → "0.1.0 (94f8b27)"
napi_value Version(napi_env env, napi_callback_info info);

}  // namespace pumice::node
