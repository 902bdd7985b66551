// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>

#include "engine/error/transactions.h"
#include "engine/schema/limits.h"

namespace pumice {

// Throws ApiError (ValidationException) for more bytes of items than one transaction may read or
// write.
inline void CheckTransactionSize(size_t bytes) {
  if (bytes <= limits::kTransactionSize) return;
  ThrowTransactionTooLarge();
}

}  // namespace pumice
