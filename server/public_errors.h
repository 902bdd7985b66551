// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdexcept>

#include "engine/error/api_error.h"

namespace pumice {

// Errors of the engine as the public headers state them: std::invalid_argument for what the caller
// asked, std::runtime_error for what the machine could not do.
template <typename Call>
auto WithPublicErrors(Call call) {
  try {
    return call();
  } catch (const ApiError& error) {
    if (error.code() == ErrorCode::kInternal || error.code() == ErrorCode::kServiceUnavailable) {
      throw std::runtime_error(error.message());
    }
    throw std::invalid_argument(error.message());
  }
}

}  // namespace pumice
