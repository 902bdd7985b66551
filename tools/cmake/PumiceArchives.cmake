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

# pumice_import_archives(NAME PACKAGE TARGETS ARCHIVE...): where there are no such archives, as on
# macOS, the first of the targets that CMake's package has stands for them.
function(pumice_import_archives name package targets)
  add_library(${name} INTERFACE IMPORTED GLOBAL)
  foreach(archive ${ARGN})
    find_library(PUMICE_${archive} ${archive} HINTS ${PUMICE_DEPENDENCIES_DIR}/lib)
    mark_as_advanced(PUMICE_${archive})
    if(NOT PUMICE_${archive})
      message(STATUS "No ${archive}: taking CMake's package ${package}")
      find_package(${package} CONFIG REQUIRED GLOBAL)
      foreach(target ${targets})
        if(TARGET ${target})
          set_target_properties(${name} PROPERTIES INTERFACE_LINK_LIBRARIES ${target})
          return()
        endif()
      endforeach()
      message(FATAL_ERROR "${package} has none of the targets ${targets}")
    endif()
    target_link_libraries(${name} INTERFACE ${PUMICE_${archive}})
  endforeach()
endfunction()

# RocksDB and its compression libraries. pumice uses LZ4 only; Debian's RocksDB wants all.
set(rocksdb_archives librocksdb.a libsnappy.a liblz4.a libzstd.a libbz2.a)
if(PUMICE_DEPENDENCIES_DIR)
  set(rocksdb_archives librocksdb.a liblz4.a)
endif()
pumice_import_archives(pumice_rocksdb RocksDB "RocksDB::rocksdb-shared;RocksDB::rocksdb"
  ${rocksdb_archives})
target_link_libraries(pumice_rocksdb INTERFACE ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS})
pumice_import_archives(pumice_libdeflate libdeflate
  "libdeflate::libdeflate_static;libdeflate::libdeflate_shared" libdeflate.a)
pumice_import_archives(pumice_yaml_cpp yaml-cpp "yaml-cpp::yaml-cpp;yaml-cpp" libyaml-cpp.a)
pumice_import_archives(pumice_re2 re2 "re2::re2" libre2.a)
