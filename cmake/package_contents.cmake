# CPack runs it on the installed files before they are packed. It gives an archive the shared libraries that the program
# needs, and a .deb what Debian's rules ask for.
set(top ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
if(CPACK_GENERATOR STREQUAL "TXZ")
  include(${CPACK_COALESCE_SOURCE}/cmake/bundle.cmake)
  coalesce_bundle(${top})
  file(COPY ${CPACK_COALESCE_SOURCE}/README.md ${CPACK_COALESCE_SOURCE}/CHANGELOG.md DESTINATION ${top}/share/doc/coalesce)
elseif(CPACK_GENERATOR STREQUAL "DEB")
  set(program ${top}/program/usr)
  # A distribution's program has the libraries of the distribution.
  file(RPATH_REMOVE FILE ${program}/bin/coalesce)
  file(RENAME ${program}/share/zsh/site-functions ${program}/share/zsh/vendor-completions)
  foreach(package IN ITEMS program:coalesce engine:libcoalesce-dev)
    string(REGEX MATCH "^(.*):(.*)$" ignored ${package})
    set(name ${CMAKE_MATCH_2})
    set(doc ${top}/${CMAKE_MATCH_1}/usr/share/doc/${name})
    string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
    file(WRITE ${doc}/changelog
      "${name} (${CPACK_PACKAGE_VERSION}) unstable; urgency=low\n\n  * NEWS.gz lists what changed.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
    configure_file(${CPACK_COALESCE_SOURCE}/CHANGELOG.md ${doc}/NEWS COPYONLY)
    configure_file(${CPACK_COALESCE_SOURCE}/assets/desktop/copyright ${doc}/copyright COPYONLY)
    execute_process(COMMAND gzip -9nf ${doc}/changelog ${doc}/NEWS COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  # The engine's licence stands in its copyright.
  file(REMOVE_RECURSE ${top}/engine/usr/share/doc/coalesce)
endif()
