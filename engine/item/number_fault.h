// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/item/number.h"

namespace pumice {

// Throws ApiError (ValidationException) for kOverflow and kUnderflow, which the service words alike
// wherever a number comes from: an item, arithmetic, a statement. The words for the other faults
// are the caller's.
void CheckMagnitude(NumberError error);

}  // namespace pumice
