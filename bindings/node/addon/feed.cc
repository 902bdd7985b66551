// SPDX-License-Identifier: Apache-2.0

#include "bindings/node/addon/feed.h"

#include <new>

#include "bindings/node/addon/values.h"

namespace pumice::node {

bool Feed::SetCallback(napi_env env, napi_value callback) {
  const napi_value name = String(env, "pumice.onRecord");
  return napi_create_threadsafe_function(env, callback, nullptr, name, kQueued, 1, nullptr, nullptr,
                                         nullptr, Tell, &function_) == napi_ok;
}

pumice_status Feed::Open(pumice_emulator* emulator, const char* space, const char* table) {
  return pumice_feed_open(emulator, space, table, OnRecord, this, &feed_);
}

void Feed::End() {
  if (function_ == nullptr) return;
  is_ending_ = true;
  // First, for it wakes a library's thread that waits for room, and which the next call waits for.
  // Node.js deletes the function later, on this thread.
  napi_release_threadsafe_function(function_, napi_tsfn_abort);
  pumice_feed_free(feed_);
  feed_ = nullptr;
  function_ = nullptr;
  const std::shared_ptr<OpenedEmulator> emulator = std::move(emulator_);
  if (const auto self = weak_from_this().lock()) emulator->RemoveFeed(self);
}

void Feed::OnRecord(void* context, const char* record, size_t size) {
  auto* const feed = static_cast<Feed*>(context);
  if (feed->is_ending_) return;
  auto* const text = new (std::nothrow) std::string(record, size);
  if (text == nullptr) return;
  if (napi_call_threadsafe_function(feed->function_, text, napi_tsfn_blocking) == napi_ok) return;
  feed->is_ending_ = true;  // the function is not there for long
  delete text;
}

// `env` is null once the function is aborted.
void Feed::Tell(napi_env env, napi_value callback, void* /*context*/, void* data) {
  const std::unique_ptr<std::string> text(static_cast<std::string*>(data));
  if (env == nullptr || callback == nullptr) return;
  napi_value argument = String(env, *text);
  napi_value ignored = nullptr;
  if (argument == nullptr) return;
  if (napi_call_function(env, Undefined(env), callback, 1, &argument, &ignored) == napi_ok) return;
  // As of any callback; by itself Node.js would warn only.
  napi_value error = nullptr;
  if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
}

}  // namespace pumice::node
