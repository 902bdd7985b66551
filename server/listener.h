// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "pumice/emulator.h"
#include "server/asio.h"
#include "server/connection_set.h"
#include "server/memory_trimmer.h"
#include "server/session.h"

namespace pumice {

// Accepts connections on one port and serves them on threads of its own.
class Listener {
 public:
  // Listens when this returns. Throws std::runtime_error, saying what to do, if it cannot.
  // `memory`: what requests and answers are counted in; null: they are not.
  Listener(const ListenOptions& options, RequestHandler handler,
           MakeAnswerDurable make_durable = {}, MemoryBudget* memory = nullptr);
  ~Listener();

  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  uint16_t port() const { return port_; }

  // Stops accepting, lets answers under way leave for two seconds, then ends every connection and
  // thread. Waits for handlers that still run. Not to be called from a handler. Further calls do
  // nothing.
  void Stop();

 private:
  using Executor = asio::io_context::executor_type;
  using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;

  // An event loop, and the thread that runs it.
  struct Loop {
    asio::io_context io{1};
    asio::executor_work_guard<Executor> work{io.get_executor()};
    std::thread thread;

    void Start();
    // Waits for the thread.
    void Stop();

   private:
    void Run();
  };

  static std::vector<std::unique_ptr<Loop>> MakeLoops(size_t count);
  // In turn.
  Loop& NextLoop();
  void Bind(const ListenOptions& options);
  void StartThreads();
  void Accept();
  void OnAccept(NetError error, Socket socket);
  void RetryAccept();
  void StartOne(Socket socket);
  void EndOverdueAgain();

  std::optional<asio::ssl::context> tls_;
  ConnectionSet connections_;
  MemoryTrimmer trimmer_;
  SessionContext session_context_;
  std::chrono::milliseconds sweep_interval_;
  // Each connection stays with one loop: loops that share work wake one another for every request.
  // The first has the acceptor and the timers too, and may hold a connection that was just accepted
  // for another: it ends before them.
  std::vector<std::unique_ptr<Loop>> other_loops_;
  Loop first_loop_;
  size_t next_loop_ = 0;
  Acceptor acceptor_;
  Timer sweep_timer_;
  Timer retry_timer_;
  uint16_t port_ = 0;
};

}  // namespace pumice
