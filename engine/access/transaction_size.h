#pragma once

#include <cstddef>

#include "engine/error/api_error.h"
#include "engine/schema/limits.h"

namespace pumice {

// Throws ApiError (ValidationException) for more bytes of items than one transaction may read or
// write. The documentation states the limit and no message ("The aggregate size of the items in the
// transaction cannot exceed 4 MB", TransactWriteItems, API reference); this one keeps to its words.
inline void CheckTransactionSize(size_t bytes) {
  if (bytes <= limits::kTransactionSize) return;
  ThrowValidation("Aggregate size of all items in the transaction exceeds the limit of 4 MB");
}

}  // namespace pumice
