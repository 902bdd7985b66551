// SPDX-License-Identifier: Apache-2.0

#include "tests/protocol/operations/order_of_checks.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace pumice::test {
namespace {

void Append(std::string_view name, const std::string& value, std::string* members) {
  if (value.empty()) return;
  members->append(members->empty() ? "'" : ",'").append(name).append("':").append(value);
}

std::string Request(const Order& order, const Members& members) {
  std::string inner;
  std::string beside;
  std::string place;
  for (const auto& [name, value] : members) {
    if (name == "#") {
      place = value;
    } else if (name[0] == '/') {
      Append(name.substr(1), value, &beside);
    } else {
      Append(name, value, &inner);
    }
  }
  if (order.around.empty()) return '{' + inner + '}';
  std::string text = "{";
  for (const char c : order.around) {
    if (c == '@') {
      text.append("{").append(inner).append("}");
    } else if (c == '#') {
      text.append(place);
    } else {
      text.push_back(c);
    }
  }
  return text.append(beside.empty() ? "" : ",").append(beside).append("}");
}

Members With(Members members, const Members& others) {
  for (const auto& [name, value] : others) members[name] = value;
  return members;
}

// Faults of the same member cannot stand in one request.
bool Exclude(const Fault& one, const Fault& other) {
  return std::any_of(one.members.begin(), one.members.end(), [&](const auto& member) {
    return other.members.find(member.first) != other.members.end();
  });
}

}  // namespace

void CheckPairs(const Order& order, const std::function<std::shared_ptr<Service>()>& service) {
  const std::shared_ptr<Service> called = service();
  const auto call = [&](const Members& members) {
    return called->Call(order.operation, Request(order, members));
  };
  CAPTURE(order.operation);
  for (size_t i = 0; i < order.faults.size(); ++i) {
    const Fault& first = order.faults[i];
    CAPTURE(first.told_with);
    const Members one = With(order.good, first.members);
    CHECK_THAT(call(one), Catch::StartsWith(first.told_with));
    for (size_t j = i + 1; j < order.faults.size(); ++j) {
      const Fault& second = order.faults[j];
      if (Exclude(first, second)) continue;
      CAPTURE(second.told_with);
      CHECK_THAT(call(With(one, second.members)), Catch::StartsWith(first.told_with));
    }
  }
  // Last, as it may change what the others look at.
  const std::string answer = call(order.good);
  CAPTURE(answer);
  CHECK(answer.find("Exception: ") == std::string::npos);
}

Fault Type(const std::string& member) { return {{{member, "[]"}}, "SerializationException: "}; }

Fault Constraint(const std::string& member) {
  return {{{member, "'SOME'"}}, Invalid("1 validation error detected: Value 'SOME' at '")};
}

}  // namespace pumice::test
