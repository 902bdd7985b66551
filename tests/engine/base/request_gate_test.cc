// SPDX-License-Identifier: Apache-2.0

#include "engine/base/request_gate.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace pumice::test {
namespace {

TEST_CASE("Requests pass side by side", "[request_gate]") {
  RequestGate gate;
  const RequestGate::Pass first(&gate);
  bool passed = false;
  std::thread([&] {
    const RequestGate::Pass second(&gate);
    passed = true;
  }).join();
  CHECK(passed);
}

TEST_CASE("A gate that was closed opens again", "[request_gate]") {
  RequestGate gate;
  for (int i = 0; i < 3; ++i) {
    { const RequestGate::Closure closure(&gate); }
    const RequestGate::Pass pass(&gate);
  }
}

TEST_CASE("Who closes the gate is alone, and closes it beside a steady flow of requests",
          "[request_gate][threads]") {
  RequestGate gate;
  std::atomic<bool> stop = false;
  std::atomic<int> inside = 0;
  std::atomic<int> alone = 0;
  std::atomic<bool> met = false;
  std::vector<std::thread> requests;
  for (int i = 0; i < 4; ++i) {
    requests.emplace_back([&] {
      while (!stop) {
        const RequestGate::Pass pass(&gate);
        ++inside;
        if (alone > 0) met = true;
        --inside;
      }
    });
  }
  std::vector<std::thread> closers;
  for (int i = 0; i < 2; ++i) {
    closers.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        const RequestGate::Closure closure(&gate);
        if (++alone != 1 || inside != 0) met = true;
        --alone;
      }
    });
  }
  for (std::thread& closer : closers) closer.join();
  stop = true;
  for (std::thread& request : requests) request.join();
  CHECK_FALSE(met);
}

TEST_CASE("A request under way ends before the gate is closed, one that comes waits",
          "[request_gate][threads]") {
  RequestGate gate;
  std::vector<std::string> order;  // of what happens alone, or before anybody else runs
  std::optional<RequestGate::Pass> under_way(std::in_place, &gate);
  std::thread closer([&] {
    const RequestGate::Closure closure(&gate);
    order.emplace_back("closed");
  });
  order.emplace_back("ended");
  under_way.reset();
  closer.join();
  const RequestGate::Pass late(&gate);
  order.emplace_back("started");
  CHECK(order == std::vector<std::string>{"ended", "closed", "started"});
}

}  // namespace
}  // namespace pumice::test
