#include "desk/clips.hpp"

#include <utility>

#include "desk/token_file.hpp"
#include "record/clip_file.hpp"
#include "record/clip_lesson.hpp"

namespace coalesce {
namespace fs = std::filesystem;

SceneToOpen load_for_desk(const std::string& name_or_path) {
    if (!is_shipped_scene(name_or_path) && is_token_file(name_or_path)) {
        SceneDocument document = scene_of_tokens(name_or_path);
        Scene start = document.scene;
        return {std::move(document), std::move(start)};
    }
    if (is_shipped_scene(name_or_path) || !is_clip(name_or_path)) {
        SceneDocument document = load_scene(name_or_path);
        Scene start = document.scene;
        return {std::move(document), std::move(start)};
    }
    ClipOrigin origin = read_clip(name_or_path);
    SceneDocument there = document_at_moment(origin);
    return {std::move(there), std::move(origin.document.scene), live::Reach{origin.time, std::move(origin.edits)}};
}

std::string scene_file(const std::string& origin) {
    const bool scene = fs::path(origin).has_parent_path() && !is_clip(origin) && !is_token_file(origin);
    return scene ? origin : "";
}

std::string proposed_scene_file(const std::string& origin) {
    if (!fs::path(origin).has_parent_path()) return origin + ".json";
    const bool other = is_clip(origin) || is_token_file(origin);
    return other ? fs::path(origin).replace_extension(".json").string() : origin;
}

PictureComment comment_of(const OpenRun& run, const Frame& frame, const fs::path& file, const LessonState* lesson) {
    ClipOrigin origin{.document = seen_as(run.document, run.view_shown), .time = frame.time};
    // The frame does not show edits that the simulation has not confirmed.
    if (run.unconfirmed) apply(run.unconfirmed->diff.inverse(), origin.document);
    if (frame.edited) {
        set_dynamics(origin.document.scene, frame.edited->first);
        origin.edits = frame.edited->edits;
    }
    if (lesson) {
        origin.lesson = lesson_for_clip(lesson->lesson, file);
        origin.step = lesson->step;
    }
    origin = within_limit(std::move(origin), file);
    return {clip_comment(origin, file), origin.left_out.empty() ? "" : "; without its scene: " + origin.left_out};
}

}  // namespace coalesce
