# SPDX-License-Identifier: Apache-2.0
# Cross-compiles for Linux on arm64 with Debian's compiler. tools/packaging/arm64_sysroot.sh has
# fetched the libraries; libc, and libstdc++ for what is linked to it, are the compiler's. Tests run
# under qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc-12)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++-12)

cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH pumice_tools)
cmake_path(GET pumice_tools PARENT_PATH pumice_source)
set(pumice_sysroot ${pumice_source}/build/arm64-sysroot)
if(NOT EXISTS ${pumice_sysroot}/complete)
  message(FATAL_ERROR "no arm64 libraries: run tools/packaging/arm64_sysroot.sh first")
endif()

# The machine's own folders behind it, for headers and CMake packages that are the same everywhere.
set(CMAKE_FIND_ROOT_PATH ${PUMICE_DEPENDENCIES_DIR} ${pumice_sysroot})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
foreach(language C CXX)
  set(CMAKE_${language}_STANDARD_INCLUDE_DIRECTORIES
    ${pumice_sysroot}/usr/include ${pumice_sysroot}/usr/include/aarch64-linux-gnu)
endforeach()

# Where the compiler finds mold.
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT -B${pumice_sysroot}/linker)
endforeach()

set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu)
