# Finds what the Python module needs: headers of Python 3.10 or newer, and nanobind as a package of that Python
# (.ci/requirements-python.txt names the version). Sets COALESCE_BUILDS_PYTHON.
set(COALESCE_BUILDS_PYTHON OFF)
if(NOT COALESCE_PYTHON OR COALESCE_FUZZ)
  return()
endif()
if(COALESCE_SANITIZE)
  # Python itself would have to be started with the sanitizer's runtime.
  message(STATUS "Python module: not built with sanitizers")
  return()
endif()
# ./check makes an environment of its own for the tests, which has nanobind.
if(NOT SKBUILD AND NOT Python_EXECUTABLE AND EXISTS ${COALESCE_DEPS}/venv/bin/python)
  set(Python_EXECUTABLE ${COALESCE_DEPS}/venv/bin/python)
endif()
find_package(Python 3.10 QUIET COMPONENTS Interpreter Development.Module)
if(Python_FOUND)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env --unset=PYTHONPATH ${Python_EXECUTABLE} -I -m nanobind --cmake_dir
    OUTPUT_VARIABLE nanobind_ROOT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  find_package(nanobind CONFIG QUIET)
endif()
if(Python_FOUND AND nanobind_FOUND)
  set(COALESCE_BUILDS_PYTHON ON)
elseif(COALESCE_PYTHON STREQUAL "ON")
  message(FATAL_ERROR "Python module: COALESCE_PYTHON=ON, and Python's headers (python3-dev) or nanobind are not found")
else()
  message(STATUS "Python module: not built (Python's headers or nanobind are not found)")
endif()
