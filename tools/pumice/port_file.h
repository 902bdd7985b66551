// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

namespace pumice {

// A file that holds the port of a running server, for scripts to wait for. It appears whole or not
// at all, and goes when the server does. One that an earlier server left behind is removed at
// construction, before it misleads.
class PortFile {
 public:
  // An empty name: no file.
  explicit PortFile(std::string name);
  ~PortFile();

  PortFile(const PortFile&) = delete;
  PortFile& operator=(const PortFile&) = delete;

  // Throws std::runtime_error, naming the file, if it cannot be written.
  void Write(uint16_t port) const;

 private:
  std::string name_;
};

}  // namespace pumice
