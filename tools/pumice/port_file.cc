// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/port_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace pumice {

PortFile::PortFile(std::string name) : name_(std::move(name)) {
  if (!name_.empty()) ::unlink(name_.c_str());
}

PortFile::~PortFile() {
  if (!name_.empty()) ::unlink(name_.c_str());
}

void PortFile::Write(uint16_t port) const {
  if (name_.empty()) return;
  const std::string draft = name_ + "." + std::to_string(::getpid());
  std::ofstream file(draft);
  file << port << '\n';
  file.close();
  if (file.fail() || std::rename(draft.c_str(), name_.c_str()) != 0) {
    const std::string reason = std::strerror(errno);
    ::unlink(draft.c_str());
    throw std::runtime_error("cannot write the port file " + name_ + ": " + reason);
  }
}

}  // namespace pumice
