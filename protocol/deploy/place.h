// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pumice::deploy {

// Where an evaluator is, as messages name it: "Music.Properties.KeySchema[0]". Each level of a
// recursion has its own on the stack, which refers to the one above; text is made only for a fault.
class Place {
 public:
  explicit Place(std::string_view name) : name_(name) {}
  Place(const Place& parent, std::string_view name) : parent_(&parent), name_(name) {}
  Place(const Place& parent, size_t index) : parent_(&parent), index_(index) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  std::string Text() const {
    std::string text = parent_ == nullptr ? "" : parent_->Text();
    if (name_.empty() && parent_ != nullptr) {
      return text.append("[").append(std::to_string(index_)).append("]");
    }
    if (!text.empty()) text += '.';
    return text.append(name_);
  }

 private:
  const Place* const parent_ = nullptr;
  const std::string_view name_;
  const size_t index_ = 0;
};

}  // namespace pumice::deploy
