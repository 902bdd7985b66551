// SPDX-License-Identifier: Apache-2.0

// Sends recorded requests at a fixed rate over several connections, and prints the latencies as one
// line of JSON.
//
// A request's latency counts from the moment it was due, not from when a connection became free for
// it, so that a server that stalls is charged for all who waited.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tools/benchmark/recorded_requests.h"

namespace pumice::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;

// Requests that are due within so short a time start together: setting a timer for each would cost
// more than they do.
constexpr std::chrono::microseconds kShortestWait{50};

struct Options {
  uint16_t port = 0;
  int connections = 16;
  double rate = 1000;
  double seconds = 1;
  std::string requests;
};

std::string Head(std::string_view target, std::size_t length) {
  const char* authorization = std::getenv("BENCH_AUTHORIZATION");
  return "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
         "application/x-amz-json-1.0\r\nX-Amz-Target: " +
         std::string(target) + "\r\nX-Amz-Date: 20240101T000000Z\r\nAuthorization: " +
         (authorization == nullptr ? "" : authorization) +
         "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

// One connection, one request at a time.
class Connection {
 public:
  // Told the status of each answer; 0: the connection is broken.
  using Done = std::function<void(Connection*, Clock::time_point due, unsigned status)>;

  Connection(asio::io_context& context, uint16_t port, Done done)
      : socket_(context), done_(std::move(done)) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    socket_.set_option(tcp::no_delay(true));
  }

  // Writes at once: a request fits into the socket's buffer.
  void Send(std::string_view request, Clock::time_point due) {
    due_ = due;
    ErrorCode error;
    asio::write(socket_, asio::buffer(request), error);
    Read();
  }

 private:
  void Read() {
    response_ = {};
    http::async_read(socket_, buffer_, response_, [this](ErrorCode error, std::size_t) {
      done_(this, due_, error ? 0 : response_.result_int());
    });
  }

  tcp::socket socket_;
  Done done_;
  Clock::time_point due_;
  beast::flat_buffer buffer_;
  http::response<http::string_body> response_;
};

// Starts a request whenever one is due; those that find every connection busy wait in line.
class Pacer {
 public:
  explicit Pacer(const Options& options)
      : requests_(options.requests),
        interval_(std::chrono::duration_cast<Clock::duration>(
            std::chrono::duration<double>(1 / options.rate))),
        total_(static_cast<std::size_t>(options.rate * options.seconds)),
        timer_(context_) {
    latencies_.reserve(total_);
    for (int i = 0; i < options.connections; ++i) {
      connections_.push_back(std::make_unique<Connection>(
          context_, options.port,
          [this](Connection* connection, Clock::time_point due, unsigned status) {
            Finish(connection, due, status);
          }));
      idle_.push_back(connections_.back().get());
    }
  }

  void Run() {
    start_ = Clock::now();
    Tick();
    context_.run();
  }

  void Print() {
    std::sort(latencies_.begin(), latencies_.end());
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    std::printf(
        R"({"requests": %zu, "failures": %zu, "requests_per_second": %.1f, "p50": %.1f, "p99": %.1f})"
        "\n",
        latencies_.size(), failures_, static_cast<double>(latencies_.size()) / seconds,
        Percentile(0.50), Percentile(0.99));
  }

 private:
  Clock::time_point DueTime(std::size_t number) const {
    return start_ + interval_ * static_cast<Clock::duration::rep>(number);
  }

  void Tick() {
    for (; started_ < total_ && DueTime(started_) <= Clock::now(); ++started_) {
      waiting_.push(DueTime(started_));
    }
    Dispatch();
    if (started_ == total_) return;
    timer_.expires_at(std::max(DueTime(started_), Clock::now() + kShortestWait));
    timer_.async_wait([this](ErrorCode) { Tick(); });
  }

  void Dispatch() {
    while (!waiting_.empty() && !idle_.empty()) {
      const std::string_view body = requests_.NextBody();
      Connection* connection = idle_.back();
      idle_.pop_back();
      const Clock::time_point due = waiting_.front();
      waiting_.pop();
      connection->Send(Head(requests_.target(), body.size()).append(body), due);
    }
  }

  void Finish(Connection* connection, Clock::time_point due, unsigned status) {
    latencies_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - due).count());
    if (status != 200) ++failures_;
    // A broken connection is not used again.
    if (status != 0) idle_.push_back(connection);
    Dispatch();
  }

  double Percentile(double part) const {
    if (latencies_.empty()) return 0;
    return latencies_[static_cast<std::size_t>(part * static_cast<double>(latencies_.size() - 1))];
  }

  RecordedRequests requests_;
  const Clock::duration interval_;
  const std::size_t total_;
  asio::io_context context_{1};
  asio::steady_timer timer_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> idle_;
  std::queue<Clock::time_point> waiting_;
  std::size_t started_ = 0;
  std::size_t failures_ = 0;
  std::vector<double> latencies_;  // microseconds
  Clock::time_point start_;
};

}  // namespace
}  // namespace pumice::bench

int main(int argc, char** argv) {
  pumice::bench::Options options;
  CLI::App app{"Sends recorded requests to a server on loopback at a fixed rate."};
  app.add_option("--port", options.port)->required();
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 1024));
  app.add_option("--rate", options.rate, "requests per second")->check(CLI::Range(1.0, 1e7));
  app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 3600.0));
  app.add_option("--requests", options.requests, "the file, as replay.lua reads it")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    pumice::bench::Pacer pacer(options);
    pacer.Run();
    pacer.Print();
  } catch (const std::exception& error) {
    std::cerr << "bench_paced_client: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
