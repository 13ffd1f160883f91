# edge_program(NAME [EMULATOR] [TLS] [TRANSPORTS] [RESTARTS] [SLOW] [BUSY] [UNLINKED] [UNSANITIZED] [STANDARDS] [ARGUMENTS ...])
#
# Builds NAME.c as C99, and compiles it as C++11; makes the test NAME of the former. EMULATOR runs it beside an emulator, whose
# port is its argument unless ARGUMENTS says otherwise. TLS runs it beside an edge that speaks TLS.
# TRANSPORTS runs it over the direct transport and as NAME.channel over
# the channel. RESTARTS runs it beside an emulator that is killed and started anew
# each second. SLOW ones begin first. BUSY ones need processors; twice as many others run beside each other, because they wait.
# UNLINKED leaves the library out. UNSANITIZED leaves it out of a
# sanitized build. STANDARDS makes tests of it as C11, C++11 and C++17 too.

set(restarting_runner ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_restarts.py" "${emulator}")
set(runner ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_emulator.py" 0 "${emulator}")

set(tls_runner ${MODZY_EDGE_PYTHON} "${CMAKE_CURRENT_SOURCE_DIR}/with_tls_edge.py")

function(edge_program name)
  cmake_parse_arguments(it "EMULATOR;TLS;TRANSPORTS;RESTARTS;SLOW;BUSY;UNLINKED;UNSANITIZED;STANDARDS" "" "ARGUMENTS" ${ARGN})
  if(MODZY_EDGE_SANITIZE AND it_UNSANITIZED)
    return()
  endif()
  if(it_EMULATOR AND NOT it_ARGUMENTS)
    set(it_ARGUMENTS {port})
  endif()

  edge_executable(${name} ${name}.c C 99)
  edge_test(${name} ${name} c)
  if(it_TRANSPORTS)
    edge_test(${name}.channel ${name} "c;channel")
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT MODZY_EDGE_TRANSPORT=direct)
    set_property(TEST ${name}.channel APPEND PROPERTY ENVIRONMENT MODZY_EDGE_TRANSPORT=channel)
  endif()
  if(it_STANDARDS)
    foreach(language_standard C.11 CXX.11 CXX.17)
      string(REPLACE . ";" language_standard ${language_standard})
      list(JOIN language_standard "" suffix)
      string(TOLOWER ${suffix} suffix)
      edge_executable(${name}.${suffix} ${name}.c ${language_standard})
      edge_test(${name}.${suffix} ${name}.${suffix} c)
    endforeach()
  else()
    edge_cxx_source(file ${name}.c)
    add_library(${name}.cxx OBJECT "${file}")
    set_target_properties(${name}.cxx PROPERTIES CXX_STANDARD 11 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
    target_link_libraries(${name}.cxx PRIVATE strict)
  endif()
endfunction()

# Makes a C source one of C++: a file that includes it.
macro(edge_cxx_source out source)
  set(${out} "${CMAKE_CURRENT_BINARY_DIR}/cxx/${source}pp")
  file(CONFIGURE OUTPUT "${${out}}" CONTENT "#include \"${CMAKE_CURRENT_SOURCE_DIR}/${source}\"\n")
endmacro()

# One executable of a C source in a language and standard.
macro(edge_executable target source language standard)
  set(file "${CMAKE_CURRENT_SOURCE_DIR}/${source}")
  if("${language}" STREQUAL CXX)
    edge_cxx_source(file ${source})
  endif()
  add_executable(${target} "${file}")
  set_target_properties(${target} PROPERTIES
    ${language}_STANDARD ${standard} ${language}_STANDARD_REQUIRED ON ${language}_EXTENSIONS OFF)
  target_link_libraries(${target} PRIVATE strict)
  if(NOT it_UNLINKED)
    target_link_libraries(${target} PRIVATE modzy_edge)
  endif()
endmacro()

macro(edge_test test target label)
  if(it_EMULATOR)
    add_test(NAME ${test} COMMAND ${runner} ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${target}> ${it_ARGUMENTS})
  elseif(it_TLS)
    add_test(NAME ${test} COMMAND ${tls_runner} ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${target}> ${it_ARGUMENTS})
  elseif(it_RESTARTS)
    add_test(NAME ${test} COMMAND ${restarting_runner} ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${target}> ${it_ARGUMENTS})
  else()
    add_test(NAME ${test} COMMAND ${target} ${it_ARGUMENTS})
  endif()
  set_tests_properties(${test} PROPERTIES
    LABELS "${label}$<$<BOOL:${it_SLOW}>:;slow>" TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")
  if(it_SLOW)
    set_tests_properties(${test} PROPERTIES COST 10)
  endif()
  if(it_BUSY)
    set_tests_properties(${test} PROPERTIES PROCESSORS 2)
  endif()
endmacro()

# A run of leaks_test that leaks so many strings and as many blocks of bytes, and what LeakSanitizer is to say of it.
function(edge_leaks_test test count)
  add_test(NAME ${test} COMMAND ${runner} $<TARGET_FILE:leaks_test> {port} ${count})
  set_tests_properties(${test} PROPERTIES LABELS c TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")
  if(ARGN)
    set_tests_properties(${test} PROPERTIES PASS_REGULAR_EXPRESSION "${ARGN}")
  endif()
endfunction()
