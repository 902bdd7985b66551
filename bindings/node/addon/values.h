// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <node_api.h>

#include <string>
#include <string_view>

namespace pumice::node {

// Values of JavaScript, made on its thread. Null where Node.js makes none any more: while an
// environment ends, every call of N-API fails, and there is nobody left to tell.

napi_value Undefined(napi_env env);
napi_value String(napi_env env, std::string_view text);
napi_value Number(napi_env env, double number);
// A Buffer with a copy of the bytes.
napi_value Bytes(napi_env env, std::string_view bytes);
napi_value Object(napi_env env);
void SetMember(napi_env env, napi_value object, const char* name, napi_value value);

// Why something failed.
struct Failure {
  std::string code;  // "PUMICE_INVALID"
  std::string message;
};

// An Error with that code.
napi_value Error(napi_env env, const Failure& failure);

}  // namespace pumice::node
