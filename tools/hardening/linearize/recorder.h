// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "tools/hardening/linearize/model.h"
#include "tools/hardening/support/instance.h"

namespace pumice::hardening::linearize {

// How an operation is carried out: its name and body in, its answer out. Thread-safe.
using Caller = std::function<Answer(std::string_view operation, std::string_view body)>;

struct RecordOptions {
  int threads = 4;
  int operations = 10;  // of each thread
  int keys = 2;         // that all threads want, at most kMaxKeys
  bool transactions = false;
  bool one_partition = false;  // the keys are items of one partition, or each of another
  bool consistent =
      true;  // reads ask for the present; false, to see that it is found, for the past
};

// Creates the table that histories are recorded on.
void CreateTable(const Caller& call);

// Has threads run random operations on a few items, which do not exist at first, and writes down
// what they were answered and when. `name` is the history's own. Throws std::runtime_error for an
// answer that none of the operations may have.
History Record(const Caller& call, const RecordOptions& options, const std::string& name,
               uint64_t seed);

}  // namespace pumice::hardening::linearize
