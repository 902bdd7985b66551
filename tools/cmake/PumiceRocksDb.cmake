# pumice_rocksdb: RocksDB and its compression libraries, linked statically, so that what embeds pumice stands alone.
# Debian's own CMake package of RocksDB names the shared library and build-time paths. Installed beside pumice's package,
# which includes it too.
if(TARGET pumice_rocksdb)
  return()
endif()
add_library(pumice_rocksdb INTERFACE IMPORTED GLOBAL)
foreach(archive librocksdb.a libsnappy.a liblz4.a libzstd.a libbz2.a)
  find_library(PUMICE_${archive} ${archive} REQUIRED)
  mark_as_advanced(PUMICE_${archive})
  target_link_libraries(pumice_rocksdb INTERFACE ${PUMICE_${archive}})
endforeach()
target_link_libraries(pumice_rocksdb INTERFACE ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS})
