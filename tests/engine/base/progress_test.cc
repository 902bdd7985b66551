// SPDX-License-Identifier: Apache-2.0

#include "engine/base/progress.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace pumice::test {
namespace {

constexpr int64_t kStart = 1767225600000;

// Progress on a clock that stands still, and its log.
struct Told {
  std::atomic<int64_t> now = kStart;
  std::vector<std::string> lines;
  Progress progress{
      [this](LogLevel level, std::string_view line) {
        lines.push_back((level == LogLevel::kInfo ? "" : "not info: ") + std::string(line));
      },
      [this] { return now.load(); }};
};

std::string Print(const std::vector<Progress::State>& states) {
  std::string text;
  for (const Progress::State& state : states) {
    text += state.name + " " + std::to_string(state.done) + "/" + std::to_string(state.total) +
            " +" + std::to_string(state.started_millis - kStart) + "\n";
  }
  return text;
}

TEST_CASE("Work is told of every second", "[progress]") {
  Told told;
  {
    Progress::Work work = told.progress.Begin("filling index ByKind of table Orders", 200'000);
    work.Add(1000);
    told.now += 999;
    work.Add(1000);
    CHECK(told.lines.empty());
    told.now += 1;
    work.Add(1000);
    work.Add(1000);
    told.now += 1000;
    work.Add(1000);
    told.now += 250;
  }
  CHECK(told.lines ==
        std::vector<std::string>{
            "filling index ByKind of table Orders: 3000 of 200000 items",
            "filling index ByKind of table Orders: 5000 of 200000 items",
            "filling index ByKind of table Orders: ended after 5000 items and 2.2 s"});
}

TEST_CASE("Work of less than a second is not told of", "[progress]") {
  Told told;
  {
    Progress::Work work = told.progress.Begin("copying", 10);
    work.Add(10);
    told.now += 999;
  }
  CHECK(told.lines.empty());
}

TEST_CASE("Of a total that nobody knows, nothing is said", "[progress]") {
  Told told;
  Progress::Work work = told.progress.Begin("undoing", 0);
  told.now += 1000;
  work.Add(64);
  CHECK(told.lines == std::vector<std::string>{"undoing: 64 items"});
}

TEST_CASE("What is in progress is listed in the order in which it began", "[progress]") {
  Told told;
  CHECK(told.progress.List().empty());
  Progress::Work one = told.progress.Begin("one", 10);
  told.now += 5;
  {
    Progress::Work two = told.progress.Begin("two", 0);
    one.Add(3);
    two.Add(4);
    CHECK(Print(told.progress.List()) == "one 3/10 +0\ntwo 4/0 +5\n");
  }
  CHECK(Print(told.progress.List()) == "one 3/10 +0\n");
  one = Progress::Work();
  CHECK(told.progress.List().empty());
}

TEST_CASE("Work that is moved ends once", "[progress]") {
  Told told;
  Progress::Work other;
  {
    Progress::Work work = told.progress.Begin("work", 10);
    other = std::move(work);
  }
  other.Add(1);
  CHECK(Print(told.progress.List()) == "work 1/10 +0\n");
  const Progress::Work last(std::move(other));
  CHECK(Print(told.progress.List()) == "work 1/10 +0\n");
}

TEST_CASE("There is no more work than a bound, and the rest is done all the same", "[progress]") {
  Told told;
  std::vector<Progress::Work> works;
  for (size_t i = 0; i < Progress::kMaxWork + 3; ++i) works.push_back(told.progress.Begin("w", 1));
  works.back().Add(1);
  CHECK(told.progress.List().size() == Progress::kMaxWork);
  works.clear();
  CHECK(told.progress.List().empty());
}

TEST_CASE("Threads count each their work while others look", "[progress][threads]") {
  constexpr int kThreads = 4;
  constexpr int kAdditions = 10'000;
  Progress progress{LogSink()};
  std::atomic<int> ended = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      Progress::Work work = progress.Begin("work", kAdditions);
      for (int i = 0; i < kAdditions; ++i) work.Add(1);
      ++ended;
    });
  }
  while (ended < kThreads) {
    for (const Progress::State& state : progress.List()) {
      if (state.done > kAdditions) FAIL("counted too much");
    }
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(progress.List().empty());
}

}  // namespace
}  // namespace pumice::test
