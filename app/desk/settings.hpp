#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/view_state.hpp"

namespace coalesce {

/// Range of Settings::ui_scale.
inline constexpr double least_scale = 0.5, largest_scale = 4;

/// What the desktop remembers between starts, in the user's configuration folder; not part of any scene.
struct Settings {
    Theme theme = Theme::dark;
    double ui_scale = 1;  ///< on top of the monitor's own scale, for projectors
    int width = 1440, height = 900;
    std::string last_scene = "welcome";  ///< a shipped name or a file
    std::vector<std::string> recent;     ///< files, newest first, at most 10
    bool operator==(const Settings&) const = default;
};

/// $XDG_CONFIG_HOME/coalesce, else ~/.config/coalesce, else empty (nothing is remembered).
std::filesystem::path configuration_folder();
/// Defaults when the file is missing or not readable: a damaged preference must not keep the program from starting.
Settings load_settings(const std::filesystem::path& folder);
/// Best effort; a read-only home is no reason to fail.
void save_settings(const Settings& settings, const std::filesystem::path& folder);
void remember_recent(Settings& settings, const std::string& file);

}  // namespace coalesce
