# jobs_test where it is not comfortable, and under tools that watch it.

function(edge_surroundings name)
  add_test(NAME jobs_test.${name} COMMAND ${runner} ${ARGN})
  set_tests_properties(jobs_test.${name} PROPERTIES LABELS c TIMEOUT 300 ENVIRONMENT "${sanitizer_environment}")
endfunction()

set(jobs_test $<TARGET_FILE:jobs_test> {port})
edge_surroundings(locale env LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu HOME=/nonexistent ${jobs_test})
if(MODZY_EDGE_SANITIZE)
  return() # sanitizers need an environment, much address space, and no other tool
endif()

edge_surroundings(empty_environment env -i ${jobs_test})

# The runtime takes half of the limit, and the C library 64 MB for each of the first threads. A program may be refused where
# little is left, but must not be ended.
add_test(NAME little_address_space
  COMMAND ${runner} sh -c "for limit in $(seq 40000 8000 90000) $(seq 90000 1000 140000) $(seq 150000 8000 320000) $(seq 350000 25000 800000); do \
      (ulimit -v $limit; exec \"$0\" \"$@\") > /dev/null; code=$?; \
      if [ $code -ge 128 ] || [ $limit -gt 500000 -a $code -ne 0 ]; then echo \"with ulimit -v $limit: $code\"; exit 1; fi; done"
    $<TARGET_FILE:submit> 127.0.0.1 {port} inspector 1.0.0 "text=${CMAKE_CURRENT_LIST_FILE}")
set_tests_properties(little_address_space PROPERTIES LABELS c TIMEOUT 300)

find_program(valgrind_program valgrind)
if(valgrind_program)
  # Debian 12's Valgrind gives up on the symbols that lie beside the library; here it lies alone.
  configure_file("${library}" "${CMAKE_CURRENT_BINARY_DIR}/alone/libmodzy_edge.so.1" COPYONLY)
  edge_surroundings(valgrind ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${CMAKE_CURRENT_BINARY_DIR}/alone ${valgrind_program} --quiet --error-exitcode=9 --leak-check=full
    --suppressions=${suppressions}/valgrind.supp ${jobs_test})
  set_tests_properties(jobs_test.valgrind PROPERTIES LABELS "c;slow")
endif()
