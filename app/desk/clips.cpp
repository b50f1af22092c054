#include "desk/clips.hpp"

#include <utility>

#include "coalesce/document/twins.hpp"
#include "desk/token_file.hpp"
#include "record/clip_file.hpp"
#include "record/clip_lesson.hpp"

namespace coalesce {
namespace fs = std::filesystem;

namespace {

/// A run as its last frame shows it: the scene that it began with, and the edits on the way.
ClipTwin seen_run(const OpenRun& run) {
    const Frame& frame = *run.frame;
    ClipTwin seen{.document = seen_as(run.document, run.view_shown), .time = frame.time};
    // The frame does not show edits that the simulation has not confirmed.
    if (run.unconfirmed) apply(run.unconfirmed->diff.inverse(), seen.document);
    if (frame.edited) {
        set_dynamics(seen.document.scene, frame.edited->first);
        seen.edits = frame.edited->edits;
    }
    return seen;
}

/// The runs beside the first one. One that does not differ yet is no twin.
std::vector<ClipTwin> seen_beside(const std::vector<std::unique_ptr<OpenRun>>& runs, const SceneDocument& first) {
    std::vector<ClipTwin> twins;
    for (std::size_t k = 1; k < runs.size(); ++k) {
        const OpenRun& run = *runs[k];
        if (!run.frame || run.document.scene.dimension != first.scene.dimension) continue;
        ClipTwin twin = seen_run(run);
        if (!twin_assignments(first, twin.document).empty()) twins.push_back(std::move(twin));
    }
    return twins;
}

}  // namespace

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
    TwinsToOpen beside{.clock = origin.clock};
    for (ClipTwin& twin : origin.twins) {
        SceneDocument document = document_at_moment(origin, twin);
        beside.twins.push_back(
            {std::move(document), std::move(twin.document.scene), live::Reach{twin.time, std::move(twin.edits)}});
    }
    return {std::move(there), std::move(origin.document.scene), live::Reach{origin.time, std::move(origin.edits)},
            std::move(beside)};
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

PictureComment comment_of(const std::vector<std::unique_ptr<OpenRun>>& runs, TwinClock clock, const fs::path& file,
                          const LessonState* lesson) {
    ClipTwin first = seen_run(*runs.front());
    ClipOrigin origin{.document = std::move(first.document), .time = first.time, .edits = std::move(first.edits)};
    origin.twins = seen_beside(runs, origin.document);
    origin.clock = clock;
    if (lesson) {
        origin.lesson = lesson_for_clip(lesson->lesson, file);
        origin.step = lesson->step;
    }
    origin = within_limit(std::move(origin), file);
    return {clip_comment(origin, file), origin.left_out.empty() ? "" : "; without its scene: " + origin.left_out};
}

}  // namespace coalesce
