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

// Accepts connections on one port, of one address or of both loopback addresses, and serves them on
// threads of its own.
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

  // What accepts the connections of one address.
  struct Door {
    explicit Door(asio::io_context* io) : acceptor(*io), retry(*io) {}

    Acceptor acceptor;
    Timer retry;
    size_t next_loop = 0;  // of the next connection
  };

  static std::vector<std::unique_ptr<Loop>> MakeLoops(size_t count);
  // In turn, for each door: whatever comes through the other, its connections share no loop while
  // there is another.
  Loop& NextLoop(Door* door);
  void Bind(const ListenOptions& options);
  // Adds a door; the error, if it cannot.
  NetError Open(const asio::ip::tcp::endpoint& endpoint);
  void OpenOrThrow(const asio::ip::address& address, uint16_t port);
  void OpenLoopback(uint16_t port);
  void StartThreads();
  void Accept(Door* door);
  void OnAccept(Door* door, NetError error, Socket socket);
  void RetryAccept(Door* door);
  void StartOne(Socket socket);
  void EndOverdueAgain();

  std::optional<asio::ssl::context> tls_;
  ConnectionSet connections_;
  MemoryTrimmer trimmer_;
  SessionContext session_context_;
  std::chrono::milliseconds sweep_interval_;
  // Each connection stays with one loop: loops that share work wake one another for every request.
  // The first has the doors and the timers too, and may hold a connection that was just accepted
  // for another: it ends before them.
  std::vector<std::unique_ptr<Loop>> other_loops_;
  Loop first_loop_;
  std::vector<std::unique_ptr<Door>> doors_;
  Timer sweep_timer_;
  uint16_t port_ = 0;
};

}  // namespace pumice
