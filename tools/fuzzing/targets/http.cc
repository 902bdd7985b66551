// SPDX-License-Identifier: Apache-2.0

// Bytes of a connection, sent to a real listener on the loopback. The first byte says how:
//
//   p  the bytes as they are            P  in pieces, cut at each 0xFF
//   t  the bytes as TLS records         T  inside TLS, in pieces
//
// The client sends, closes its side, and reads to the end: the server must answer what it got and
// close, in time.

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/listener.h"
#include "server/received_request.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

constexpr int kSeconds = 10;
constexpr std::chrono::seconds kServerTimeout{kSeconds / 2};
constexpr size_t kMaxAnswers = size_t{64} << 20;

HttpResponse Answer(const HttpRequest& request) {
  Check(!request.method.empty(), "a request without a method");
  Check(request.body.size() <= kMaxBodyBytes, "a body beyond the bound");
  size_t head = request.method.size() + request.target.size();
  for (const HttpHeader& header : request.headers) {
    Check(header.value.find_first_of("\r\n") == std::string_view::npos, "a header of two lines",
          header.value);
    head += header.name.size() + header.value.size();
  }
  Check(head <= kMaxHeaderBytes, "a head beyond the bound");
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = "{}";
  return response;
}

ListenOptions Options(bool tls) {
  ListenOptions options;
  options.threads = 1;
  options.tls = tls;
  options.idle_timeout = kServerTimeout;
  options.request_timeout = kServerTimeout;
  return options;
}

class Client {
 public:
  explicit Client(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval limit{kSeconds, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // A port that is used up for the moment is no fault of the server.
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() {
    // At once, so that thousands of connections a minute do not use up the ports.
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  int socket() const { return socket_; }

  // False once the server has closed.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  std::string ReadToEnd() {
    ::shutdown(socket_, SHUT_WR);
    std::string all;
    std::array<char, 16384> buffer;
    for (;;) {
      const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0)
        Check(errno != EAGAIN && errno != EWOULDBLOCK, "a connection that does not end", all);
      if (got <= 0) return all;
      all.append(buffer.data(), static_cast<size_t>(got));
      Check(all.size() <= kMaxAnswers, "answers without end");
    }
  }

 private:
  int socket_;
  bool connected_ = false;
};

// Each piece up to the next 0xFF.
template <typename Send>
void SendPieces(std::string_view bytes, Send send) {
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\xFF'), bytes.size());
    if (end > 0 && !send(bytes.substr(0, end))) return;
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
}

// Every answer is whole, and its status is one that the server has.
void CheckAnswers(std::string_view all, std::string_view input) {
  while (!all.empty()) {
    Check(all.starts_with("HTTP/1.1 "), "bytes that are no answer", input);
    const std::string_view status = all.substr(9, 3);
    constexpr std::string_view kStatuses[] = {"100", "200", "400", "413", "431"};
    Check(std::find(std::begin(kStatuses), std::end(kStatuses), status) != std::end(kStatuses),
          "a wrong status", all);
    const size_t end = all.find("\r\n\r\n");
    Check(end != std::string_view::npos, "half an answer", all);
    // The handler's body, an error's, or none (100, HEAD, 400).
    const size_t next = all.find("HTTP/1.1 ", end);
    all.remove_prefix(std::min(next, all.size()));
  }
}

class Servers {
 public:
  Servers()
      : plain_(Options(false), Answer),
        tls_(Options(true), Answer),
        context_(SSL_CTX_new(TLS_client_method())) {}

  void Run(std::string_view input) {
    const std::string_view rest = input.substr(1);
    switch (input.front()) {
      case 'p':
        return Plain(rest, false);
      case 'P':
        return Plain(rest, true);
      case 't':
        return RawTls(rest);
      case 'T':
        return InsideTls(rest);
      default:
        return;
    }
  }

 private:
  void Plain(std::string_view bytes, bool pieces) {
    Client client(plain_.port());
    if (!client.connected()) return;
    if (pieces) {
      SendPieces(bytes, [&](std::string_view piece) { return client.Send(piece); });
    } else {
      client.Send(bytes);
    }
    CheckAnswers(client.ReadToEnd(), bytes);
  }

  void RawTls(std::string_view bytes) {
    Client client(tls_.port());
    if (!client.connected()) return;
    SendPieces(bytes, [&](std::string_view piece) { return client.Send(piece); });
    client.ReadToEnd();
  }

  void InsideTls(std::string_view bytes) {
    Client client(tls_.port());
    if (!client.connected()) return;
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context_), SSL_free);
    SSL_set_fd(ssl.get(), client.socket());
    // A machine that is busy with other work may take longer than the server waits.
    const auto patience = std::chrono::steady_clock::now() + kServerTimeout / 2;
    int connected = SSL_connect(ssl.get());
    while (connected != 1 && std::chrono::steady_clock::now() < patience) {
      // libFuzzer's alarm interrupts a socket with a timeout, whatever SA_RESTART says.
      Check(SSL_get_error(ssl.get(), connected) == SSL_ERROR_WANT_READ, "no handshake", bytes);
      connected = SSL_connect(ssl.get());
    }
    if (connected != 1) return;
    SendPieces(bytes, [&](std::string_view piece) {
      return SSL_write(ssl.get(), piece.data(), static_cast<int>(piece.size())) > 0;
    });
    SSL_shutdown(ssl.get());
    client.ReadToEnd();
  }

  Listener plain_;
  Listener tls_;
  SSL_CTX* const context_;
};

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  std::signal(SIGPIPE, SIG_IGN);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice::fuzzing;
  static auto* const servers = new Servers;
  if (size > 0) servers->Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
