// SPDX-License-Identifier: Apache-2.0

// What Boost.Beast can do on this machine: answers every request with the same body, or with one
// that was written down for its operation, and does nothing else. tools/bench measures pumice
// against it.

#include <csignal>
#include <cstdint>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

// Bodies by operation, and one for all others.
class Answers {
 public:
  explicit Answers(std::string fallback) : fallback_(std::move(fallback)) {}

  // Each line: an operation's name, a space, the body.
  void Read(const std::string& path) {
    std::ifstream file(path);
    std::string name;
    std::string body;
    while (file >> name && file.ignore() && std::getline(file, body)) by_operation_[name] = body;
  }

  std::string_view Find(const http::request<http::string_body>& request) const {
    if (by_operation_.empty()) return fallback_;
    const auto header = request["X-Amz-Target"];
    const std::string_view target(header.data(), header.size());
    const auto found = by_operation_.find(target.substr(target.find('.') + 1));
    return found == by_operation_.end() ? fallback_ : found->second;
  }

 private:
  std::string fallback_;
  std::map<std::string, std::string, std::less<>> by_operation_;
};

// One connection: reads a request, writes the answer, until the client closes. Keeps itself alive.
class Session : public std::enable_shared_from_this<Session> {
 public:
  // `answers` outlives the session.
  Session(tcp::socket socket, const Answers& answers)
      : stream_(std::move(socket)), answers_(answers) {}

  void Read() {
    request_ = {};
    http::async_read(stream_, buffer_, request_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->Write();
                     });
  }

 private:
  using Response = http::response<http::span_body<const char>>;

  void Write() {
    response_ = Response{http::status::ok, request_.version()};
    response_.set(http::field::content_type, "application/x-amz-json-1.0");
    response_.set("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000");
    response_.set("x-amz-crc32", "1234567890");
    response_.keep_alive(request_.keep_alive());
    const std::string_view body = answers_.Find(request_);
    response_.body() = {body.data(), body.size()};
    response_.prepare_payload();
    http::async_write(stream_, response_,
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (!error && self->response_.keep_alive()) self->Read();
                      });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  Response response_;
  const Answers& answers_;
};

void Accept(tcp::acceptor& acceptor, asio::io_context& context, const Answers& answers) {
  acceptor.async_accept(
      asio::make_strand(context),
      [&acceptor, &context, &answers](beast::error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) {
          socket.set_option(tcp::no_delay(true), error);
          std::make_shared<Session>(std::move(socket), answers)->Read();
        }
        Accept(acceptor, context, answers);
      });
}

struct Options {
  uint16_t port = 0;
  std::string port_file;
  int threads = 1;
  std::size_t body_bytes = 2;
  std::string answers_file;
};

void Serve(const Options& options) {
  Answers answers(std::string(options.body_bytes, 'x'));
  if (!options.answers_file.empty()) answers.Read(options.answers_file);
  asio::io_context context(options.threads);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), options.port});
  Accept(acceptor, context, answers);
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&context](beast::error_code, int) { context.stop(); });
  if (!options.port_file.empty()) {
    std::ofstream(options.port_file) << acceptor.local_endpoint().port() << "\n";
  }

  std::vector<std::jthread> others;
  for (int i = 1; i < options.threads; ++i) others.emplace_back([&context] { context.run(); });
  context.run();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Answers every HTTP request on loopback with a fixed body."};
  app.add_option("--port", options.port, "0: any free one");
  app.add_option("--port-file", options.port_file, "where to write the port");
  app.add_option("--threads", options.threads)->check(CLI::Range(1, 64));
  app.add_option("--body-bytes", options.body_bytes)->check(CLI::Range(0, 1 << 24));
  app.add_option("--answers", options.answers_file,
                 "lines of an operation's name, a space and its answer; others get --body-bytes")
      ->check(CLI::ExistingFile);
  CLI11_PARSE(app, argc, argv);
  try {
    Serve(options);
  } catch (const std::exception& error) {
    std::cerr << "bench_bare_server: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
