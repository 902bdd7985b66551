// SPDX-License-Identifier: Apache-2.0

#include "engine/access/scalar_keys.h"

#include "engine/error/keys.h"

namespace pumice {

void CheckPathOutsideKeys(const TableDescription& table, std::string_view attribute) {
  if (table.key.Find(attribute) != nullptr) ThrowKeyNotScalar(/*of_index=*/false, attribute);
  for (const IndexSchema& index : table.indexes) {
    if (index.key.Find(attribute) != nullptr) ThrowKeyNotScalar(/*of_index=*/true, attribute);
  }
}

}  // namespace pumice
