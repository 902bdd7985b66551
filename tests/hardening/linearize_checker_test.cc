// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/linearize/checker.h"

#include <catch2/catch.hpp>

#include "tools/hardening/linearize/recorder.h"

namespace pumice::test {
namespace {

using namespace hardening;
using namespace hardening::linearize;
using hardening::linearize::History;    // not the one of engine/history
using hardening::linearize::Operation;  // not the one of protocol/

constexpr uint64_t kBudget = 1'000'000;
using Kind = Action::Kind;
using Condition = Action::Condition;
using Outcome = Operation::Outcome;

constexpr Item kNothing = {};
constexpr Item V(int32_t v) { return {true, v, 0}; }
constexpr Item N(int32_t n) { return {true, 0, n}; }

Operation Done(int64_t called, int64_t returned, std::vector<Action> actions) {
  return {0, called, returned, Outcome::kDone, std::move(actions)};
}
Operation Get(int64_t called, int64_t returned, Item told, int8_t key = 0) {
  return Done(called, returned, {{.kind = Kind::kGet, .key = key, .told = told}});
}
Operation Put(int64_t called, int64_t returned, int32_t v, int8_t key = 0) {
  return Done(called, returned, {{.kind = Kind::kPut, .key = key, .argument = v, .told = {}}});
}
Operation Add(int64_t called, int64_t returned, Item after) {
  return Done(called, returned, {{.kind = Kind::kAdd, .argument = 1, .told = after}});
}
Action PutAction(int8_t key, int32_t v) {
  return {.kind = Kind::kPut, .key = key, .argument = v, .told = {}};
}
Action GetAction(int8_t key, Item told) { return {.kind = Kind::kGet, .key = key, .told = told}; }

TEST_CASE("A history without operations, and one in sequence, are linearizable",
          "[linearize_checker]") {
  CHECK(CheckHistory({}, kBudget) == Verdict::kLinearizable);
  CHECK(CheckHistory(
            {Get(0, 1, kNothing), Put(2, 3, 1), Get(4, 5, V(1)), Put(6, 7, 2), Get(8, 9, V(2))},
            kBudget) == Verdict::kLinearizable);
}

TEST_CASE("Reads beside a write see what was before or after it, but never go back",
          "[linearize_checker]") {
  CHECK(CheckHistory({Put(0, 10, 1), Get(1, 2, kNothing), Get(3, 4, V(1))}, kBudget) ==
        Verdict::kLinearizable);
  CHECK(CheckHistory({Put(0, 10, 1), Get(1, 2, V(1)), Get(3, 4, kNothing)}, kBudget) ==
        Verdict::kNot);
}

TEST_CASE("A stale read is found", "[linearize_checker]") {
  CHECK(CheckHistory({Put(0, 1, 1), Put(2, 3, 2), Get(4, 5, V(1))}, kBudget) == Verdict::kNot);
  CHECK(CheckHistory({Put(0, 1, 1), Put(2, 5, 2), Get(4, 6, V(1))}, kBudget) ==
        Verdict::kLinearizable);
}

TEST_CASE("Two readers agree on the order of two writes", "[linearize_checker]") {
  const Operation one = Put(0, 100, 1);
  const Operation other = Put(0, 100, 2);
  CHECK(
      CheckHistory({one, other, Get(1, 2, V(1)), Get(3, 4, V(2)), Get(1, 2, V(1)), Get(3, 4, V(2))},
                   kBudget) == Verdict::kLinearizable);
  CHECK(CheckHistory({one, other, Get(1, 2, V(1)), Get(5, 6, V(2)), Get(7, 8, V(1))}, kBudget) ==
        Verdict::kNot);
}

TEST_CASE("A lost addition is found", "[linearize_checker]") {
  CHECK(CheckHistory({Add(0, 10, N(1)), Add(0, 10, N(2))}, kBudget) == Verdict::kLinearizable);
  CHECK(CheckHistory({Add(0, 10, N(1)), Add(0, 10, N(1))}, kBudget) == Verdict::kNot);
}

TEST_CASE("A condition holds where it says so", "[linearize_checker]") {
  Operation put = Put(2, 3, 7);
  put.actions[0].condition = Condition::kAbsent;
  CHECK(CheckHistory({put, Get(4, 5, V(7))}, kBudget) == Verdict::kLinearizable);
  CHECK(CheckHistory({Put(0, 1, 1), put}, kBudget) == Verdict::kNot);
  put.outcome = Outcome::kConditionFailed;
  put.actions[0].failed = true;
  put.actions[0].told = V(1);
  CHECK(CheckHistory({Put(0, 1, 1), put, Get(4, 5, V(1))}, kBudget) == Verdict::kLinearizable);
  CHECK(CheckHistory({put}, kBudget) == Verdict::kNot);
}

TEST_CASE("What nobody knows of may have happened, at any later time, or not",
          "[linearize_checker]") {
  Operation put = Put(0, 1, 1);
  put.outcome = Outcome::kUnknown;
  CHECK(CheckHistory({put, Get(5, 6, kNothing)}, kBudget) == Verdict::kLinearizable);
  CHECK(CheckHistory({put, Get(5, 6, kNothing), Get(7, 8, V(1))}, kBudget) ==
        Verdict::kLinearizable);
  CHECK(CheckHistory({put, Get(5, 6, V(1)), Get(7, 8, kNothing)}, kBudget) == Verdict::kNot);
}

TEST_CASE("A transaction is seen whole", "[linearize_checker]") {
  const Operation write = Done(0, 10, {PutAction(0, 1), PutAction(1, 1)});
  CHECK(CheckHistory({write, Done(1, 2, {GetAction(0, V(1)), GetAction(1, V(1))})}, kBudget) ==
        Verdict::kLinearizable);
  CHECK(CheckHistory({write, Done(1, 2, {GetAction(0, V(1)), GetAction(1, kNothing)})}, kBudget) ==
        Verdict::kNot);
  const Operation first = Get(1, 2, V(1), 0);
  const Operation second = Get(3, 4, kNothing, 1);
  CHECK(CheckHistory({write, first, second}, kBudget) == Verdict::kNot);
  // Nothing is wrong with that if the items are written one by one.
  const History apart = {Put(0, 10, 1, 0), Put(0, 10, 1, 1), first, second};
  CHECK(CheckHistory(apart, kBudget) == Verdict::kLinearizable);
  CHECK(CheckEachKey(apart, kBudget) == Verdict::kLinearizable);
}

TEST_CASE("A search that costs too much is undecided", "[linearize_checker]") {
  History history;
  for (int i = 0; i < 12; ++i) history.push_back(Put(0, 100, i + 1));
  history.push_back(Get(101, 102, V(99)));
  CHECK(CheckHistory(history, 1000) == Verdict::kUndecided);
  CHECK(CheckHistory(history, kBudget) == Verdict::kNot);
}

TEST_CASE("A bad history is printed without what is not needed", "[linearize_checker]") {
  History history;
  for (int i = 0; i < 10; ++i) history.push_back(Get(i * 10, i * 10 + 5, kNothing, 1));
  history.push_back(Put(0, 10, 1));
  history.push_back(Put(20, 30, 2));
  history.push_back(Get(35, 36, V(2)));
  history.push_back(Get(40, 50, V(1)));
  history.push_back(Put(60, 70, 3));
  CHECK(ToText(Minimize(history, kBudget)) ==
        "       0.000 –      0.010 µs  thread 0: put a v=1; done\n"
        "       0.020 –      0.030 µs  thread 0: put a v=2; done\n"
        "       0.040 –      0.050 µs  thread 0: get a ← (v=1 n=0); done\n");
}

// What the whole chain is for: recorded against an emulator, good histories pass, and reads of the
// past do not.
TEST_CASE("Recorded histories are linearizable, those of eventual reads are not",
          "[linearize_checker]") {
  const auto fails = [](bool consistent) {
    DatabaseOptions options;
    options.eventual_delay = std::chrono::milliseconds(3);
    Instance instance(options);
    const hardening::linearize::Caller call = [&](std::string_view operation,
                                                  std::string_view body) {
      return instance.Call(operation, body);
    };
    CreateTable(call);
    for (uint64_t i = 0; i < 200; ++i) {
      const History history = hardening::linearize::Record(call, {.consistent = consistent},
                                                           "h" + std::to_string(i), i);
      const Verdict verdict = CheckEachKey(history, kBudget);
      CHECK(verdict != Verdict::kUndecided);
      if (verdict == Verdict::kNot) return true;
    }
    return false;
  };
  CHECK_FALSE(fails(true));
  CHECK(fails(false));
}

}  // namespace
}  // namespace pumice::test
