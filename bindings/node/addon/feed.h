// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <node_api.h>

#include <atomic>
#include <memory>
#include <string>

#include "bindings/node/addon/opened_emulator.h"
#include "pumice/pumice.h"

namespace pumice::node {

// A subscription to a table's stream: the library's thread hands each record to JavaScript's.
//
// At most kQueued records wait there; then the library's thread waits. An open feed keeps its
// emulator, and Node.js running. All but Open belongs to JavaScript's thread.
class Feed : public std::enable_shared_from_this<Feed> {
 public:
  explicit Feed(std::shared_ptr<OpenedEmulator> emulator) : emulator_(std::move(emulator)) {}
  ~Feed() { End(); }
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  // Before Open: what is called with each record, a string. False: an exception is pending.
  bool SetCallback(napi_env env, napi_value callback);
  // On any thread.
  pumice_status Open(pumice_emulator* emulator, const char* space, const char* table);
  // Idempotent. Drops the records that were not told yet.
  void End();

 private:
  static constexpr size_t kQueued = 1000;

  static void OnRecord(void* context, const char* record, size_t size);
  static void Tell(napi_env env, napi_value callback, void* context, void* data);

  std::shared_ptr<OpenedEmulator> emulator_;
  napi_threadsafe_function function_ = nullptr;  // null: ended
  pumice_feed* feed_ = nullptr;
  std::atomic<bool> is_ending_ = false;
};

}  // namespace pumice::node
