// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "engine/schema/table_schema.h"
#include "pumice/clock.h"

// The states that a table steps through by the clock, and what is told of it in each.
namespace pumice {

// The table's status now. The clock is asked only where the status changes: every request comes by
// here.
Status StatusNow(const TableDescription& table, const Clock& clock);

// Whether the table is filling an index. Until that is done neither the table can be deleted nor
// another index made or deleted ("Managing global secondary indexes", Developer Guide, "Phases of
// index creation").
bool FillsIndex(const TableDescription& table);

// Makes of a description what is told of the table at a time in this status, which the description
// then has:
//   CREATING: its indexes are CREATING too;
//   UPDATING: "the table still has the provisioned throughput from before the call" (UpdateTable,
//   API version 2011-12-05), as its indexes have; those whose throughput changes are UPDATING, and
//   those that were deleted are there, DELETING ("currently being deleted, and can no longer be
//   used": "Managing Global Secondary Indexes", Developer Guide).
// Calling it twice is calling it once.
void TellState(Status status, int64_t now_millis, TableDescription* table);

}  // namespace pumice
