# coalesce_folder(NAME SOURCES… USES target [QUICKLY] [SHARED]): the object library NAME of a folder's files, which sees what
# the interface library `target` has. QUICKLY compiles a Release build at -O1; SHARED makes objects that a shared library
# may have.
#
# With COALESCE_UNITY several neighbours are compiled as one file (a unity build): what they include is read once, which is
# half of the time of most. Files that are compiled once for each SIMD target, that contain a library or take long stay
# by themselves (SKIP_UNITY_BUILD_INCLUSION). compile_commands.json has every file in either case, for clang-tidy and editors:
# NAME_files lists them, and building it shows that each file includes what it uses.
set(COALESCE_BATCH 12 CACHE STRING "Files that a unity build compiles as one")
mark_as_advanced(COALESCE_BATCH)

# Warnings that a unity build goes without, and NAME_files keeps: a local name may be that of a constant of a neighbour, and
# GCC 12 finds overlaps and overflows inside of std::string itself where it inlines more (its bug 105651).
add_library(coalesce_unity_flags INTERFACE)
target_compile_options(coalesce_unity_flags INTERFACE -Wno-shadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(coalesce_unity_flags INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
endif()

# coalesce_shareable(target): its code may be part of a shared library, such as the Python module. Hidden symbols cannot be
# replaced from outside, so that calls stay as direct as in a program.
function(coalesce_shareable target)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()

function(coalesce_folder name)
  cmake_parse_arguments(PARSE_ARGV 1 folder "QUICKLY;SHARED" "USES" "SOURCES")
  set(libraries ${name})
  if(COALESCE_UNITY)
    list(APPEND libraries ${name}_files)
  endif()
  set(headers coalesce_precompiled)
  set(options)
  if(folder_QUICKLY AND NOT COALESCE_UNITY)
    set_source_files_properties(${folder_SOURCES} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O1>)
  elseif(folder_QUICKLY)
    set(headers coalesce_precompiled_quickly)
    set(options $<$<CONFIG:Release>:-O1>)
  endif()
  if(folder_SHARED)
    string(APPEND headers _shared)
  endif()
  foreach(library IN LISTS libraries)
    add_library(${library} OBJECT ${folder_SOURCES})
    target_link_libraries(${library} PRIVATE ${folder_USES})
    target_precompile_headers(${library} REUSE_FROM ${headers})
    target_compile_options(${library} PRIVATE ${options})
    if(folder_SHARED)
      coalesce_shareable(${library})
    endif()
    coalesce_ours(${library})
  endforeach()
  if(COALESCE_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${COALESCE_BATCH})
    target_link_libraries(${name} PRIVATE coalesce_unity_flags)
    set_target_properties(${name}_files PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()
