# Sets `result` to the CUDA architectures to compile for, by COALESCE_CUDA_ARCHITECTURES:
#   empty  those of this machine's devices; without one, or if nvcc does not know it, the oldest that nvcc 13 knows, whose
#          PTX the driver of any newer device compiles when the program first uses it
#   all    from Turing on, for a program that is given to others
#   else   the list itself, in the words of CMAKE_CUDA_ARCHITECTURES
# The last architecture of a list is there as PTX as well, for devices that are newer still.
function(coalesce_cuda_architectures result)
  set(chosen ${COALESCE_CUDA_ARCHITECTURES})
  if(chosen STREQUAL "all")
    set(chosen 75 80 86 89 90)
  elseif(chosen)
    set(${result} ${chosen} PARENT_SCOPE)
    return()
  else()
    execute_process(COMMAND nvidia-smi --query-gpu=compute_cap --format=csv,noheader
      OUTPUT_VARIABLE devices ERROR_QUIET RESULT_VARIABLE ignored TIMEOUT 60)
    execute_process(COMMAND ${CMAKE_CUDA_COMPILER} --list-gpu-arch OUTPUT_VARIABLE known ERROR_QUIET)
    string(REGEX MATCHALL "[0-9]+[.][0-9]" devices "${devices}")
    string(REPLACE "." "" devices "${devices}")
    list(REMOVE_DUPLICATES devices)
    list(SORT devices COMPARE NATURAL)
    foreach(device IN LISTS devices)
      if(known MATCHES "compute_${device}\n")
        list(APPEND chosen ${device})
      endif()
    endforeach()
    if(NOT chosen)
      set(chosen 75)
    endif()
  endif()
  list(POP_BACK chosen newest)
  list(TRANSFORM chosen APPEND "-real")
  set(${result} ${chosen} ${newest} PARENT_SCOPE)
endfunction()
