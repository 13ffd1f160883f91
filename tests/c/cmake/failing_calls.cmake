# Each call of the C library that a submit makes fails once. The library that makes them fail is linked before all others, so that
# it comes before the C library, as if it were preloaded.

if(MODZY_EDGE_SANITIZE)
  return() # sanitizers take the place of the same functions
endif()

add_library(failing_calls SHARED failing_calls.c)
set_target_properties(failing_calls PROPERTIES C_STANDARD 99 C_EXTENSIONS ON)
target_compile_options(failing_calls PRIVATE -Wall -Wextra -Werror -O1)
target_compile_definitions(failing_calls PRIVATE _GNU_SOURCE)
target_link_libraries(failing_calls PRIVATE ${CMAKE_DL_LIBS})
add_executable(failing_calls_test failing_calls_test.c)
set_target_properties(failing_calls_test PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(failing_calls_test PRIVATE failing_calls strict modzy_edge)
add_test(NAME failing_calls_test COMMAND ${runner} $<TARGET_FILE:failing_calls_test> {port} 1 all
  "${CMAKE_CURRENT_BINARY_DIR}/failing_calls.progress")
set_tests_properties(failing_calls_test PROPERTIES LABELS "c;slow" COST 10 TIMEOUT 300)
