# The version is the installed header's. Functions are only ever added while the soname is libmodzy_edge.so.1, so that
# each version can stand in for all before it.

get_filename_component(_modzy_edge_here "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
set(_modzy_edge_header "${_modzy_edge_here}/../../../include/modzy_edge.h")
if(NOT EXISTS "${_modzy_edge_header}") # lib/x86_64-linux-gnu
  set(_modzy_edge_header "${_modzy_edge_here}/../../../../include/modzy_edge.h")
endif()
file(STRINGS "${_modzy_edge_header}" _modzy_edge_line REGEX "^#define EDGE_VERSION \"")
string(REGEX REPLACE ".*\"(.*)\"" "\\1" PACKAGE_VERSION "${_modzy_edge_line}")

if(NOT PACKAGE_FIND_VERSION VERSION_GREATER PACKAGE_VERSION)
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
if(PACKAGE_FIND_VERSION VERSION_EQUAL PACKAGE_VERSION)
  set(PACKAGE_VERSION_EXACT TRUE)
endif()
if(PACKAGE_FIND_VERSION_RANGE_MAX AND PACKAGE_FIND_VERSION_RANGE_MAX VERSION_LESS PACKAGE_VERSION)
  set(PACKAGE_VERSION_COMPATIBLE FALSE)
endif()
if(CMAKE_SIZEOF_VOID_P AND NOT CMAKE_SIZEOF_VOID_P EQUAL 8)
  set(PACKAGE_VERSION_UNSUITABLE TRUE) # there is a library for 64-bit machines only
endif()

unset(_modzy_edge_line)
unset(_modzy_edge_header)
unset(_modzy_edge_here)
