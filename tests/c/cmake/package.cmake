# What lies in bindings/c: the examples, and the packages for pkg-config and CMake.

add_test(NAME package.consumers
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/package_test.py" "${root}" "${library}")
add_test(NAME package.submit
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_emulator.py" 0 "${emulator}"
    ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/submit_test.py" $<TARGET_FILE:submit> {port})
set_tests_properties(package.consumers package.submit PROPERTIES
  LABELS package TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")
set_tests_properties(package.consumers PROPERTIES COST 10)

set(examples_source "${root}/bindings/c/examples")
add_executable(submit "${examples_source}/submit.c")
set_target_properties(submit PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(submit PRIVATE strict modzy_edge)

add_executable(watch "${examples_source}/watch.cpp")
set_target_properties(watch PROPERTIES CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
target_link_libraries(watch PRIVATE strict modzy_edge)
add_test(NAME package.watch
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_emulator.py" 0 "${emulator}"
    ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/watch_test.py" $<TARGET_FILE:watch> {port})
set_tests_properties(package.watch PROPERTIES LABELS package TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")

add_executable(camera "${examples_source}/camera.c" "${examples_source}/v4l2.c")
set_target_properties(camera PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(camera PRIVATE strict modzy_edge)
add_test(NAME package.camera
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_emulator.py" 0 "${emulator}"
    ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/camera_test.py" $<TARGET_FILE:camera> {port})
set_tests_properties(package.camera PROPERTIES LABELS package TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")
