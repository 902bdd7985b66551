// SPDX-License-Identifier: Apache-2.0

// g++ 12's archive of the C++ library takes std::random_device's numbers from arc4random, which
// glibc has since 2.36 only. With one here, the program runs with glibc 2.35 too (Ubuntu 22.04).

#include <cerrno>
#include <cstdint>
#include <cstdlib>

#ifdef __GLIBC__
#include <sys/random.h>

extern "C" uint32_t arc4random() noexcept {
  uint32_t number = 0;
  while (getrandom(&number, sizeof number, 0) != sizeof number) {
    if (errno != EINTR) std::abort();
  }
  return number;
}

#endif
