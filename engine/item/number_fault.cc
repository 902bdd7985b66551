#include "engine/item/number_fault.h"

#include "engine/error/api_error.h"

namespace pumice {

void CheckMagnitude(NumberError error) {
  if (error == NumberError::kOverflow) {
    ThrowValidation(
        "Number overflow. Attempting to store a number with magnitude larger than supported range");
  }
  if (error == NumberError::kUnderflow) {
    ThrowValidation(
        "Number underflow. Attempting to store a number with magnitude smaller than supported "
        "range");
  }
}

}  // namespace pumice
