// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/access/table_walk.h"
#include "engine/access/writer.h"
#include "engine/base/progress.h"
#include "engine/base/stop_token.h"
#include "engine/catalog/catalog.h"
#include "engine/storage/store.h"

// Filling what a table with items gets later, while the table goes on being written to, changed and
// deleted.
namespace pumice {

// What FillUnfilled works with; all that is pointed to outlives the call.
struct BackfillContext {
  Store* store;
  Catalog* catalog;
  Writer* writer;
  Progress* progress = nullptr;  // told how far each walk has come; null: nobody is
  WalkOptions walk{};
};

// Whether some index, or the expiry index of a table with TTL, is not filled yet.
bool HasUnfilled(const Catalog& catalog);

// Fills what the catalog says is not filled: global indexes, which become ACTIVE, and expiry
// indexes. May be run again after an end half-way: what is filled stays as it is. Returns early
// when stopped. Where one fails, goes on with the others, and throws its fault in the end.
//
// Writers maintain an index from the moment it is in the table's description; each row is indexed
// here under its partition's lock and only where no writer has done so, so every item gets one
// entry and the counters are exact.
void FillUnfilled(const BackfillContext& context, const StopToken& stop);

}  // namespace pumice
