# SPDX-License-Identifier: Apache-2.0
# Libraries that are linked as archives, so that what embeds pumice stands alone: Debian's own CMake
# packages of them name
# shared libraries and build-time paths, or are not there. Installed beside pumice's package, which
# includes it too.
if(TARGET pumice_rocksdb)
  return()
endif()

# Where other archives than Debian's are looked for first; they stand for what the variable names.
set(PUMICE_DEPENDENCIES_DIR "" CACHE PATH
    "A folder whose lib/ has archives of RocksDB, RE2 and yaml-cpp that fit into a shared library")

function(pumice_import_archives name)
  add_library(${name} INTERFACE IMPORTED GLOBAL)
  foreach(archive ${ARGN})
    find_library(PUMICE_${archive} ${archive} HINTS ${PUMICE_DEPENDENCIES_DIR}/lib REQUIRED)
    mark_as_advanced(PUMICE_${archive})
    target_link_libraries(${name} INTERFACE ${PUMICE_${archive}})
  endforeach()
endfunction()

# RocksDB and its compression libraries. pumice uses LZ4 only; Debian's RocksDB wants all.
if(PUMICE_DEPENDENCIES_DIR)
  pumice_import_archives(pumice_rocksdb librocksdb.a liblz4.a)
else()
  pumice_import_archives(pumice_rocksdb librocksdb.a libsnappy.a liblz4.a libzstd.a libbz2.a)
endif()
target_link_libraries(pumice_rocksdb INTERFACE ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS})
pumice_import_archives(pumice_libdeflate libdeflate.a)
pumice_import_archives(pumice_yaml_cpp libyaml-cpp.a)
pumice_import_archives(pumice_re2 libre2.a)
