# The header as a text: alone with each compiler there is, its examples, and against what the library exports.

set(describe "${root}/scripts/describe_header.py")
set(description "${CMAKE_CURRENT_BINARY_DIR}/modzy_edge.h.json")
add_custom_command(
  OUTPUT "${description}"
  COMMAND ${MODZY_EDGE_PYTHON} "${describe}" "${header}" "${description}"
  DEPENDS "${describe}" "${header}"
  VERBATIM)

set(examples "${CMAKE_CURRENT_BINARY_DIR}/examples")
add_custom_command(
  OUTPUT "${examples}/first_program.c" "${examples}/snippets.c"
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/header_examples.py" "${description}" "${examples}"
  DEPENDS header_examples.py "${description}"
  VERBATIM)
# Made once, for all that reads them.
add_custom_target(header_texts ALL DEPENDS "${description}" "${examples}/first_program.c" "${examples}/snippets.c")
foreach(example first_program snippets)
  foreach(language C CXX)
    set(file "${examples}/${example}.c")
    if(language STREQUAL CXX)
      file(CONFIGURE OUTPUT "${examples}/${example}.cpp" CONTENT "#include \"${example}.c\"\n")
      set_source_files_properties("${examples}/${example}.cpp" PROPERTIES OBJECT_DEPENDS "${file}")
      set(file "${examples}/${example}.cpp")
    endif()
    add_executable(${example}.${language} "${file}")
    set_target_properties(${example}.${language} PROPERTIES
      C_STANDARD 99 CXX_STANDARD 11 C_EXTENSIONS OFF CXX_EXTENSIONS OFF)
    target_compile_options(${example}.${language} PRIVATE -Wno-unused-but-set-variable) # they show how to set something
    target_link_libraries(${example}.${language} PRIVATE strict modzy_edge)
    add_dependencies(${example}.${language} header_texts)
  endforeach()
endforeach()
add_test(NAME header.first_program
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_emulator.py" 55000 "${emulator}"
    $<TARGET_FILE:first_program.C>)
set_tests_properties(header.first_program PROPERTIES
  LABELS c TIMEOUT 60 SKIP_RETURN_CODE 77 RESOURCE_LOCK port_55000
  PASS_REGULAR_EXPRESSION "{\"job_identifier\":\"[^\"]+\",\"status\":\"" ENVIRONMENT "${sanitizer_environment}")
add_test(NAME header.snippets COMMAND snippets.C)
set_tests_properties(header.snippets PROPERTIES LABELS c TIMEOUT 60 ENVIRONMENT "${sanitizer_environment}")
add_test(NAME header.examples
  COMMAND ${runner} ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/examples_test.py" "${description}" "${library}" {port})
set_tests_properties(header.examples PROPERTIES LABELS c TIMEOUT 300)

# With nothing before it and nothing after it.
foreach(compiler gcc clang)
  find_program(${compiler}_program ${compiler})
  if(NOT ${compiler}_program)
    continue()
  endif()
  foreach(standard c99 c11 c17 c++11 c++17 c++20)
    if(standard MATCHES "\\+\\+")
      set(language c++)
    else()
      set(language c)
    endif()
    add_test(NAME header.alone.${compiler}.${standard}
      COMMAND ${${compiler}_program} -x ${language} -std=${standard} -Wall -Wextra -pedantic -Werror -fsyntax-only "${header}")
    set_tests_properties(header.alone.${compiler}.${standard} PROPERTIES LABELS "c;cxx" TIMEOUT 60)
  endforeach()
endforeach()

add_test(NAME parity
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/parity.py" "${header}" "${description}" "${library}")
add_test(NAME header.description
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/describe_header_test.py" "${describe}")
set_tests_properties(parity header.description PROPERTIES LABELS c TIMEOUT 60)
add_test(NAME entry.generated
  COMMAND ${MODZY_EDGE_PYTHON} "${root}/src/Modzy.Edge.Native/Shim/generate_functions.py" --check)
set_tests_properties(entry.generated PROPERTIES LABELS c TIMEOUT 60)

# The program of docs/c.md.
set(page "${root}/docs/c.md")
add_custom_command(
  OUTPUT "${examples}/docs_program.c"
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/docs_example.py" "${page}" "${examples}/docs_program.c"
  DEPENDS docs_example.py "${page}"
  VERBATIM)
add_executable(docs_program "${examples}/docs_program.c")
set_target_properties(docs_program PROPERTIES C_STANDARD 99 C_EXTENSIONS OFF)
target_link_libraries(docs_program PRIVATE strict modzy_edge)
add_dependencies(docs_program header_texts)
add_test(NAME docs.program
  COMMAND ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_emulator.py" 55000 "${emulator}"
    sh -c "\"$0\" | grep -c '^{.job_identifier.:'" $<TARGET_FILE:docs_program>)
set_tests_properties(docs.program PROPERTIES
  LABELS c TIMEOUT 60 SKIP_RETURN_CODE 77 RESOURCE_LOCK port_55000
  PASS_REGULAR_EXPRESSION "200\n" ENVIRONMENT "${sanitizer_environment}")
