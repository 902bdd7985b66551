// SPDX-License-Identifier: Apache-2.0

// The one source of the library that carries the tests' precompiled header (tests/CMakeLists.txt);
// CMake needs one.
