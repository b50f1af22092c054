#include "desk/settings.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

using namespace coalesce;

namespace {

struct TemporaryFolder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("coalesce-settings-" + std::to_string(getpid()));
    TemporaryFolder() { std::filesystem::create_directories(path); }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("settings come back as they were saved") {
    const TemporaryFolder folder;
    Settings settings;
    settings.theme = Theme::light;
    settings.ui_scale = 1.5;
    settings.width = 1000;
    settings.last_scene = "ms2";
    settings.welcomed = true;
    remember_recent(settings, "a.json");
    remember_recent(settings, "b.json");
    save_settings(settings, folder.path / "new" / "place");
    CHECK(load_settings(folder.path / "new" / "place") == settings);
}

TEST_CASE("names that are no UTF-8 come back as well") {
    const TemporaryFolder folder;
    Settings settings;
    settings.last_scene = "/tmp/caf\xe9/a.json";
    remember_recent(settings, settings.last_scene);
    remember_recent(settings, "/tmp/\\xe9.json");
    save_settings(settings, folder.path);
    CHECK(load_settings(folder.path) == settings);
}

TEST_CASE("missing, damaged and absurd preferences never keep the program from starting") {
    const TemporaryFolder folder;
    CHECK(load_settings(folder.path) == Settings{});
    CHECK(load_settings({}) == Settings{});
    const auto load = [&](const char* text) {
        std::ofstream(folder.path / "settings.json") << text;
        return load_settings(folder.path);
    };
    CHECK(load("{\"theme\": ") == Settings{});
    CHECK(load("[1, 2]") == Settings{});
    CHECK(load("{\"theme\": 3}") == Settings{});
    CHECK(load("{\"ui_scale\": 1e9}").ui_scale == 4);
    CHECK(load("{\"width\": -5}").width == 320);
}

TEST_CASE("recent files are unique, newest first, at most ten") {
    Settings settings;
    for (int i = 0; i < 15; ++i) remember_recent(settings, std::to_string(i));
    remember_recent(settings, "9");
    CHECK(settings.recent.size() == 10);
    CHECK(settings.recent[0] == "9");
    CHECK(settings.recent[1] == "14");
    CHECK(std::count(settings.recent.begin(), settings.recent.end(), "9") == 1);
}

TEST_CASE("only a start without settings is the first one") {
    const TemporaryFolder folder;
    CHECK_FALSE(load_settings(folder.path).welcomed);
    // Settings of a version that had no doors.
    std::ofstream(folder.path / "settings.json") << R"({"theme": "light", "last_scene": "ms2"})";
    CHECK(load_settings(folder.path).welcomed);
}
