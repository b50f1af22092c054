#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "coalesce/document/view_state.hpp"

namespace coalesce {

/// Range of Settings::ui_scale.
inline constexpr double least_scale = 0.5, largest_scale = 4;

/// Preferences of the desktop, stored in the user's configuration folder; not part of any scene.
struct Settings {
    Theme theme = Theme::dark;
    double ui_scale = 1;  ///< scale of text and widgets, times the monitor's own; for projectors
    int width = 1440, height = 900;
    std::string last_scene = "welcome";  ///< a shipped name or a file
    std::vector<std::string> recent;     ///< files, newest first, at most 10
    bool welcomed = false;               ///< the doors of the first start (desk/welcome.hpp) were shown
    bool operator==(const Settings&) const = default;
};

/// Returns $XDG_CONFIG_HOME/coalesce, else ~/.config/coalesce, else an empty path (nothing is stored).
std::filesystem::path configuration_folder();
/// Reads the settings. Returns defaults if the file is missing or invalid: the program starts in any case.
Settings load_settings(const std::filesystem::path& folder);
/// Writes the settings; ignores failures, for example of a read-only home.
void save_settings(const Settings& settings, const std::filesystem::path& folder);
void remember_recent(Settings& settings, const std::string& file);

}  // namespace coalesce
