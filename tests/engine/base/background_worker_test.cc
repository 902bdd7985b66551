// SPDX-License-Identifier: Apache-2.0

#include "engine/base/background_worker.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace pumice::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// Counts, and lets others wait for a count.
class Counter {
 public:
  int Add() {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
    return ++count_;
  }
  void Await(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ >= count; });
  }
  int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

// The messages of a log.
class Messages {
 public:
  LogSink Sink() {
    return [this](LogLevel, std::string_view message) {
      const std::lock_guard lock(mutex_);
      messages_.emplace_back(message);
    };
  }
  std::vector<std::string> Get() {
    const std::lock_guard lock(mutex_);
    return messages_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> messages_;
};

TEST_CASE("However often a job is requested while it runs, it runs once more",
          "[background_worker]") {
  Counter started;
  Counter released;
  BackgroundWorker worker{LogSink()};
  const size_t job = worker.Add([&](StopToken) {
    if (started.Add() == 1) released.Await(1);
  });
  worker.Request(job);
  started.Await(1);
  for (int i = 0; i < 1000; ++i) worker.Request(job);
  released.Add();
  worker.WaitUntilIdle();
  CHECK(started.count() == 2);
}

TEST_CASE("Jobs take turns", "[background_worker]") {
  Counter started;
  Counter other;
  BackgroundWorker worker{LogSink()};
  size_t endless = 0;
  endless = worker.Add([&](StopToken) {
    if (started.Add() < 100) worker.Request(endless);
    CHECK((other.count() == 1 || started.count() <= 2));
  });
  const size_t job = worker.Add([&](StopToken) { other.Add(); });
  worker.Request(job);
  worker.Request(endless);
  worker.WaitUntilIdle();
  CHECK(started.count() == 100);
  CHECK(other.count() == 1);
}

TEST_CASE("A job that fails is told of once, and run again until it succeeds",
          "[background_worker]") {
  Messages messages;
  Counter runs;
  BackgroundWorker worker(messages.Sink(), hours(1));
  const size_t job = worker.Add([&](StopToken) {
    if (runs.Add() <= 3) throw std::runtime_error("no space");
  });
  worker.Request(job);
  for (int i = 0; i < 5; ++i) worker.WaitUntilIdle();
  // The first wait may come before the first run, or behind it.
  CHECK(runs.count() == 4);
  CHECK(messages.Get() == std::vector<std::string>{"background work failed: no space"});
  worker.Request(job);
  worker.WaitUntilIdle();
  CHECK(runs.count() == 5);
}

TEST_CASE("A job that fails while idleness is waited for is run once more", "[background_worker]") {
  // In most rounds the job fails after the wait has begun.
  for (int round = 0; round < 100; ++round) {
    Counter runs;
    Counter released;
    BackgroundWorker worker(LogSink(), hours(1));
    const size_t job = worker.Add([&](StopToken) {
      if (runs.Add() > 1) return;
      released.Await(1);
      throw std::runtime_error("no space");
    });
    worker.Request(job);
    runs.Await(1);
    const std::jthread releasing([&] { released.Add(); });
    worker.WaitUntilIdle();
    REQUIRE(runs.count() == 2);
  }
}

TEST_CASE("A job that fails is run again without being asked for", "[background_worker]") {
  Counter runs;
  BackgroundWorker worker(LogSink(), milliseconds(1));
  const size_t job = worker.Add([&](StopToken) {
    if (runs.Add() <= 3) throw std::runtime_error("no space");
  });
  worker.Request(job);
  runs.Await(4);
}

TEST_CASE("A pause stops the job that runs, and has it run again afterwards",
          "[background_worker]") {
  Counter started;
  BackgroundWorker worker{LogSink()};
  const size_t job = worker.Add([&](const StopToken& stop) {
    if (started.Add() > 1) return;
    while (!stop.stop_requested()) std::this_thread::yield();
  });
  worker.Request(job);
  started.Await(1);
  int while_paused = 0;
  worker.WhilePaused([&] {
    worker.Request(job);
    while_paused = started.count();
  });
  CHECK(while_paused == 1);
  worker.WaitUntilIdle();
  CHECK(started.count() == 2);
}

TEST_CASE("What is thrown in a pause ends it", "[background_worker]") {
  Counter done;
  BackgroundWorker worker{LogSink()};
  const size_t job = worker.Add([&](const StopToken&) { done.Add(); });
  CHECK_THROWS_AS(worker.WhilePaused([] { throw std::runtime_error("no space"); }),
                  std::runtime_error);
  worker.Request(job);
  worker.WaitUntilIdle();
  CHECK(done.count() == 1);
}

TEST_CASE("A job that failed is tried again after a pause", "[background_worker]") {
  Counter tried;
  BackgroundWorker worker(LogSink(), milliseconds(1));
  const size_t job = worker.Add([&](const StopToken&) {
    if (tried.Add() == 1) throw std::runtime_error("no space");
  });
  worker.Request(job);
  tried.Await(1);
  worker.WhilePaused([] {});
  tried.Await(2);
}

}  // namespace
}  // namespace pumice::test
