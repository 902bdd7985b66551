// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/desired_tables.h"

#include <iterator>
#include <utility>

namespace pumice::deploy {
namespace {

template <typename T>
void MoveAll(std::vector<T>* from, std::vector<T>* to) {
  to->insert(to->end(), std::make_move_iterator(from->begin()),
             std::make_move_iterator(from->end()));
}

}  // namespace

void AppendTables(DesiredTables from, DesiredTables* to) {
  MoveAll(&from.tables, &to->tables);
  MoveAll(&from.calls, &to->calls);
  MoveAll(&from.outputs, &to->outputs);
  MoveAll(&from.notes, &to->notes);
  for (const auto& [type, count] : from.passed_over) to->passed_over[type] += count;
}

}  // namespace pumice::deploy
