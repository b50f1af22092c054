# What an installation has beside the program: menu entry, icons, types of files, manual page, completion of shells. And
# CPack: `cpack -G DEB` and `cpack -G TXZ` in the build folder. docs/packaging.md explains both.

include(GNUInstallDirs)

# The program's own table of commands writes them whenever it is linked.
set(reference_dir ${PROJECT_BINARY_DIR}/reference)
add_custom_command(TARGET coalesce POST_BUILD
  COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:coalesce> -DFOLDER=${reference_dir} -P ${PROJECT_SOURCE_DIR}/cmake/reference.cmake
  VERBATIM)
set(files ${PROJECT_SOURCE_DIR}/assets/desktop)
install(FILES ${reference_dir}/coalesce.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${reference_dir}/coalesce DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
install(FILES ${reference_dir}/_coalesce DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT program)
install(FILES ${reference_dir}/coalesce.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)
install(FILES ${files}/coalesce.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT program)
install(FILES ${files}/coalesce-mime.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages RENAME coalesce.xml COMPONENT program)
install(FILES ${files}/org.coalesce.coalesce.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo COMPONENT program)
install(FILES ${files}/copyright ${PROJECT_SOURCE_DIR}/CITATION.cff DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/coalesce COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/assets/icon/coalesce.svg
  DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps COMPONENT program)
foreach(size IN ITEMS 48 128 256)
  install(FILES ${PROJECT_SOURCE_DIR}/assets/icon/coalesce-${size}.png
    DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/${size}x${size}/apps RENAME coalesce.png COMPONENT program)
endforeach()

set(COALESCE_MAINTAINER "The Coalesce authors <authors@coalesce.invalid>" CACHE STRING "Maintainer that the .deb names")
set(CPACK_PACKAGE_NAME coalesce)
set(CPACK_PACKAGE_CONTACT "${COALESCE_MAINTAINER}")
set(CPACK_PACKAGE_VENDOR "The Coalesce authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "laboratory for the dynamics of attention")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_GENERATOR "DEB;TXZ")
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/package_kind.cmake)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/package_contents.cmake)
set(CPACK_COALESCE_SOURCE ${PROJECT_SOURCE_DIR})
set(CPACK_COMPONENTS_ALL program engine)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME coalesce)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
# The program looks for OpenGL and EGL when it opens a window or a picture: dpkg-shlibdeps does not see them.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "libegl1, libgl1")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "libgl1-mesa-dri")
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "Tokens are points on a circle or a sphere; softmax attention moves them, layer
by layer. Coalesce shows ten thousand of them align, gather into clusters and
merge while parameters are dragged, and draws the theory over the measurement.
It records videos, walks lessons, reproduces figures and runs the same scenes
and sweeps over parameters without a window.")
set(CPACK_DEBIAN_ENGINE_PACKAGE_NAME libcoalesce-dev)
set(CPACK_DEBIAN_ENGINE_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_ENGINE_PACKAGE_DEPENDS "libhwy-dev, libtbb-dev, libzip-dev, pkg-config")
set(CPACK_DEBIAN_ENGINE_DESCRIPTION "These development files are the engine alone: a static library with headers
and a package for CMake, find_package(coalesce).")
include(CPack)
