// SPDX-License-Identifier: Apache-2.0

#include "server/machine_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace pumice {
namespace {

constexpr uint64_t kNoLimit = UINT64_MAX;

uint64_t OfMachine() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page <= 0) return kNoLimit;
  return static_cast<uint64_t>(pages) * static_cast<uint64_t>(page);
}

// A number in a file; none if there is no such file or it says "max".
uint64_t InFile(const char* name) {
  uint64_t number = 0;
  return std::ifstream(name) >> number && number > 0 ? number : kNoLimit;
}

// glibc has a type of its own for resources, other systems an int.
uint64_t OfProcess(decltype(RLIMIT_AS) resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return kNoLimit;
  return limit.rlim_cur == RLIM_INFINITY ? kNoLimit : limit.rlim_cur;
}

}  // namespace

uint64_t DefaultMaxMemory() {
  constexpr uint64_t kUnknownMachine = uint64_t{4} << 30;
  const uint64_t limit = std::min({OfMachine(), InFile("/sys/fs/cgroup/memory.max"),
                                   InFile("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
                                   OfProcess(RLIMIT_AS), OfProcess(RLIMIT_DATA)});
  return (limit == kNoLimit ? kUnknownMachine : limit) / 2;
}

}  // namespace pumice
