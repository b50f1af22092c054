# cmake -DPROGRAM=… -DFOLDER=… -P reference.cmake: writes the manual page and the completions that PROGRAM prints, under the
# names that man and the shells look for.
file(MAKE_DIRECTORY ${FOLDER})
foreach(pair IN ITEMS man:coalesce.1 bash:coalesce zsh:_coalesce fish:coalesce.fish)
  string(REGEX MATCH "^(.*):(.*)$" ignored ${pair})
  execute_process(COMMAND ${PROGRAM} reference ${CMAKE_MATCH_1} OUTPUT_FILE ${FOLDER}/${CMAKE_MATCH_2} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
# Without the time, so that equal pages give equal files.
execute_process(COMMAND gzip -9nf ${FOLDER}/coalesce.1 COMMAND_ERROR_IS_FATAL ANY)
