# Every function with every wrong argument, from the description of the header. With sanitizers in any build.

if(NOT address_sanitizer)
  message(STATUS "wrong_arguments_test is left out: the compiler has no AddressSanitizer")
  return()
endif()

set(table "${CMAKE_CURRENT_BINARY_DIR}/wrong_arguments")
add_custom_command(
  OUTPUT "${table}/wrong_arguments_table.h"
  COMMAND ${CMAKE_COMMAND} -E make_directory "${table}"
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/wrong_arguments.py" "${description}" "${table}/wrong_arguments_table.h"
  DEPENDS wrong_arguments.py "${description}"
  VERBATIM)
add_executable(wrong_arguments_test wrong_arguments_test.c "${table}/wrong_arguments_table.h")
add_dependencies(wrong_arguments_test header_texts)
set_target_properties(wrong_arguments_test PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_include_directories(wrong_arguments_test PRIVATE "${table}")
target_link_libraries(wrong_arguments_test PRIVATE strict modzy_edge)
target_compile_options(wrong_arguments_test PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=undefined -g)
target_link_options(wrong_arguments_test PRIVATE -fsanitize=address,undefined)
add_test(NAME wrong_arguments_test COMMAND ${runner} $<TARGET_FILE:wrong_arguments_test> {port} 2000)
set_tests_properties(wrong_arguments_test PROPERTIES LABELS c COST 10 TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")
