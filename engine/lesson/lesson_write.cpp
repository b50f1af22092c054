#include <nlohmann/json.hpp>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/path_text.hpp"
#include "document/scene_json.hpp"
#include "document/scene_paths.hpp"
#include "lesson/lesson_json.hpp"
#include "model/json_print.hpp"
#include "model/strict_json.hpp"

namespace coalesce {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// Removes members that equal the default's, and objects that become empty.
void drop_equal(ordered_json& object, const ordered_json& defaults) {
    for (auto member = object.begin(); member != object.end();) {
        const auto same = defaults.find(member.key());
        const bool group = same != defaults.end() && same->is_object() && member->is_object() && member.key() != "law";
        if (group) drop_equal(*member, *same);
        const bool drop = same != defaults.end() && (group ? member->empty() : *member == *same);
        member = drop ? object.erase(member) : std::next(member);
    }
}

/// Returns a scene's keys that differ from the defaults of its dimension.
ordered_json scene_json(const SceneDocument& document) {
    SceneDocument defaults;
    if (document.scene.dimension != defaults.scene.dimension) set_dimension(defaults.scene, document.scene.dimension);
    ordered_json scene = json_of(document), usual = json_of(defaults);
    usual.erase("dimension");
    drop_equal(scene, usual);
    if (document.scene.dimension == SceneDocument{}.scene.dimension) scene.erase("dimension");
    return scene;
}

/// Returns the changes as dotted keys; below the group `prefix` without it.
ordered_json changes_json(const DocumentDiff& diff, int dimension, std::string_view prefix = {}) {
    ordered_json object = ordered_json::object();
    for (const DocumentDiff::Change& change : diff.changes()) {
        const std::string key(change.parameter->key.substr(prefix.size()));
        object[key] = json_of(change.after, dimension);
    }
    return object;
}

ordered_json until_json(const LessonUntil& until) {
    const std::string word(until_words[static_cast<std::size_t>(until.of)]);
    if (until.of == LessonUntil::Of::phase) return {{word, until.phase}};
    if (until.of == LessonUntil::Of::merges || until.of == LessonUntil::Of::clusters)
        return {{word, static_cast<std::int64_t>(until.value)}};
    return {{word, until.value}};
}

ordered_json pace_json(const Pace& pace) {
    ordered_json object{{"unit", pace_words[static_cast<std::size_t>(pace.kind)]}};
    if (pace.kind != Pace::Kind::unlimited) object["value"] = pace.value;
    return object;
}

ordered_json question_json(const LessonQuestion& question) {
    ordered_json object{{"text", question.text}, {"choices", question.choices}, {"answer", question.answer}};
    if (!question.why.empty()) object["why"] = question.why;
    return object;
}

ordered_json lab_json(const LessonLab& lab) {
    ordered_json object{{"name", lab.name}};
    for (const Assignment& assignment : lab.set) {
        const std::size_t equals = assignment.find('=');
        const std::string key = assignment.substr(0, equals), text = assignment.substr(equals + 1);
        try {
            object["set"][key] = parse_strict_json(text);
        } catch (const Issue&) {
            object["set"][key] = text;
        }
    }
    return object;
}

void add_opening(const LessonStep& step, ordered_json& keys) {
    if (step.scene_name)
        keys["scene"] = *step.scene_name;
    else if (step.scene)
        keys["scene"] = scene_json(*step.scene);
    if (step.lab) keys["lab"] = lab_json(*step.lab);
}

/// @param dimension  of the document after the step
ordered_json step_json(const LessonStep& step, int dimension) {
    const LessonStep usual;
    ordered_json keys = ordered_json::object();
    if (!step.title.empty()) keys["title"] = step.title;
    if (!step.caption.empty()) keys["caption"] = step.caption;
    if (!step.notes.empty()) keys["notes"] = step.notes;
    add_opening(step, keys);
    if (!step.set.empty()) keys["set"] = changes_json(step.set, dimension);
    if (step.over != usual.over) keys["over"] = step.over;
    if (!step.view.empty()) keys["view"] = changes_json(step.view, dimension, "view.");
    if (step.camera_over != usual.camera_over) keys["camera_over"] = step.camera_over;
    if (step.seek) keys["seek"] = *step.seek;
    if (step.pace) keys["pace"] = pace_json(*step.pace);
    if (step.play) keys["play"] = *step.play;
    if (step.until) keys["until"] = until_json(*step.until);
    if (step.twin_change == TwinChange::end) keys["twin"] = nullptr;
    if (step.twin_change == TwinChange::begin) keys["twin"] = changes_json(step.twin, dimension);
    if (step.show) {
        keys["show"] = ordered_json::array();
        for (const LessonPanel panel : *step.show) keys["show"].push_back(panel_words[static_cast<std::size_t>(panel)]);
    }
    if (!step.point_at.empty()) keys["point_at"] = step.point_at;
    if (step.question) keys["question"] = question_json(*step.question);
    return keys;
}

void place_law(InitialLaw& law, const fs::path& folder) {
    if (auto* file = std::get_if<FileLaw>(&law)) file->path = named_from(folder, file->path, file->relative);
}

/// Names token files from `folder`.
DocumentDiff placed(const DocumentDiff& diff, const fs::path& folder) {
    DocumentDiff moved;
    for (DocumentDiff::Change change : diff.changes()) {
        if (auto* law = std::get_if<InitialLaw>(&change.after)) place_law(*law, folder);
        moved.append(change);
    }
    return moved;
}

/// Holds if the scene that the step names is found from `folder` too.
bool is_named_in(const LessonStep& step, const fs::path& folder) {
    for (const ShippedScene& shipped : shipped_scenes())
        if (shipped.name == *step.scene_name) return true;
    std::error_code error;
    return fs::is_regular_file(resolved(folder, read_path(*step.scene_name)), error);
}

}  // namespace

std::string to_json(const Lesson& lesson) {
    ordered_json root{{"coalesce_lesson", 1}};
    if (!lesson.title.empty()) root["title"] = lesson.title;
    if (!lesson.author.empty()) root["author"] = lesson.author;
    if (!lesson.note.empty()) root["note"] = lesson.note;
    if (lesson.minutes != 0) root["minutes"] = lesson.minutes;
    root["steps"] = ordered_json::array();
    for (std::size_t k = 0; k < lesson.steps.size(); ++k)
        root["steps"].push_back(step_json(lesson.steps[k], document_after(lesson, k).scene.dimension));
    constexpr std::size_t steps_level = 2;
    return printed(root, steps_level);
}

std::string to_json(const Lesson& lesson, const fs::path& folder) {
    Lesson moved = lesson;
    for (LessonStep& step : moved.steps) {
        if (step.scene_name && step.scene && !is_named_in(step, folder)) step.scene_name.reset();
        if (step.scene && !step.scene_name) place_law(step.scene->scene.tokens.law, folder);
        step.set = placed(step.set, folder);
        step.twin = placed(step.twin, folder);
    }
    return to_json(moved);
}

void write_lesson(const Lesson& lesson, const fs::path& path) {
    write_file(path, to_json(lesson, fs::absolute(path).parent_path()));
}

}  // namespace coalesce
