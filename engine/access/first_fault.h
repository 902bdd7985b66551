// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <exception>

namespace pumice {

// For doing the same to many things, where the fault of one must not keep the others from it.
class FirstFault {
 public:
  // Calls `action`, and keeps what it throws if it is the first to throw.
  template <typename Action>
  void Try(Action&& action) {
    try {
      action();
    } catch (...) {
      if (fault_ == nullptr) fault_ = std::current_exception();
    }
  }

  void Rethrow() const {
    if (fault_ != nullptr) std::rethrow_exception(fault_);
  }

 private:
  std::exception_ptr fault_;
};

}  // namespace pumice
