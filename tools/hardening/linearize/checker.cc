// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/linearize/checker.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <vector>

#include "tools/hardening/support/random.h"

namespace pumice::hardening::linearize {
namespace {

// Which operations are done.
class Done {
 public:
  explicit Done(size_t count) : words_((count + 63) / 64) {}
  void Set(size_t i) { words_[i / 64] |= uint64_t{1} << i % 64; }
  void Clear(size_t i) { words_[i / 64] &= ~(uint64_t{1} << i % 64); }
  uint64_t Hash() const {
    uint64_t hash = 0;
    for (const uint64_t word : words_) hash = Mix(hash ^ word);
    return hash;
  }
  friend bool operator==(const Done&, const Done&) = default;

 private:
  std::vector<uint64_t> words_;
};

uint64_t HashOf(const Items& items) {
  uint64_t hash = 0;
  for (const Item& item : items) {
    hash = Mix(hash ^ (uint64_t{item.exists} << 63 ^ uint64_t{static_cast<uint32_t>(item.v)} << 32 ^
                       static_cast<uint32_t>(item.n)));
  }
  return hash;
}

// What was tried: no need to try it again.
class Memory {
 public:
  // False if it was there.
  bool Add(const Done& done, const Items& items) {
    auto& tried = tried_[done.Hash() ^ HashOf(items)];
    const auto same = [&](const Tried& other) {
      return other.done == done && other.items == items;
    };
    if (std::any_of(tried.begin(), tried.end(), same)) return false;
    tried.push_back({done, items});
    return true;
  }

 private:
  struct Tried {
    Done done;
    Items items;
  };
  std::unordered_map<uint64_t, std::vector<Tried>> tried_;
};

// Calls and returns in the order of time, as a list that operations are taken out of and put back
// into.
class Events {
 public:
  static constexpr size_t kNone = std::numeric_limits<size_t>::max();

  explicit Events(const History& history) {
    struct Time {
      int64_t at;
      bool returns;
      size_t operation;
    };
    std::vector<Time> times;
    for (size_t i = 0; i < history.size(); ++i) {
      times.push_back({history[i].called, false, i});
      const bool unknown = history[i].outcome == Operation::Outcome::kUnknown;
      times.push_back(
          {unknown ? std::numeric_limits<int64_t>::max() : history[i].returned, true, i});
    }
    // What happens in one moment is side by side.
    std::sort(times.begin(), times.end(), [](const Time& a, const Time& b) {
      return a.at != b.at ? a.at < b.at : a.returns < b.returns;
    });
    nodes_.resize(times.size() + 1);
    return_of_.resize(history.size());
    for (size_t i = 0; i < times.size(); ++i) {
      Node& node = nodes_[i + 1];
      node.operation = times[i].operation;
      node.returns = times[i].returns;
      node.previous = i;
      node.next = i + 2 <= times.size() ? i + 2 : kNone;
      if (node.returns) return_of_[node.operation] = i + 1;
    }
    nodes_[0].next = times.empty() ? kNone : 1;
  }

  size_t first() const { return nodes_[0].next; }
  size_t Next(size_t node) const { return nodes_[node].next; }
  bool IsReturn(size_t node) const { return nodes_[node].returns; }
  size_t OperationOf(size_t node) const { return nodes_[node].operation; }

  // An operation, by the event of its call.
  void TakeOut(size_t call) {
    Unlink(call);
    Unlink(return_of_[nodes_[call].operation]);
  }
  // In the reverse order of taking out.
  void PutBack(size_t call) {
    Link(return_of_[nodes_[call].operation]);
    Link(call);
  }

 private:
  struct Node {
    size_t operation = 0;
    bool returns = false;
    size_t previous = kNone;
    size_t next = kNone;
  };

  void Unlink(size_t i) {
    nodes_[nodes_[i].previous].next = nodes_[i].next;
    if (nodes_[i].next != kNone) nodes_[nodes_[i].next].previous = nodes_[i].previous;
  }
  void Link(size_t i) {
    nodes_[nodes_[i].previous].next = i;
    if (nodes_[i].next != kNone) nodes_[nodes_[i].next].previous = i;
  }

  std::vector<Node> nodes_;  // the first is none: it stands before the list
  std::vector<size_t> return_of_;
};

// Without what returned after `time`: it may have happened by then or not.
History Until(const History& history, int64_t time) {
  History begun;
  for (const Operation& operation : history) {
    if (operation.called > time) continue;
    begun.push_back(operation);
    if (operation.returned <= time || operation.outcome == Operation::Outcome::kUnknown) continue;
    begun.back().outcome = Operation::Outcome::kUnknown;
  }
  return begun;
}

bool IsOfKey(const Operation& operation, int key) {
  return operation.actions.size() == 1 && operation.actions[0].key == key;
}

History OfKey(const History& history, int key) {
  History own;
  for (const Operation& operation : history) {
    if (IsOfKey(operation, key)) own.push_back(operation);
  }
  return own;
}

bool HasTransactions(const History& history) {
  return std::any_of(history.begin(), history.end(),
                     [](const Operation& operation) { return operation.actions.size() > 1; });
}

}  // namespace

Verdict CheckHistory(const History& history, uint64_t budget, const Items& start) {
  struct Step {
    size_t call;
    Items before;
  };
  Events events(history);
  Memory memory;
  Done done(history.size());
  Items items = start;
  std::vector<Step> steps;
  size_t event = events.first();
  while (events.first() != Events::kNone) {
    if (budget-- == 0) return Verdict::kUndecided;
    if (!events.IsReturn(event)) {
      const size_t operation = events.OperationOf(event);
      if (const auto after = Apply(items, history[operation])) {
        done.Set(operation);
        if (memory.Add(done, *after)) {
          steps.push_back({event, items});
          items = *after;
          events.TakeOut(event);
          event = events.first();
          continue;
        }
        done.Clear(operation);
      }
      event = events.Next(event);
      continue;
    }
    // An operation returned before any order was found in which it was done.
    if (steps.empty()) return Verdict::kNot;
    const Step step = steps.back();
    steps.pop_back();
    items = step.before;
    done.Clear(events.OperationOf(step.call));
    events.PutBack(step.call);
    event = events.Next(step.call);
  }
  return Verdict::kLinearizable;
}

Verdict CheckEachKey(const History& history, uint64_t budget, const Items& start) {
  Verdict verdict = Verdict::kLinearizable;
  for (int key = 0; key < kMaxKeys; ++key) {
    const Verdict own = CheckHistory(OfKey(history, key), budget, start);
    if (own == Verdict::kNot) return own;
    if (own == Verdict::kUndecided) verdict = own;
  }
  return verdict;
}

History Minimize(const History& history, uint64_t budget, const Items& start) {
  const auto fails = [&](const History& part) {
    return CheckHistory(part, budget, start) == Verdict::kNot;
  };
  History shortest = history;
  if (!HasTransactions(history)) {
    for (int key = 0; key < kMaxKeys; ++key) {
      if (fails(OfKey(history, key))) {
        shortest = OfKey(history, key);
        break;
      }
    }
  }
  std::vector<int64_t> returns;
  for (const Operation& operation : shortest) returns.push_back(operation.returned);
  std::sort(returns.begin(), returns.end());
  for (const int64_t time : returns) {
    History begun = Until(shortest, time);
    if (!fails(begun)) continue;
    shortest = std::move(begun);
    break;
  }
  for (size_t i = shortest.size(); i-- > 0;) {
    if (!OnlyReads(shortest[i])) continue;
    History without = shortest;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    if (fails(without)) shortest = std::move(without);
  }
  std::sort(shortest.begin(), shortest.end(),
            [](const Operation& a, const Operation& b) { return a.called < b.called; });
  return shortest;
}

}  // namespace pumice::hardening::linearize
