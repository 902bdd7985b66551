// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <utility>

namespace pumice {

// A ValidationException that is noted where it is found and thrown later, if at all. The functions
// of the catalogue make it; everybody else passes it on.
class NotedFault {
 public:
  NotedFault() = default;
  explicit NotedFault(std::string sentence) : sentence_(std::move(sentence)) {}

  bool empty() const { return sentence_.empty(); }
  const std::string& sentence() const { return sentence_; }

  [[noreturn]] void Throw() const;
  void ThrowUnlessEmpty() const {
    if (!empty()) Throw();
  }

 private:
  std::string sentence_;
};

}  // namespace pumice
