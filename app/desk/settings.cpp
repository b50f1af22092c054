#include "desk/settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/path_text.hpp"

namespace coalesce {
namespace {

constexpr std::size_t most_recent = 10;
constexpr int least_window_side = 320, largest_window_side = 16384;

}  // namespace

std::filesystem::path configuration_folder() {
    if (const char* folder = std::getenv("XDG_CONFIG_HOME"); folder && *folder)
        return std::filesystem::path(folder) / "coalesce";
    if (const char* home = std::getenv("HOME"); home && *home) return std::filesystem::path(home) / ".config/coalesce";
    return {};
}

Settings load_settings(const std::filesystem::path& folder) {
    Settings settings;
    if (folder.empty()) return settings;
    try {
        const auto json = nlohmann::json::parse(read_text(folder / "settings.json", 1 << 20));
        settings.theme = json.value("theme", "dark") == "light" ? Theme::light : Theme::dark;
        settings.ui_scale = std::clamp(json.value("ui_scale", settings.ui_scale), least_scale, largest_scale);
        settings.width = std::clamp(json.value("width", settings.width), least_window_side, largest_window_side);
        settings.height = std::clamp(json.value("height", settings.height), least_window_side, largest_window_side);
        settings.last_scene = read_path(json.value("last_scene", settings.last_scene));
        // Settings without this key were written before there were doors: they are not those of a first start.
        settings.welcomed = json.value("welcomed", true);
        for (const std::string& file : json.value("recent", std::vector<std::string>{}))
            settings.recent.push_back(read_path(file));
        if (settings.recent.size() > most_recent) settings.recent.resize(most_recent);
    } catch (const nlohmann::json::exception&) {
        return {};
    } catch (const InputError&) {
        return {};
    }
    return settings;
}

void save_settings(const Settings& settings, const std::filesystem::path& folder) {
    if (folder.empty()) return;
    std::vector<std::string> recent;
    for (const std::string& file : settings.recent) recent.push_back(shown_path(file));
    const nlohmann::ordered_json json = {{"theme", settings.theme == Theme::light ? "light" : "dark"},
                                         {"ui_scale", settings.ui_scale},
                                         {"width", settings.width},
                                         {"height", settings.height},
                                         {"last_scene", shown_path(settings.last_scene)},
                                         {"recent", recent},
                                         {"welcomed", settings.welcomed}};
    try {
        std::filesystem::create_directories(folder);
        write_file(folder / "settings.json", json.dump(2) + "\n");
    } catch (const RunError&) {
    } catch (const std::filesystem::filesystem_error&) {
    }
}

void remember_recent(Settings& settings, const std::string& file) {
    std::erase(settings.recent, file);
    settings.recent.insert(settings.recent.begin(), file);
    if (settings.recent.size() > most_recent) settings.recent.resize(most_recent);
}

}  // namespace coalesce
