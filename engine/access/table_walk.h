// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "engine/base/stop_token.h"
#include "engine/catalog/catalog.h"
#include "engine/storage/store.h"

namespace pumice {

// How walks are cut up.
struct WalkOptions {
  size_t chunk_keys = 256;                 // keys between two releases of the table
  std::function<void()> between_chunks{};  // for tests: called where the table is released
};

// One table, and which of its keys: those from `lower` up to but not including `upper`.
struct WalkRange {
  TableIdentity table;
  std::string lower;
  std::string upper;
};

// Walks over a table that goes on being written to, changed, and deleted. The table is held for a
// chunk of keys at a time; in between, anything may happen to it.
class TableWalk {
 public:
  // By the table's description at the start of a chunk: whether to go on.
  using Wanted = std::function<bool(const TableDescription&)>;
  using Visit = std::function<void(Table* table, const std::string& key)>;

  // All must outlive the walk.
  TableWalk(const Store* store, Catalog* catalog, const WalkOptions* options);

  // Visits the keys in ascending order, those that come and go meanwhile or not. Returns whether it
  // came to the end. It ends early when it is stopped, when it is not wanted any more, and when the
  // table is gone: a later table of that name is another one.
  bool Run(const WalkRange& range, const Wanted& wanted, const Visit& visit,
           const StopToken& stop) const;

 private:
  const Store* store_;
  Catalog* catalog_;
  const WalkOptions* options_;
};

}  // namespace pumice
