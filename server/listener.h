#pragma once

#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include "pumice/emulator.h"
#include "server/asio.h"
#include "server/connection_set.h"
#include "server/session.h"

namespace pumice {

// Accepts connections on one port and serves them on threads of its own.
class Listener {
 public:
  // Listens when this returns. Throws std::runtime_error, saying what to do, if it cannot.
  Listener(const ListenOptions& options, RequestHandler handler);
  ~Listener();

  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  uint16_t port() const { return port_; }

  // Stops accepting, lets answers under way leave for two seconds, then ends every connection and
  // thread. Waits for handlers that still run. Not to be called from a handler. Further calls do
  // nothing.
  void Stop();

 private:
  using Strand = asio::strand<asio::io_context::executor_type>;
  using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Strand>;
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Strand>;

  void Bind(const ListenOptions& options);
  void StartThreads(size_t count);
  void Run();
  void Accept();
  void OnAccept(NetError error, Socket socket);
  void RetryAccept();
  void StartOne(Socket socket);
  void EndOverdueAgain();

  std::optional<asio::ssl::context> tls_;
  ConnectionSet connections_;
  SessionContext session_context_;
  std::chrono::milliseconds sweep_interval_;
  asio::io_context io_;
  Strand strand_;  // of the acceptor and the timers
  Acceptor acceptor_;
  Timer sweep_timer_;
  Timer retry_timer_;
  uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace pumice
