# SPDX-License-Identifier: Apache-2.0
# What pumice takes from Debian. Every third-party header is a SYSTEM include.

# A project that embeds pumice by add_subdirectory links these too, from its own folder.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
if(PROJECT_IS_TOP_LEVEL)
  # The program stands alone, and starts without loading them.
  set(OPENSSL_USE_STATIC_LIBS ON)
  set(ZLIB_USE_STATIC_LIBS ON)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
include(PumiceArchives)
