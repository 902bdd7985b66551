// SPDX-License-Identifier: Apache-2.0

#include "server/listener.h"

#include <fcntl.h>

#include <sys/resource.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "server/tls.h"

namespace pumice {
namespace {

using std::chrono::milliseconds;

// How long Stop waits for answers under way, and then for the connections it has cut.
constexpr milliseconds kGrace{2000};
constexpr milliseconds kCutGrace{500};
constexpr std::string_view kLocalhost = "localhost";
// How often another free port is looked for, when ::1 does not have the one that 127.0.0.1 has.
constexpr int kFreePortAttempts = 10;
// How long to wait when a connection cannot be accepted, as when descriptors have run out.
constexpr milliseconds kAcceptRetry{100};

// Deadlines are kept to within a quarter of the shortest, and looked at no more often than every 10
// ms.
milliseconds SweepInterval(const ListenOptions& options) {
  const milliseconds shortest = std::min(options.idle_timeout, options.request_timeout);
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(1000));
}

asio::ip::address ParseAddress(const std::string& text) {
  NetError error;
  auto address = asio::ip::make_address(text, error);
  if (error) {
    throw std::runtime_error("cannot listen on '" + text +
                             "': not an IP address; use 127.0.0.1, or 0.0.0.0 for all interfaces");
  }
  return address;
}

std::string DescribeBindError(const asio::ip::address& address, uint16_t port,
                              const NetError& error) {
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  const std::string where = "cannot listen on " + host + ":" + std::to_string(port) + ": ";
  if (error == asio::error::address_in_use) {
    return where + "the port is taken; end what uses it, or choose another (0 takes any free one)";
  }
  if (error == asio::error::access_denied) {
    return where + "not permitted; choose a port from 1024 up";
  }
  return where + error.message();
}

// As many as asked for, and as descriptors allow beside files and what else the process does:
// without one, a connection could not even be told that there are too many.
size_t Capacity(int asked) {
  constexpr rlim_t kOthers = 2;  // a half of them
  size_t capacity = static_cast<size_t>(std::max(1, asked));
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    capacity = std::min(capacity, std::max<size_t>(1, limit.rlim_cur / kOthers));
  }
  return capacity;
}

size_t ThreadCount(int asked) {
  if (asked > 0) return static_cast<size_t>(asked);
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace

std::vector<std::unique_ptr<Listener::Loop>> Listener::MakeLoops(size_t count) {
  std::vector<std::unique_ptr<Loop>> loops(count);
  for (auto& loop : loops) loop = std::make_unique<Loop>();
  return loops;
}

void Listener::Loop::Start() {
  thread = std::thread([this] { Run(); });
}

void Listener::Loop::Run() {
  // What a handler throws (no memory, say) has ended its connection by unwinding; the others go on.
  while (!io.stopped()) {
    try {
      io.run();
    } catch (...) {
      continue;
    }
  }
}

void Listener::Loop::Stop() {
  io.stop();
  if (thread.joinable()) thread.join();
}

Listener::Loop& Listener::NextLoop(Door* door) {
  const size_t turn = door->next_loop++ % (other_loops_.size() + 1);
  return turn == 0 ? first_loop_ : *other_loops_[turn - 1];
}

Listener::Listener(const ListenOptions& options, RequestHandler handler,
                   MakeAnswerDurable make_durable, MemoryBudget* memory)
    : connections_(Capacity(options.max_connections)),
      trimmer_(memory),
      sweep_interval_(SweepInterval(options)),
      other_loops_(MakeLoops(ThreadCount(options.threads) - 1)),
      sweep_timer_(first_loop_.io) {
  session_context_.handler = std::move(handler);
  session_context_.make_durable = std::move(make_durable);
  session_context_.idle_timeout = options.idle_timeout;
  session_context_.request_timeout = options.request_timeout;
  session_context_.connections = &connections_;
  session_context_.memory = memory;
  if (options.tls) tls_ = MakeTlsContext(options.certificate_file, options.private_key_file);
  Bind(options);
  for (const auto& door : doors_) Accept(door.get());
  EndOverdueAgain();
  StartThreads();
}

Listener::~Listener() { Stop(); }

void Listener::Bind(const ListenOptions& options) {
  if (options.address == kLocalhost) {
    OpenLoopback(options.port);
  } else {
    OpenOrThrow(ParseAddress(options.address), options.port);
  }
  port_ = doors_.front()->acceptor.local_endpoint().port();
}

void Listener::OpenOrThrow(const asio::ip::address& address, uint16_t port) {
  const NetError error = Open({address, port});
  if (error) throw std::runtime_error(DescribeBindError(address, port, error));
}

NetError Listener::Open(const asio::ip::tcp::endpoint& endpoint) {
  auto door = std::make_unique<Door>(&first_loop_.io);
  NetError error;
  door->acceptor.open(endpoint.protocol(), error);
  // Not for the commands that the process starts: they would keep the port when it is gone.
  if (!error) ::fcntl(door->acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
  // A port whose connections have not timed out yet is free to a new server.
  if (!error) door->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) door->acceptor.bind(endpoint, error);
  if (!error) door->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) doors_.push_back(std::move(door));
  return error;
}

// Clients take "localhost" for either address: who else listens on the other would get a part of
// the requests.
void Listener::OpenLoopback(uint16_t port) {
  const asio::ip::address ipv6 = asio::ip::address_v6::loopback();
  for (int attempt = 1;; ++attempt) {
    doors_.clear();
    OpenOrThrow(asio::ip::address_v4::loopback(), port);
    const uint16_t opened = doors_.front()->acceptor.local_endpoint().port();
    const NetError error = Open({ipv6, opened});
    // Any other error: the machine has no ::1.
    if (error != asio::error::address_in_use) return;
    // A port that is free for one may be taken for the other.
    if (port != 0 || attempt == kFreePortAttempts) {
      throw std::runtime_error(DescribeBindError(ipv6, opened, error));
    }
  }
}

void Listener::StartThreads() {
  try {
    first_loop_.Start();
    for (const auto& loop : other_loops_) loop->Start();
  } catch (...) {
    Stop();
    throw;
  }
}

void Listener::Accept(Door* door) {
  if (session_context_.stopping) return;
  door->acceptor.async_accept(NextLoop(door).io, [this, door](NetError error, Socket socket) {
    OnAccept(door, error, std::move(socket));
  });
}

void Listener::OnAccept(Door* door, NetError error, Socket socket) {
  if (session_context_.stopping || error == asio::error::operation_aborted) return;
  if (error == asio::error::connection_aborted) return Accept(door);
  if (error) return RetryAccept(door);
  try {
    StartOne(std::move(socket));
  } catch (...) {
    // That connection is closed; the next may fare better.
    return RetryAccept(door);
  }
  Accept(door);
}

void Listener::RetryAccept(Door* door) {
  door->retry.expires_after(kAcceptRetry);
  door->retry.async_wait([this, door](NetError error) {
    if (!error) Accept(door);
  });
}

void Listener::StartOne(Socket socket) {
  const Admission admission = connections_.Admit();
  if (admission == Admission::kDrop) return;
  NetError error;
  socket.non_blocking(true, error);
  if (!error) socket.set_option(asio::ip::tcp::no_delay(true), error);
  if (error) return;  // gone already
  if (tls_) {
    StartTlsSession(std::move(socket), &*tls_, admission, &session_context_);
  } else {
    StartSession(std::move(socket), admission, &session_context_);
  }
}

void Listener::EndOverdueAgain() {
  sweep_timer_.expires_after(sweep_interval_);
  sweep_timer_.async_wait([this](NetError error) {
    if (error || session_context_.stopping) return;
    connections_.EndOverdue(std::chrono::steady_clock::now());
    trimmer_.TrimAfterBurst();
    EndOverdueAgain();
  });
}

void Listener::Stop() {
  if (session_context_.stopping.exchange(true)) return;
  asio::post(first_loop_.io, [this] {
    NetError ignored;
    for (const auto& door : doors_) {
      door->acceptor.close(ignored);
      door->retry.cancel();
    }
    sweep_timer_.cancel();
  });
  connections_.StopReading();
  if (!connections_.WaitUntilEmpty(kGrace)) {
    connections_.EndAll();
    connections_.WaitUntilEmpty(kCutGrace);
  }
  first_loop_.Stop();
  for (const auto& loop : other_loops_) loop->Stop();
}

}  // namespace pumice
