// SPDX-License-Identifier: Apache-2.0

// How long Emulator::Handle takes, without a socket. Answers files of recorded requests in order,
// in one emulator in memory, and prints one line of JSON for each: its target, how many requests,
// and the median and 99th percentile in microseconds.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "pumice/emulator.h"
#include "tools/benchmark/recorded_requests.h"

namespace pumice::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

// The headers that an SDK sends.
HttpRequest Request(const RecordedRequests& requests) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.headers = {{"Host", "127.0.0.1"},
                     {"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", requests.target()},
                     {"X-Amz-Date", "20240101T000000Z"},
                     {"Authorization",
                      "AWS4-HMAC-SHA256 Credential=bench/20240101/us-east-1/dynamodb/aws4_request, "
                      "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0"}};
  return request;
}

// Sorted, in microseconds.
std::vector<double> AnswerAll(Emulator& emulator, RecordedRequests& requests) {
  HttpRequest request = Request(requests);
  std::vector<double> times;
  times.reserve(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    request.body = requests.NextBody();
    const Clock::time_point start = Clock::now();
    const HttpResponse response = emulator.Handle(request);
    times.push_back(Microseconds(Clock::now() - start).count());
    if (response.status != 200) throw std::runtime_error(response.body);
  }
  std::sort(times.begin(), times.end());
  return times;
}

void Run(const std::vector<std::string>& paths) {
  const std::unique_ptr<Emulator> emulator = Emulator::Open();
  for (const std::string& path : paths) {
    RecordedRequests requests(path);
    const std::vector<double> times = AnswerAll(*emulator, requests);
    std::printf(R"({"target": "%s", "requests": %zu, "p50": %.3f, "p99": %.3f})"
                "\n",
                std::string(requests.target()).c_str(), times.size(), times[times.size() / 2],
                times[times.size() * 99 / 100]);
  }
}

}  // namespace
}  // namespace pumice::bench

int main(int argc, char** argv) {
  try {
    pumice::bench::Run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "bench_in_process: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
