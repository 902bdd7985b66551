# Warnings, sanitizers, linker and compiler cache: the same for every target of pumice, and for no one else's.
add_library(pumice_options INTERFACE)
target_compile_options(pumice_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
target_include_directories(pumice_options INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)

if(PUMICE_SANITIZE)
  target_compile_options(pumice_options INTERFACE
    -fsanitize=${PUMICE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(pumice_options INTERFACE -fsanitize=${PUMICE_SANITIZE})
endif()

# What follows is for those who work on pumice; a project that embeds it decides for itself.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

target_compile_options(pumice_options INTERFACE -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 misreads the bounds of boost::container::small_vector where one is moved.
  target_compile_options(pumice_options INTERFACE -Wno-stringop-overread -Wno-stringop-overflow)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache's manual asks for under "Precompiled headers".
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    ${CCACHE_PROGRAM})
  target_compile_options(pumice_options INTERFACE -fpch-preprocess)
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
