# CPack reads it once a kind of package. An archive has the program alone and can be unpacked anywhere; .deb are two packages
# with prefix /usr.
if(CPACK_GENERATOR STREQUAL "TXZ")
  list(GET CPACK_INSTALL_CMAKE_PROJECTS 0 build)
  set(CPACK_INSTALL_CMAKE_PROJECTS ${build} coalesce program /)
  set(CPACK_MONOLITHIC_INSTALL ON)
  execute_process(COMMAND uname -m OUTPUT_VARIABLE machine OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(CPACK_PACKAGE_FILE_NAME coalesce-${CPACK_PACKAGE_VERSION}-linux-${machine})
endif()
