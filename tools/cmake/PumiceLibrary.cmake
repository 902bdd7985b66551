# SPDX-License-Identifier: Apache-2.0
# pumice::pumice: the one library that others link, made of the objects of every folder's own
# library.
set(folder_libraries "")
foreach(folder engine protocol server)
  get_property(targets DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "STATIC_LIBRARY" AND NOT target MATCHES "^pumice_(memtable|crc32c)_")
      list(APPEND folder_libraries ${target})
    endif()
  endforeach()
endforeach()
set(PUMICE_FOLDER_LIBRARIES ${folder_libraries})  # for bindings/c
list(APPEND folder_libraries ${PUMICE_EMBEDDED_STORAGE_PARTS})

# What almost every file includes, parsed once a folder. The release does without, so that it finds
# files that forget an include.
if(PUMICE_SANITIZE)
  foreach(library IN LISTS folder_libraries)
    target_precompile_headers(${library} PRIVATE
      <algorithm> <atomic> <chrono> <functional> <map> <memory> <mutex> <optional> <span> <string>
      <string_view> <unordered_map> <utility> <variant> <vector>)
  endforeach()
endif()

add_library(pumice STATIC)
add_library(pumice::pumice ALIAS pumice)
foreach(library IN LISTS folder_libraries)
  target_sources(pumice PRIVATE $<TARGET_OBJECTS:${library}>)
endforeach()
set_target_properties(pumice PROPERTIES LINKER_LANGUAGE CXX)
target_compile_features(pumice PUBLIC cxx_std_20)
target_include_directories(pumice INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(pumice INTERFACE
  pumice_rocksdb pumice_libdeflate pumice_yaml_cpp pumice_re2
  OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB Threads::Threads)
foreach(part IN LISTS PUMICE_EMBEDDED_STORAGE_PARTS)
  target_link_options(pumice INTERFACE
    $<BUILD_INTERFACE:$<TARGET_PROPERTY:${part},INTERFACE_LINK_OPTIONS>>)
endforeach()
if(PUMICE_SANITIZE)
  target_link_options(pumice INTERFACE -fsanitize=${PUMICE_SANITIZE})
endif()
