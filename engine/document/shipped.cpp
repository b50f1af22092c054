#include "document/shipped.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

constexpr std::string_view default_scene = "welcome";

std::vector<ShippedScene> list_scenes() {
    static std::deque<std::string> titles;  // owns the text that the list's string_views refer to
    std::vector<ShippedScene> scenes;
    for (const EmbeddedFile& scene : embedded_scenes()) {
        titles.push_back(parse_scene(scene.text, scene.name).scene.name);
        scenes.push_back({scene.name, titles.back(), scene.text});
    }
    std::sort(scenes.begin(), scenes.end(), [](const ShippedScene& a, const ShippedScene& b) {
        return std::pair(a.name != default_scene, a.name) < std::pair(b.name != default_scene, b.name);
    });
    return scenes;
}

}  // namespace

const std::vector<ShippedScene>& shipped_scenes() {
    static const std::vector<ShippedScene> scenes = list_scenes();
    return scenes;
}

bool is_shipped_scene(std::string_view name) {
    const auto& all = shipped_scenes();
    return std::any_of(all.begin(), all.end(), [&](const ShippedScene& scene) { return scene.name == name; });
}

SceneDocument load_scene(std::string_view name_or_path, const std::vector<Assignment>& assignments) {
    std::vector<std::string_view> names;
    for (const ShippedScene& scene : shipped_scenes()) {
        if (scene.name == name_or_path) return parse_scene(scene.text, scene.name, assignments);
        names.push_back(scene.name);
    }
    const std::filesystem::path path(name_or_path);
    std::error_code error;
    if (std::filesystem::exists(path, error)) return read_scene(path, assignments);
    for (const EmbeddedFile& lesson : embedded_lessons())
        if (lesson.name == name_or_path)
            throw InputError(std::string(name_or_path) + ": found a shipped lesson, expected a scene");
    throw InputError(std::string(name_or_path) +
                     ": found neither a file nor a shipped scene of that name, the nearest is " +
                     std::string(nearest(name_or_path, names)) + " (coalesce scenes lists them)");
}

}  // namespace coalesce
