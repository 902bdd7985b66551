// SPDX-License-Identifier: Apache-2.0

#include "engine/item/number_fault.h"

#include "engine/error/items.h"

namespace pumice {

void CheckMagnitude(NumberError error) {
  if (error == NumberError::kOverflow) {
    ThrowNumberOverflow();
  }
  if (error == NumberError::kUnderflow) {
    ThrowNumberUnderflow();
  }
}

}  // namespace pumice
