# jobs_test where it is not comfortable, and under tools that watch it.

function(edge_surroundings name)
  add_test(NAME jobs_test.${name} COMMAND ${runner} ${ARGN})
  set_tests_properties(jobs_test.${name} PROPERTIES LABELS c TIMEOUT 120 ENVIRONMENT "${sanitizer_environment}")
endfunction()

set(jobs_test $<TARGET_FILE:jobs_test> {port})
edge_surroundings(locale env LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu HOME=/nonexistent ${jobs_test})
if(MODZY_EDGE_SANITIZE)
  return() # sanitizers need an environment, much address space, and no other tool
endif()

edge_surroundings(empty_environment env -i ${jobs_test})
edge_surroundings(little_address_space sh -c "ulimit -v 500000; exec \"$0\" \"$1\"" ${jobs_test})
find_program(valgrind_program valgrind)
if(valgrind_program)
  edge_surroundings(valgrind ${valgrind_program} --quiet --error-exitcode=9 --leak-check=full
    --suppressions=${suppressions}/valgrind.supp ${jobs_test})
  set_tests_properties(jobs_test.valgrind PROPERTIES LABELS "c;slow")
endif()
