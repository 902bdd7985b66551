# SPDX-License-Identifier: Apache-2.0
# Builds examples/embedding in WORK_DIR against an install tree (WAY=package) or pumice's sources
# (WAY=subdirectory), and runs it.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "failed (${result}): ${command}")
  endif()
endfunction()

set(flags "")
if(SANITIZE)
  set(flags -fsanitize=${SANITIZE})
endif()
if(WAY STREQUAL "package")
  file(REMOVE_RECURSE ${WORK_DIR}/prefix)
  run(${CMAKE_COMMAND} --install ${PUMICE_BINARY_DIR} --prefix ${WORK_DIR}/prefix)
  set(pumice -D CMAKE_PREFIX_PATH=${WORK_DIR}/prefix)
else()
  # Not optimized: what is tested is that it builds and links.
  set(pumice -D PUMICE_SOURCE_DIR=${PUMICE_SOURCE_DIR})
endif()

# As in PumiceToolchain.cmake.
set(ENV{CCACHE_BASEDIR} ${PUMICE_SOURCE_DIR})
set(ENV{CCACHE_NOHASHDIR} 1)
set(ENV{CCACHE_SLOPPINESS} pch_defines,time_macros,include_file_mtime,include_file_ctime)
run(${CMAKE_COMMAND} -S ${PUMICE_SOURCE_DIR}/examples/embedding -B ${WORK_DIR}/build -G ${GENERATOR}
  "-DCMAKE_CXX_FLAGS=${flags}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${CCACHE}" ${pumice})
run(${CMAKE_COMMAND} --build ${WORK_DIR}/build --target greetings_test)
run(${WORK_DIR}/build/greetings_test)
