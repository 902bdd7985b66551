// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <functional>

#include "engine/base/memory_budget.h"
#include "pumice/emulator.h"
#include "server/asio.h"
#include "server/connection_set.h"

namespace pumice {

using RequestHandler = std::function<HttpResponse(const HttpRequest&)>;
// Makes durable what an answer may tell of, or puts an error in its place. Called for each answer
// before it leaves, once its thread has answered the requests that had arrived.
using MakeAnswerDurable = std::function<void(HttpResponse*)>;

// What the sessions of one listener share. Outlives them.
struct SessionContext {
  RequestHandler handler;
  MakeAnswerDurable make_durable;  // may be empty
  std::chrono::milliseconds idle_timeout;
  std::chrono::milliseconds request_timeout;
  ConnectionSet* connections = nullptr;
  MemoryBudget* memory = nullptr;  // null: unbounded
  std::atomic<bool> stopping = false;
};

// Serves HTTP/1.1 on an accepted connection until it ends, on its io_context's thread:
// request after request, pipelined ones in order. With kTurnAway, answers 503 to whatever comes
// first. Owns itself.
void StartSession(Socket socket, Admission admission, SessionContext* context);

// The same over TLS. `tls` must outlive the session.
void StartTlsSession(Socket socket, boost::asio::ssl::context* tls, Admission admission,
                     SessionContext* context);

}  // namespace pumice
