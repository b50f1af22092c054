# coalesce_find_program_libraries(RESULT): whether all that the program needs on top of the engine is installed. A wheel has
# the program along if so (COALESCE_APP=AUTO).
function(coalesce_find_program_libraries result)
  set(${result} OFF PARENT_SCOPE)
  find_package(OpenGL QUIET COMPONENTS EGL)
  find_package(glfw3 3.3 QUIET)
  find_package(glm QUIET)
  find_package(CLI11 QUIET)
  find_package(PkgConfig QUIET)
  if(NOT (OpenGL_EGL_FOUND AND glfw3_FOUND AND glm_FOUND AND CLI11_FOUND AND PKG_CONFIG_FOUND))
    return()
  endif()
  pkg_check_modules(COALESCE_PROGRAM QUIET fontconfig fribidi cairo-pdf cairo-ft freetype2 pangocairo harfbuzz
    harfbuzz-subset libavformat libavcodec libavutil libswscale libavfilter)
  find_program(GLAD glad)
  find_path(STB_INCLUDE_DIR stb_image.h PATH_SUFFIXES stb)
  find_package(imgui CONFIG QUIET)
  find_package(implot CONFIG QUIET)
  if(COALESCE_PROGRAM_FOUND AND GLAD AND STB_INCLUDE_DIR AND
     ((imgui_FOUND AND implot_FOUND) OR EXISTS ${COALESCE_DEPS}/imgui/imgui/imgui.cpp))
    set(${result} ON PARENT_SCOPE)
  endif()
endfunction()
