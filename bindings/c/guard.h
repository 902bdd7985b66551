// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

#include "pumice/pumice.h"

namespace pumice::c {

// What pumice_last_error tells on this thread from now on. Never throws: without memory for it, it
// is told that there was none.
void SetLastError(std::string_view message) noexcept;
const char* LastError() noexcept;

// Runs what a function of the C interface does. No exception leaves it: it becomes a status, and
// the thread's last error. std::invalid_argument and std::out_of_range are the caller's faults.
template <typename Action>
pumice_status Guarded(Action action) noexcept {
  try {
    action();
    return PUMICE_OK;
  } catch (const std::logic_error& error) {
    SetLastError(error.what());
    return PUMICE_INVALID;
  } catch (const std::exception& error) {
    SetLastError(error.what());
  } catch (...) {
    SetLastError("unknown error");
  }
  return PUMICE_FAILED;
}

// Throws std::invalid_argument for a null pointer that may not be one.
inline void Require(const void* pointer, const char* name) {
  if (pointer == nullptr) throw std::invalid_argument(std::string(name) + " is null");
}

}  // namespace pumice::c
