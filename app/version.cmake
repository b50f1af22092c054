# cmake -DSOURCE=… -DVERSION=… -DOUTPUT=… -P version.cmake: writes the C++ file that knows version and commit, only when
# one of them has changed. A checkout inside another repository's folder is not that repository's commit.
set(commit unknown)
find_program(GIT git)
if(GIT AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${found})
    execute_process(COMMAND ${GIT} -C ${SOURCE} --no-optional-locks status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      string(APPEND commit "+changes")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [=[
#include "version.hpp"

namespace coalesce {

std::string_view program_version() {
    return "@VERSION@";
}

std::string_view program_commit() {
    return "@commit@";
}

std::string program_name_and_version() {
    return "Coalesce @VERSION@ (commit @commit@)";
}

}  // namespace coalesce
]=])
