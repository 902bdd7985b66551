# SPDX-License-Identifier: Apache-2.0
# Writes the source file of the commit (PumiceCommit.cmake), if it says something else by now.
cmake_minimum_required(VERSION 3.25)
if(NOT COMMIT)
  execute_process(COMMAND git describe --always --dirty=+ --exclude=* --abbrev=7
    WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET)
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT
"#include \"tools/pumice/version.h\"

const char* const pumice::kCommit = \"@COMMIT@\";
")
