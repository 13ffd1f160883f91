# find_package(modzy_edge 0.1 REQUIRED) gives the target modzy_edge::modzy_edge.
#
# Installed as lib/cmake/modzy_edge/modzy_edge-config.cmake, or in lib64 or lib/x86_64-linux-gnu. All paths follow from where this file lies, so that the
# tree may be moved.

if(NOT TARGET modzy_edge::modzy_edge)
  # REALPATH: on systems where /lib is a link to /usr/lib, /lib/cmake must not lead to /include.
  get_filename_component(_modzy_edge_here "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
  get_filename_component(_modzy_edge_libdir "${_modzy_edge_here}/../.." ABSOLUTE)
  get_filename_component(_modzy_edge_prefix "${_modzy_edge_libdir}" DIRECTORY)
  if(NOT EXISTS "${_modzy_edge_prefix}/include/modzy_edge.h")
    get_filename_component(_modzy_edge_prefix "${_modzy_edge_prefix}" DIRECTORY)
  endif()

  foreach(_modzy_edge_file "${_modzy_edge_libdir}/libmodzy_edge.so.1" "${_modzy_edge_prefix}/include/modzy_edge.h")
    if(NOT EXISTS "${_modzy_edge_file}")
      set(modzy_edge_FOUND FALSE)
      set(modzy_edge_NOT_FOUND_MESSAGE "${_modzy_edge_file} is missing: the installation is not complete")
      return()
    endif()
  endforeach()

  add_library(modzy_edge::modzy_edge SHARED IMPORTED)
  set_target_properties(modzy_edge::modzy_edge PROPERTIES
    IMPORTED_LOCATION "${_modzy_edge_libdir}/libmodzy_edge.so.1"
    IMPORTED_SONAME libmodzy_edge.so.1
    INTERFACE_INCLUDE_DIRECTORIES "${_modzy_edge_prefix}/include")

  unset(_modzy_edge_file)
  unset(_modzy_edge_prefix)
  unset(_modzy_edge_libdir)
  unset(_modzy_edge_here)
endif()
