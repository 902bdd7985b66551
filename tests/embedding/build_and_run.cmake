# SPDX-License-Identifier: Apache-2.0
# Builds examples/embedding in BUILD_DIR against an install tree in WORK_DIR (WAY=package) or
# pumice's sources (WAY=subdirectory), and runs it.
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
  # With the flags of pumice's own build, whose objects ccache has.
  set(pumice -D PUMICE_SOURCE_DIR=${PUMICE_SOURCE_DIR} -D PUMICE_WARNINGS_AS_ERRORS=ON)
endif()

# As in PumiceToolchain.cmake.
set(ENV{CCACHE_BASEDIR} ${PUMICE_SOURCE_DIR})
set(ENV{CCACHE_NOHASHDIR} 1)
set(ENV{CCACHE_SLOPPINESS} pch_defines,time_macros,include_file_mtime,include_file_ctime)
string(TOUPPER "${BUILD_TYPE}" config)
run(${CMAKE_COMMAND} -S ${PUMICE_SOURCE_DIR}/examples/embedding -B ${BUILD_DIR} -G ${GENERATOR}
  -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_BUILD_TYPE=${BUILD_TYPE}
  "-DCMAKE_CXX_FLAGS_${config}=${CONFIG_FLAGS}" "-DCMAKE_CXX_FLAGS=${flags}"
  "-DCMAKE_CXX_COMPILER_LAUNCHER=${CCACHE}" ${pumice})
run(${CMAKE_COMMAND} --build ${BUILD_DIR} --target greetings_test)
run(${BUILD_DIR}/greetings_test)
