# coalesce_bundle(PREFIX): puts the shared libraries that PREFIX/bin/coalesce needs into PREFIX/lib/coalesce, so that it starts on
# another distribution. PREFIX can be moved: the program looks for them beside itself ($ORIGIN).
#
# Three kinds of libraries:
# - those of the C library and the loader must be the machine's, and so must OpenGL and EGL, which belong to its driver;
# - those that a driver loads too (C++ run time, X11, DRM, zlib …) go into lib/coalesce/spare, each into a folder of its own.
#   A process has one of a name: an older one of ours would fail a newer driver. The launcher names the folder of a library
#   to the loader only where the machine has none of the name;
# - all others, codecs above all, go into lib/coalesce and come before the machine's.
set(coalesce_machine "^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|mvec|nss_.*|anl))[.]so")
set(coalesce_driver "^lib(GL|EGL|GLX|OpenGL|GLdispatch|GLESv2|glapi|gbm|nvidia.*|cuda)[.]so")
set(coalesce_spare "^lib(stdc[+][+]|gcc_s|gomp|atomic|z|zstd|lzma|bz2|lz4|expat|ffi|xml2|icu.*|tinfo|elf|edit|bsd|md|drm.*|X.*|xcb.*|xshmfence|wayland.*|va|va-.*|vdpau|OpenCL|vulkan|fontconfig|freetype|png16|brotli.*|uuid|udev|cap|crypto|gcrypt|gpg-error|systemd|dbus-1|SPIRV.*|spirv.*)[.-].*so")

function(coalesce_bundle prefix)
  set(program ${prefix}/bin/coalesce)
  file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${program}
    RESOLVED_DEPENDENCIES_VAR found UNRESOLVED_DEPENDENCIES_VAR missing
    PRE_EXCLUDE_REGEXES ${coalesce_machine} ${coalesce_driver})
  if(missing)
    message(FATAL_ERROR "libraries that the program needs are not here: ${missing}")
  endif()
  set(place ${prefix}/lib/coalesce)
  foreach(library IN LISTS found)
    get_filename_component(name ${library} NAME)
    get_filename_component(file ${library} REALPATH)
    set(folder ${place})
    if(name MATCHES "${coalesce_spare}")
      set(folder ${place}/spare/${name})
    endif()
    file(MAKE_DIRECTORY ${folder})
    configure_file(${file} ${folder}/${name} COPYONLY)
    # A library with a path of its own would not look where the program does.
    file(RPATH_REMOVE FILE ${folder}/${name})
  endforeach()
  file(RENAME ${program} ${place}/coalesce)
  configure_file(${CPACK_COALESCE_SOURCE}/assets/desktop/launcher.sh ${program} COPYONLY)
endfunction()

# cmake -DPREFIX=… -DSOURCE=… -P bundle.cmake does the same for what cmake --install wrote.
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  set(CPACK_COALESCE_SOURCE ${SOURCE})
  coalesce_bundle(${PREFIX})
endif()
