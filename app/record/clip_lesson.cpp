#include "record/clip_lesson.hpp"

#include "coalesce/model/error.hpp"
#include "record/clip_file.hpp"

namespace coalesce {
namespace fs = std::filesystem;

bool carries_lesson(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return false;
    try {
        return is_clip(path) && !read_clip(path).lesson.empty();
    } catch (const InputError&) {
        return false;  // whoever opens it says what is wrong
    }
}

Lesson lesson_of(const ClipOrigin& clip, const fs::path& path) {
    return parse_lesson(clip.lesson, path.string(), fs::absolute(path).parent_path());
}

Lesson load_lesson_or_clip(std::string_view name_or_path) {
    if (is_shipped_lesson(name_or_path) || !carries_lesson(name_or_path)) return load_lesson(name_or_path);
    return lesson_of(read_clip(name_or_path), name_or_path);
}

std::string lesson_for_clip(const Lesson& lesson, const fs::path& file) {
    Lesson whole = lesson;
    for (LessonStep& step : whole.steps)
        if (step.scene_name && !is_shipped_scene(*step.scene_name)) step.scene_name.reset();
    return to_json(whole, fs::absolute(file).parent_path());
}

}  // namespace coalesce
