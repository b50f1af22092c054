#pragma once

#include <optional>
#include <string>

namespace coalesce {

/// What the command line asks of the desktop.
struct DesktopOptions {
    std::string scene;                  ///< empty: the last one
    std::optional<std::string> script;  ///< desk/script.hpp
    int width = 0, height = 0;          ///< 0: as remembered
    double scale = 0;                   ///< of text and widgets; 0: as remembered
    bool remember = true;               ///< read and write the user's configuration
};

/// Opens the window and runs until it is closed.
/// @throws RunError when there is no display or no OpenGL 3.3, in words that say what to do
void run_desktop(const DesktopOptions& options);

}  // namespace coalesce
