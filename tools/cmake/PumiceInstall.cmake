# SPDX-License-Identifier: Apache-2.0
# cmake --install: the program, the library, its public headers, and the package that
# find_package(pumice) finds.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pumice)

# Builds what is installed and is missing or old: tools/run, for one, builds the program only.
# Its own target, as Ninja takes "pumice" for the file of that name, the program.
add_custom_target(pumice_library)
add_dependencies(pumice_library pumice)
set(installed pumice_library)
if(TARGET pumice_program)
  list(APPEND installed pumice_program)
endif()
list(JOIN installed " " installed)
install(CODE "
  set(config)
  if(CMAKE_INSTALL_CONFIG_NAME)
    set(config --config \${CMAKE_INSTALL_CONFIG_NAME})
  endif()
  execute_process(
    COMMAND \"${CMAKE_COMMAND}\" --build \"${CMAKE_BINARY_DIR}\" --target ${installed} \${config}
    COMMAND_ERROR_IS_FATAL ANY)")

install(TARGETS pumice EXPORT pumiceTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/pumice DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT pumiceTargets NAMESPACE pumice:: DESTINATION ${package_dir})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/pumiceConfig.cmake.in
  ${PROJECT_BINARY_DIR}/pumiceConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/pumiceConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/pumiceConfig.cmake
              ${PROJECT_BINARY_DIR}/pumiceConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/PumiceArchives.cmake
        DESTINATION ${package_dir})

if(TARGET pumice_program)
  install(TARGETS pumice_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
