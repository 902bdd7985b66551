# SPDX-License-Identifier: Apache-2.0
# Warnings, sanitizers, linker and compiler cache: the same for every target of pumice, and for no
# one else's.
add_library(pumice_options INTERFACE)
target_compile_options(pumice_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
# What is not used does not take part in what is linked.
target_compile_options(pumice_options INTERFACE -ffunction-sections -fdata-sections)
target_include_directories(pumice_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)

if(PUMICE_SANITIZE)
  target_compile_options(pumice_options INTERFACE
    -fsanitize=${PUMICE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(pumice_options INTERFACE -fsanitize=${PUMICE_SANITIZE})
endif()
if(PUMICE_SANITIZE MATCHES thread)
  # The thread sanitizer knows no fences. Asio's only add to what its mutexes order.
  target_compile_definitions(pumice_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
  target_compile_options(pumice_options INTERFACE -Wno-tsan)
endif()

# For code that runs once, or seldom: a half of the size, and sooner compiled.
set(PUMICE_SMALL_CODE $<$<CONFIG:Release>:-Os>)

# The launcher is set for pumice's own folders only: a project that embeds it keeps its own, or
# none.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths below the sources count relative to the build folder, which itself does not count: what
  # one clone compiled is a
  # hit in another. The sloppiness is what ccache's manual asks for under "Precompiled headers".
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    ${CCACHE_PROGRAM})
endif()
if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache")
  target_compile_options(pumice_options INTERFACE -fpch-preprocess)
endif()

if(PUMICE_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Instrumented code confuses g++ 12's data flow; what it warns of then is in third-party headers.
  target_compile_options(pumice_options INTERFACE -Wno-maybe-uninitialized)
endif()
if(PUMICE_WARNINGS_AS_ERRORS)
  target_compile_options(pumice_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 misreads the bounds of boost::container::small_vector where one is moved, and of
  # std::string where literals are joined to one (GCC bugs 105329, 105651).
  target_compile_options(pumice_options INTERFACE
    -Wno-stringop-overread -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Members are used with the mutex that guards them (engine/base/thread_annotations.h).
  target_compile_options(pumice_options INTERFACE -Wthread-safety)
  # RapidJSON's iterators compare themselves by operators that C++20 reads the other way round as
  # well.
  target_compile_options(pumice_options INTERFACE -Wno-ambiguous-reversed-operator)
  if(PUMICE_SANITIZE)
    target_compile_options(pumice_options INTERFACE
      -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tools/fuzzing/ignored_by_sanitizers.txt)
  endif()
endif()

# What follows is for those who work on pumice; a project that embeds it decides for itself.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

# Builds that are for finding faults have the library's assertions too: an optional that is empty,
# an index out of range.
target_compile_definitions(pumice_options INTERFACE $<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>)
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
