// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/protocol/operations/test_table.h"

// Of two faults of one request the service tells the one that it looks at first. Each operation's
// order stands at the head of its file in protocol/operations; the tests put every pair of its
// faults into one request.
namespace pumice::test {

using Members = std::map<std::string, std::string>;

struct Fault {
  Members members;        // put in the place of the good request's; empty: the member goes
  std::string told_with;  // what the answer begins with
};

struct Order {
  std::string operation;
  Members good;
  std::vector<Fault> faults;  // first told first
  // Where the members do not stand in the request itself: what stands around them, with '@' in
  // their place, and '#' in that of the member "#". Those whose names begin with '/' stand beside
  // it.
  std::string around = {};
};

// Two faults exclude each other if they name the same member: where a fault would mend another,
// name its member there too, with no value.
//
// Checks that the good request succeeds, that each fault by itself is told, and of each two that
// can stand in one request the first. `service` makes a service that the request is good for.
void CheckPairs(const Order& order, const std::function<std::shared_ptr<Service>()>& service);

// A member of another type.
Fault Type(const std::string& member);
// A member of an enumeration or pattern that has no such value.
Fault Constraint(const std::string& member);

}  // namespace pumice::test
