#include <cstdio>
#include <filesystem>
#include <string>

#include "coalesce/document/twins.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/text.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/render_lesson.hpp"
#include "record/clip_file.hpp"
#include "record/clip_lesson.hpp"

namespace coalesce::command {
namespace {

void write_out(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

void write_out(const SceneDocument& document, const std::string& name) {
    write_out(to_json(document));
    const auto* law = std::get_if<FileLaw>(&document.scene.tokens.law);
    std::error_code error;
    if (law && !std::filesystem::exists(law->path, error))
        std::fprintf(stderr, "coalesce: %s: its tokens are in %s, which is not there\n", name.c_str(),
                     law->path.c_str());
}

/// Says on stderr what the scene does not: the moment of the clip, and the program that wrote it.
void note_moment(const ClipOrigin& origin, const std::string& name) {
    const ViewState& view = origin.document.view;
    const std::string step =
        origin.lesson.empty() ? "" : "step " + std::to_string(origin.step + 1) + " of its lesson, ";
    std::string beside;
    for (const ClipTwin& twin : origin.twins)
        beside += "; beside it " + twin_assignments(origin.document, twin.document);
    std::fprintf(stderr, "coalesce: %s: %st = %s, camera at yaw %s, pitch %s, distance %s%s; written by %s\n",
                 name.c_str(), step.c_str(), decimal_text(origin.time).c_str(),
                 decimal_text(origin.yaw.value_or(view.yaw)).c_str(), decimal_text(view.pitch).c_str(),
                 decimal_text(view.distance).c_str(), beside.c_str(), origin.program.c_str());
}

void print_scene(const std::string& name) {
    if (!is_shipped_scene(name) && is_clip(name)) {
        // A laboratory has no scene; its metadata are JSON as they are.
        if (const auto lab = read_lab_clip(name)) return write_out(lab_comment(*lab) + "\n");
        const ClipOrigin origin = read_clip(name);
        note_moment(origin, name);
        if (!origin.lesson.empty()) return write_out(to_json(lesson_of(origin, name)));
        note_edits(origin, name);
        return write_out(origin.document, name);
    }
    if (names_lesson(name)) return write_out(to_json(load_lesson(name)));
    write_out(load_scene(name), name);
}

}  // namespace

void add_scene(Command root) {
    Command command = root.add_subcommand("scene", "Print the scene that a picture or film carries, as JSON");
    auto file = std::make_shared<std::string>();
    command
        .add_option(
            "FILE", *file,
            "A .png, .gif, .mp4 or .webm that the program wrote; of a scene or lesson, its file or shipped name")
        .type_name("")
        .check(not_empty())
        .required();
    command.footer(
        "Every picture and film carries the scene that it shows. A film of a lesson carries the lesson, one of a\n"
        "laboratory its name, settings and place.\n"
        "A line on stderr says its time, camera and program.\n"
        "Example:\n"
        "  coalesce scene film.mp4 > film.json");
    command.callback([file] { print_scene(*file); });
}

}  // namespace coalesce::command
