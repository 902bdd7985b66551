// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace pumice {

// An operation's error: its name and, as what(), its message.
class ServiceError : public std::runtime_error {
 public:
  ServiceError(std::string name, const std::string& message)
      : std::runtime_error(message), name_(std::move(name)) {}

  // "ConditionalCheckFailedException".
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

}  // namespace pumice
