// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pumice/clock.h"
#include "pumice/http.h"
#include "pumice/options.h"

namespace pumice {

// Called with every answer as it leaves and the time it took, on the thread that made it; may be
// called by several threads at once. Must not wait for an answer of the same server: that thread
// serves other connections too.
using RequestObserver = std::function<void(const HttpRequest& request, const HttpResponse& response,
                                           std::chrono::microseconds elapsed)>;

// How a server listens.
struct ListenOptions {
  std::string address = "127.0.0.1";  // an IP address, or localhost
  uint16_t port = 0;                  // 0: any free one
  int threads = 0;                    // 0: one a core
  // Connections beyond these are answered with 503 and ended. At most a half of the descriptors
  // that the process may open.
  int max_connections = 4096;
  // HTTPS with this certificate and key (PEM files), or with one generated at start.
  bool tls = false;
  std::string certificate_file;
  std::string private_key_file;
  // How long a connection may stay open without a request.
  std::chrono::milliseconds idle_timeout = std::chrono::minutes(5);
  // How long a request may take to arrive, from its first byte to its last, and its answer to be
  // read.
  std::chrono::milliseconds request_timeout = std::chrono::minutes(1);
  RequestObserver on_request;
};

// DynamoDB in this process. Several may live side by side; they share nothing.
//
//   auto emulator = pumice::Emulator::Open();
//   uint16_t port = emulator->Listen();          // SDKs: endpoint http://127.0.0.1:<port>
//
// Thread-safe but for Close and the destructor, which wait for calls in progress through Listen's
// server, not for those through Handle.
class Emulator {
 public:
  // Throws std::runtime_error, saying what to do, if the directory cannot be used: not writable, in
  // use by another emulator, or not pumice's.
  static std::unique_ptr<Emulator> Open(const EmulatorOptions& options = {});
  ~Emulator();

  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // Answers one request of DynamoDB's JSON protocol, without a socket. Throws nothing: faults are
  // answers.
  HttpResponse Handle(const HttpRequest& request);

  // Serves HTTP on threads of its own, until Close. Returns the port. May be called again, for
  // another port or for HTTPS beside HTTP. Throws std::runtime_error, saying what to do, if the
  // port is taken or a PEM file unusable.
  uint16_t Listen(const ListenOptions& options = {});

  // After a ManualClock was moved by code: does what has fallen due (expired items).
  void RunDueWork();

  // Ends the servers, giving answers under way two seconds, and releases the data. Not to be called
  // from on_request. Further calls are errors of the caller.
  void Close();

 private:
  class Impl;
  explicit Emulator(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace pumice
