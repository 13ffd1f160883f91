# modzy_edge.hpp: its tests as C++17 and C++20, with exceptions and without, its first program, and that it covers
# modzy_edge.h.

add_library(strict_cpp INTERFACE)
target_compile_options(strict_cpp INTERFACE -Wconversion -Wshadow -Weffc++ -Wold-style-cast)
target_link_libraries(strict_cpp INTERFACE strict modzy_edge)

foreach(standard 11 17 20)
  set(target cpp_values_test.cxx${standard})
  add_executable(${target} cpp_values_test.cpp)
  set_target_properties(${target} PROPERTIES
    CXX_STANDARD ${standard} CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
  target_link_libraries(${target} PRIVATE strict_cpp)
  add_test(NAME ${target} COMMAND ${target})
  set_tests_properties(${target} PROPERTIES LABELS cxx TIMEOUT 60 ENVIRONMENT "${sanitizer_environment}")
endforeach()

foreach(standard 17 20)
  foreach(program cpp_test cpp_errors_test cpp_borrow_test)
    set(target ${program}.cxx${standard})
    add_executable(${target} ${program}.cpp)
    set_target_properties(${target} PROPERTIES
      CXX_STANDARD ${standard} CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE strict_cpp)
  endforeach()
  add_library(cpp_throwing.cxx${standard} STATIC cpp_throwing.cpp)
  set_target_properties(cpp_throwing.cxx${standard} PROPERTIES
    CXX_STANDARD ${standard} CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
  target_link_libraries(cpp_throwing.cxx${standard} PRIVATE strict_cpp)
  # Without exceptions, and with them where they are not wanted.
  foreach(variant plain unwanted)
    set(target cpp_results_test.${variant}.cxx${standard})
    add_executable(${target} cpp_results_test.cpp)
    set_target_properties(${target} PROPERTIES
      CXX_STANDARD ${standard} CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE strict_cpp cpp_throwing.cxx${standard})
    add_test(NAME ${target} COMMAND ${runner} ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${target}> {port})
    set_tests_properties(${target} PROPERTIES LABELS cxx TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")
  endforeach()
  target_compile_options(cpp_results_test.plain.cxx${standard} PRIVATE -fno-exceptions -fno-rtti)
  target_compile_definitions(cpp_results_test.unwanted.cxx${standard} PRIVATE MODZY_EDGE_EXCEPTIONS=0)
  add_test(NAME cpp_test.cxx${standard} COMMAND ${runner} ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:cpp_test.cxx${standard}> {port})
  add_test(NAME cpp_errors_test.cxx${standard} COMMAND cpp_errors_test.cxx${standard})
  add_test(NAME cpp_borrow_test.cxx${standard} COMMAND cpp_borrow_test.cxx${standard})
  set_tests_properties(cpp_test.cxx${standard} cpp_errors_test.cxx${standard} cpp_borrow_test.cxx${standard} PROPERTIES
    LABELS cxx TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")
endforeach()

# What must not compile: each has a number in cpp_borrow_test.cpp.
foreach(number RANGE 1 8)
  add_test(NAME cpp_borrow_test.refused.${number}
    COMMAND ${CMAKE_CXX_COMPILER} -std=c++17 -fsyntax-only -DREFUSED=${number} -I "${root}/include"
      -I "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}/cpp_borrow_test.cpp")
  set_tests_properties(cpp_borrow_test.refused.${number} PROPERTIES
    LABELS cxx TIMEOUT 60 PASS_REGULAR_EXPRESSION "use of deleted function|call to deleted")
endforeach()

set(cpp_header "${root}/include/modzy_edge.hpp")
add_custom_command(
  OUTPUT "${examples}/first_cpp_program.cpp"
  COMMAND ${MODZY_EDGE_PYTHON} "${describe}" "${cpp_header}" "${examples}.hpp.json"
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/header_examples.py" "${examples}.hpp.json" "${examples}"
  DEPENDS header_examples.py "${describe}" "${cpp_header}"
  VERBATIM)
add_executable(first_cpp_program "${examples}/first_cpp_program.cpp")
set_target_properties(first_cpp_program PROPERTIES CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
target_link_libraries(first_cpp_program PRIVATE strict_cpp)
add_test(NAME header.first_cpp_program
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_emulator.py" 55000 "${emulator}"
    $<TARGET_FILE:first_cpp_program>)
set_tests_properties(header.first_cpp_program PROPERTIES
  LABELS cxx TIMEOUT 60 SKIP_RETURN_CODE 77 RESOURCE_LOCK port_55000
  PASS_REGULAR_EXPRESSION "\"finished\":true" ENVIRONMENT "${sanitizer_environment}")

foreach(compiler g++ clang++)
  find_program(${compiler}_program ${compiler})
  if(NOT ${compiler}_program)
    continue()
  endif()
  foreach(standard c++17 c++20)
    foreach(exceptions exceptions no-exceptions)
      set(name header.cpp_alone.${compiler}.${standard}.${exceptions})
      add_test(NAME ${name}
        COMMAND ${${compiler}_program} -x c++ -std=${standard} -f${exceptions} -Wall -Wextra -pedantic -Wconversion
          -Weffc++ -Wold-style-cast -Werror -fsyntax-only -I "${root}/include" -include "${cpp_header}" /dev/null)
      set_tests_properties(${name} PROPERTIES LABELS cxx TIMEOUT 60)
    endforeach()
  endforeach()
endforeach()
