#include <algorithm>
#include <filesystem>

#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "document/shipped.hpp"

namespace coalesce {
namespace {

/// The order in which lessons are best taken; others follow by name.
constexpr std::string_view order[] = {
    "three-phases", "how-many-clusters", "waiting",        "values",        "heat",
    "softmax",      "single-location",   "infinite-width", "long-contexts",
};

std::vector<ShippedLesson> list_lessons() {
    std::vector<ShippedLesson> lessons;
    for (const EmbeddedFile& lesson : embedded_lessons()) lessons.push_back({lesson.name, lesson.text});
    const auto place = [](const ShippedLesson& lesson) {
        return std::pair(std::find(std::begin(order), std::end(order), lesson.name), lesson.name);
    };
    std::sort(lessons.begin(), lessons.end(),
              [&](const ShippedLesson& a, const ShippedLesson& b) { return place(a) < place(b); });
    return lessons;
}

}  // namespace

const std::vector<ShippedLesson>& shipped_lessons() {
    static const std::vector<ShippedLesson> lessons = list_lessons();
    return lessons;
}

bool is_shipped_lesson(std::string_view name) {
    const auto& all = shipped_lessons();
    return std::any_of(all.begin(), all.end(), [&](const ShippedLesson& lesson) { return lesson.name == name; });
}

Lesson load_lesson(std::string_view name_or_path) {
    std::vector<std::string_view> names;
    for (const ShippedLesson& lesson : shipped_lessons()) {
        if (lesson.name == name_or_path) return parse_lesson(lesson.text, lesson.name);
        names.push_back(lesson.name);
    }
    const std::filesystem::path path(name_or_path);
    std::error_code error;
    if (std::filesystem::exists(path, error)) return read_lesson(path);
    const std::string name(name_or_path);
    for (const ShippedScene& scene : shipped_scenes())
        if (scene.name == name_or_path) throw InputError(name + ": found a shipped scene, expected a lesson");
    throw InputError(name + ": found neither a file nor a shipped lesson of that name, the nearest is " +
                     std::string(nearest(name_or_path, names)) + " (coalesce lessons lists them)");
}

}  // namespace coalesce
