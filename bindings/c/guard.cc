// SPDX-License-Identifier: Apache-2.0

#include "bindings/c/guard.h"

#include <string>

namespace pumice::c {
namespace {

// A pointer that the thread's last error, in `text` or a literal, stands at.
struct LastErrorText {
  std::string text;
  const char* message = "";
};
thread_local LastErrorText last_error;

}  // namespace

void SetLastError(std::string_view message) noexcept {
  try {
    last_error.text = message;
    last_error.message = last_error.text.c_str();
  } catch (...) {
    last_error.message = "out of memory";
  }
}

const char* LastError() noexcept { return last_error.message; }

}  // namespace pumice::c
