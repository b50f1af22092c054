#pragma once

#include <optional>
#include <string>

namespace coalesce {

/// Options of the desktop, from the command line.
struct DesktopOptions {
    std::string scene;                  ///< empty: the last one
    std::optional<std::string> script;  ///< file of a Script to replay
    int width = 0, height = 0;          ///< size of the window, points; 0: as stored
    double scale = 0;                   ///< scale of text and widgets; 0: as stored
    bool remember = true;               ///< read and write the user's configuration
};

/// Opens the window and runs until it is closed.
/// @throws RunError  if there is no display or no OpenGL 3.3
void run_desktop(const DesktopOptions& options);

}  // namespace coalesce
