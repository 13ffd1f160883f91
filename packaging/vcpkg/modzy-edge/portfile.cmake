# Installs what `make archive` has packed: the library is compiled ahead of time from C#, which no tool of vcpkg does. The
# archives are in artifacts/packages of the checkout that this port belongs to, or where MODZY_EDGE_PACKAGES says.

if(DEFINED ENV{MODZY_EDGE_PACKAGES})
  set(packages "$ENV{MODZY_EDGE_PACKAGES}")
else()
  get_filename_component(packages "${CURRENT_PORT_DIR}/../../../artifacts/packages" ABSOLUTE)
endif()
set(archive "${packages}/modzy-edge-${VERSION}-linux-${VCPKG_TARGET_ARCHITECTURE}.tar.gz")
if(NOT EXISTS "${archive}")
  message(FATAL_ERROR "${archive} is not there: make it with `make archive ARCH=${VCPKG_TARGET_ARCHITECTURE}`, "
    "or set MODZY_EDGE_PACKAGES to the directory that has it.")
endif()

vcpkg_check_linkage(ONLY_DYNAMIC_LIBRARY)
# One build serves programs with and without debug information, and its bytes are those of the archive.
set(VCPKG_BUILD_TYPE release)
set(VCPKG_FIXUP_ELF_RPATH OFF)
# The CMake package is found in lib/cmake, and takes all paths from there.
set(VCPKG_POLICY_SKIP_MISPLACED_CMAKE_FILES_CHECK enabled)
set(VCPKG_POLICY_SKIP_LIB_CMAKE_MERGE_CHECK enabled)

vcpkg_extract_source_archive(tree ARCHIVE "${archive}")
file(INSTALL "${tree}/include/" DESTINATION "${CURRENT_PACKAGES_DIR}/include")
file(INSTALL "${tree}/lib/" DESTINATION "${CURRENT_PACKAGES_DIR}/lib" USE_SOURCE_PERMISSIONS)
file(INSTALL "${CURRENT_PORT_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${tree}/LICENSE" "${tree}/THIRD-PARTY-NOTICES")
