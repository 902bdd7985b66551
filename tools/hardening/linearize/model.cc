// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/linearize/model.h"

#include <algorithm>
#include <cstdio>

namespace pumice::hardening::linearize {
namespace {

bool Holds(const Action& action, const Item& item) {
  switch (action.condition) {
    case Action::Condition::kNone:
      return true;
    case Action::Condition::kAbsent:
      return !item.exists;
    case Action::Condition::kEquals:
      return item.exists && item.v == action.expected;
  }
  return false;
}

Item After(const Action& action, const Item& item) {
  switch (action.kind) {
    case Action::Kind::kGet:
    case Action::Kind::kCheck:
      return item;
    case Action::Kind::kPut:
      return {true, action.argument, 0};
    case Action::Kind::kSet:
      return {true, action.argument, item.n};
    case Action::Kind::kAdd:
      return {true, item.v, item.n + action.argument};
    case Action::Kind::kDelete:
      return {};
  }
  return item;
}

bool TellsAfter(const Action& action) {
  return !action.failed && (action.kind == Action::Kind::kSet || action.kind == Action::Kind::kAdd);
}

std::string ToText(const Item& item) {
  if (!item.exists) return "nothing";
  return "(v=" + std::to_string(item.v) + " n=" + std::to_string(item.n) + ')';
}

std::string ToText(const Action& action) {
  static constexpr const char* kNames[] = {"get", "put", "set", "add", "delete", "check"};
  std::string text = kNames[static_cast<int>(action.kind)];
  text += ' ';
  text += static_cast<char>('a' + action.key);
  if (action.kind == Action::Kind::kPut || action.kind == Action::Kind::kSet)
    text += " v=" + std::to_string(action.argument);
  if (action.kind == Action::Kind::kAdd) text += " n+" + std::to_string(action.argument);
  if (action.condition == Action::Condition::kAbsent) text += " if absent";
  if (action.condition == Action::Condition::kEquals)
    text += " if v=" + std::to_string(action.expected);
  if (action.failed) text += " [fails]";
  if (action.told) text += std::string(TellsAfter(action) ? " → " : " ← ") + ToText(*action.told);
  return text;
}

}  // namespace

std::optional<Items> Apply(const Items& items, const Operation& operation) {
  Items after = items;
  bool holds = true;
  for (const Action& action : operation.actions) {
    const Item& item = items[static_cast<size_t>(action.key)];
    const bool own = Holds(action, item);
    holds = holds && own;
    after[static_cast<size_t>(action.key)] = After(action, item);
    if (operation.outcome == Operation::Outcome::kUnknown) continue;
    if (own == action.failed) return std::nullopt;
    if (action.told &&
        *action.told != (TellsAfter(action) ? after[static_cast<size_t>(action.key)] : item)) {
      return std::nullopt;
    }
  }
  if (operation.outcome == Operation::Outcome::kDone && !holds) return std::nullopt;
  if (operation.outcome == Operation::Outcome::kConditionFailed && holds) return std::nullopt;
  return holds ? after : items;
}

bool OnlyReads(const Operation& operation) {
  if (operation.outcome == Operation::Outcome::kConditionFailed) return true;
  return std::all_of(operation.actions.begin(), operation.actions.end(), [](const Action& action) {
    return action.kind == Action::Kind::kGet || action.kind == Action::Kind::kCheck;
  });
}

std::string ToText(const Operation& operation) {
  static constexpr const char* kOutcomes[] = {"done", "condition failed", "unknown"};
  char times[64];
  if (operation.outcome == Operation::Outcome::kUnknown) {
    std::snprintf(times, sizeof(times), "%10.3f –        … µs",
                  static_cast<double>(operation.called) / 1000);
  } else {
    std::snprintf(times, sizeof(times), "%10.3f – %10.3f µs",
                  static_cast<double>(operation.called) / 1000,
                  static_cast<double>(operation.returned) / 1000);
  }
  std::string text = times;
  text += "  thread " + std::to_string(operation.thread) + ": ";
  if (operation.actions.size() > 1) text += "transaction ";
  for (const Action& action : operation.actions) {
    if (&action != &operation.actions.front()) text += ", ";
    text += ToText(action);
  }
  return text + "; " + kOutcomes[static_cast<int>(operation.outcome)];
}

std::string ToText(const History& history) {
  std::string text;
  for (const Operation& operation : history) text += "  " + ToText(operation) + '\n';
  return text;
}

}  // namespace pumice::hardening::linearize
