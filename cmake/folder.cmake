# coalesce_folder(NAME SOURCES… [USES target] [OPTIONS options…]): the object library NAME of a folder's files, which sees
# what the interface library `target` has.
#
# With COALESCE_UNITY several neighbours are compiled as one file (a unity build): what they include is read once, which is
# half of the time of most. Files that are compiled once for each SIMD target, that contain a library or take long stay
# by themselves (SKIP_UNITY_BUILD_INCLUSION). compile_commands.json has every file in either case, for clang-tidy and editors:
# NAME_files lists them, and building it shows that each file includes what it uses.
set(COALESCE_BATCH 8 CACHE STRING "Files that a unity build compiles as one")
mark_as_advanced(COALESCE_BATCH)
function(coalesce_folder name)
  cmake_parse_arguments(PARSE_ARGV 1 folder "" "USES" "SOURCES;OPTIONS")
  set(libraries ${name})
  if(COALESCE_UNITY)
    list(APPEND libraries ${name}_files)
  else()
    set_source_files_properties(${folder_SOURCES} PROPERTIES COMPILE_OPTIONS "${folder_OPTIONS}")
  endif()
  foreach(library IN LISTS libraries)
    add_library(${library} OBJECT ${folder_SOURCES})
    target_link_libraries(${library} PRIVATE ${folder_USES})
    target_precompile_headers(${library} REUSE_FROM coalesce_precompiled)
    coalesce_ours(${library})
  endforeach()
  if(COALESCE_UNITY)
    # A source with options of its own would be left out.
    target_compile_options(${name} PRIVATE ${folder_OPTIONS})
    target_compile_options(${name}_files PRIVATE ${folder_OPTIONS})
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${COALESCE_BATCH})
    # GCC 12 finds overlaps and overflows inside of std::string itself where it inlines more (its bug 105651); NAME_files
    # keeps these warnings.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      target_compile_options(${name} PRIVATE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
    endif()
    set_target_properties(${name}_files PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()
