// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pumice::bench {

// The requests of one operation, over and over, from a file as replay.lua reads it: the first line
// is the value of X-Amz-Target, every other line one body. A run of twelve @ in a body becomes a
// number that grows from request to request.
class RecordedRequests {
 public:
  // Throws std::runtime_error if the file cannot be read or holds no body.
  explicit RecordedRequests(const std::string& path);

  std::string_view target() const { return target_; }
  // How many bodies there are before the first returns.
  std::size_t size() const { return bodies_.size(); }

  // Valid until the next call.
  std::string_view NextBody();

 private:
  std::string target_;
  std::vector<std::string> bodies_;
  std::string current_;
  std::size_t next_ = 0;
};

}  // namespace pumice::bench
