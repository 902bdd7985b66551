# SPDX-License-Identifier: Apache-2.0
# A library that holds the commit of the sources, for --version. Each build asks git anew, and
# compiles only what is then another; a "+" stands for changes since the commit. Without git the
# variable PUMICE_COMMIT tells it, or it is empty.
set(PUMICE_COMMIT "" CACHE STRING "The commit that --version tells; empty: git is asked")
set(commit_source ${PROJECT_BINARY_DIR}/generated/commit.cc)
add_custom_target(pumice_ask_commit
  COMMAND ${CMAKE_COMMAND} -D "COMMIT=${PUMICE_COMMIT}" -D SOURCE_DIR=${PROJECT_SOURCE_DIR}
    -D OUTPUT=${commit_source} -P ${CMAKE_CURRENT_LIST_DIR}/write_commit.cmake
  BYPRODUCTS ${commit_source} VERBATIM)
add_library(pumice_commit STATIC ${commit_source})
add_dependencies(pumice_commit pumice_ask_commit)
target_link_libraries(pumice_commit PUBLIC pumice_options)
target_compile_definitions(pumice_commit PUBLIC PUMICE_VERSION="${PROJECT_VERSION}")
