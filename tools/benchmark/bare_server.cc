// What Boost.Beast can do on this machine: answers every request with the same body, and does
// nothing else. tools/bench measures pumice against it.

#include <csignal>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
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

// One connection: reads a request, writes the answer, until the client closes. Keeps itself alive.
class Session : public std::enable_shared_from_this<Session> {
 public:
  // `body` outlives the session.
  Session(tcp::socket socket, std::string_view body) : stream_(std::move(socket)), body_(body) {}

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
    response_.body() = {body_.data(), body_.size()};
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
  std::string_view body_;
};

void Accept(tcp::acceptor& acceptor, asio::io_context& context, std::string_view body) {
  acceptor.async_accept(asio::make_strand(context),
                        [&acceptor, &context, body](beast::error_code error, tcp::socket socket) {
                          if (error == asio::error::operation_aborted) return;
                          if (!error) {
                            socket.set_option(tcp::no_delay(true), error);
                            std::make_shared<Session>(std::move(socket), body)->Read();
                          }
                          Accept(acceptor, context, body);
                        });
}

struct Options {
  uint16_t port = 0;
  std::string port_file;
  int threads = 1;
  std::size_t body_bytes = 2;
};

void Serve(const Options& options) {
  const std::string body(options.body_bytes, 'x');
  asio::io_context context(options.threads);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), options.port});
  Accept(acceptor, context, body);
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
  CLI::App app{"Answers every HTTP request on loopback with a body of a fixed size."};
  app.add_option("--port", options.port, "0: any free one");
  app.add_option("--port-file", options.port_file, "where to write the port");
  app.add_option("--threads", options.threads)->check(CLI::Range(1, 64));
  app.add_option("--body-bytes", options.body_bytes)->check(CLI::Range(0, 1 << 24));
  CLI11_PARSE(app, argc, argv);
  try {
    Serve(options);
  } catch (const std::exception& error) {
    std::cerr << "bench_bare_server: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
