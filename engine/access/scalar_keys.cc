// SPDX-License-Identifier: Apache-2.0

#include "engine/access/scalar_keys.h"

#include "engine/error/keys.h"

namespace pumice {

void CheckPathOutsideKeys(const TableDescription& table, std::span<const PathElement> path) {
  const std::string_view name = path.front().name;
  if (table.key.Find(name) != nullptr) ThrowKeyNotScalar(/*of_index=*/false, name);
  for (const IndexSchema& index : table.indexes) {
    if (index.key.Find(name) != nullptr) ThrowKeyNotScalar(/*of_index=*/true, name);
  }
}

}  // namespace pumice
