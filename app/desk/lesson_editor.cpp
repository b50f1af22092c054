#include "desk/lesson_editor.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "coalesce/document/twins.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_advice.hpp"
#include "desk/lesson_capture.hpp"
#include "desk/lesson_walk.hpp"
#include "record/clip_file.hpp"

namespace coalesce {
namespace {

namespace fs = std::filesystem;

void edit_lesson(Desk& desk, const std::string& name) {
    LessonEditor& editor = desk.lesson_editor;
    editor.left_out.clear();
    if (name.empty()) {
        if (!desk.lesson) return;
        const std::string& origin = desk.lesson->origin;
        // A film or a picture that carries its lesson is no place to save one.
        const bool own = !is_shipped_lesson(origin) && !is_clip(origin);
        editor.draft.open(desk.lesson->lesson, own ? origin : "");
        return editor.draft.select(desk.lesson->step);
    }
    try {
        const bool shipped = is_shipped_lesson(name);
        editor.draft.open(load_lesson(name), shipped ? "" : fs::absolute(name).string());
    } catch (const std::runtime_error& error) {
        report(desk, true, error.what());
    } catch (const std::bad_alloc&) {
        report(desk, true, shown_path(name) + ": not enough memory to read it");
    }
}

void do_after_draft(Desk& desk, const AfterDraft& wanted) {
    LessonEditor& editor = desk.lesson_editor;
    switch (wanted.kind) {
        case AfterDraft::Kind::begin_new:
            editor.left_out.clear();
            editor.draft.open({}, "");
            return;
        case AfterDraft::Kind::edit:
            return edit_lesson(desk, wanted.lesson);
        case AfterDraft::Kind::quit:
            // The lesson stays, since another question may still cancel the quit.
            editor.given_up = true;
            return request(desk, {Intent::Kind::quit, {}});
    }
}

/// Differences of the runs beside the current one, in what may differ.
std::vector<DocumentDiff> twins_of(const Desk& desk) {
    std::vector<DocumentDiff> twins;
    const SceneDocument& first = desk.run().document;
    for (std::size_t k = 0; k < desk.runs.size(); ++k) {
        const SceneDocument& other = desk.runs[k]->document;
        if (k == desk.current || other.scene.dimension != first.scene.dimension) continue;
        DocumentDiff twin;
        for (const Parameter& parameter : parameters())
            if (!shared_by_twins(parameter)) twin.set(first, parameter.key, parameter.get(other));
        if (!twin.empty()) twins.push_back(std::move(twin));
    }
    return twins;
}

DeskMoment present_moment(const Desk& desk, const Frame& frame) {
    const OpenRun& run = desk.run();
    DeskMoment moment{.document = run.document,
                      .origin = run.edits.origin(),
                      .time = frame.time,
                      .playing = run.playing,
                      .pace = run.pace,
                      .edited = frame.edited};
    moment.document.view.yaw = placed_yaw(run);
    moment.panels = desk.lesson_editor.beside.opened();
    moment.twins = twins_of(desk);
    if (const LabWorkspace* lab = open_lab(desk))
        moment.lab = LessonLab{std::string(lab->name), lab->panel->settings()};
    return moment;
}

/// A name for the file of a lesson that has none: its title in letters that every system takes.
std::string proposed_lesson_file(const LessonDraft& draft) {
    if (!draft.file().empty()) return draft.file();
    std::string name;
    for (const char letter : draft.lesson().title) {
        const bool plain = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z');
        const bool capital = letter >= 'A' && letter <= 'Z';
        if (plain || capital)
            name.push_back(capital ? static_cast<char>(letter - 'A' + 'a') : letter);
        else if (!name.empty() && name.back() != '-')
            name.push_back('-');
    }
    while (name.ends_with('-')) name.pop_back();
    return (name.empty() ? "lesson" : name) + ".json";
}

}  // namespace

void open_lesson_editor(Desk& desk) {
    desk.open.lesson_editor = desk.lesson_editor.show = true;
}

void request_after_draft(Desk& desk, const AfterDraft& wanted) {
    if (desk.lesson_editor.draft.modified())
        desk.lesson_editor.asked = wanted;
    else
        do_after_draft(desk, wanted);
}

void save_draft_and_go_on(Desk& desk) {
    LessonEditor& editor = desk.lesson_editor;
    editor.naming = editor.draft.file().empty();
    if (editor.naming) {
        request_save_draft(desk, true);
        if (!desk.files.visible()) keep_draft(desk);  // refused
    } else if (save_draft(desk, editor.draft.file())) {
        discard_draft_and_go_on(desk);
    } else {
        keep_draft(desk);
    }
}

void discard_draft_and_go_on(Desk& desk) {
    LessonEditor& editor = desk.lesson_editor;
    editor.naming = false;
    if (const auto wanted = std::exchange(editor.asked, std::nullopt)) do_after_draft(desk, *wanted);
}

void keep_draft(Desk& desk) {
    desk.lesson_editor.asked.reset();
    desk.lesson_editor.naming = false;
}

bool draft_at_stake(const Desk& desk) {
    return desk.lesson_editor.draft.modified() && !desk.lesson_editor.given_up;
}

void request_save_draft(Desk& desk, bool as) {
    const LessonDraft& draft = desk.lesson_editor.draft;
    if (!draft.begun()) return;
    // Told before a name is asked for.
    if (!draft.problems().empty()) return report(desk, true, "not saved: " + draft.problems().front().line);
    if (!draft.file().empty() && !as)
        save_draft(desk, draft.file());
    else
        desk.files.show(FileDialog::Purpose::save_lesson, proposed_lesson_file(draft));
}

bool save_draft(Desk& desk, const std::string& path) {
    LessonDraft& draft = desk.lesson_editor.draft;
    const std::string file = fs::absolute(path).string();
    try {
        if (!draft.problems().empty()) throw InputError("not saved: " + draft.problems().front().line);
        write_lesson(draft.lesson(), file);
        draft.saved(read_lesson(file), file);
    } catch (const std::runtime_error& error) {
        report(desk, true, error.what());
        return false;
    }
    report(desk, false, "saved " + shown_path(file), file);
    return true;
}

void draft_not_named(Desk& desk) {
    if (desk.lesson_editor.naming) keep_draft(desk);
}

void add_step_from_here(Desk& desk, const Frame& frame) {
    LessonEditor& editor = desk.lesson_editor;
    LessonDraft& draft = editor.draft;
    if (!draft.begun()) draft.open({}, "");
    const std::size_t index = draft.has_step() ? draft.selected() + 1 : 0;
    draft.end_gesture();
    draft.edit("add step " + std::to_string(index + 1),
               [&](Lesson& lesson) { editor.left_out = insert_moment(lesson, index, present_moment(desk, frame)); });
    draft.select(index);
    editor.beside.chosen = false;
}

void take_step_from_here(Desk& desk, const Frame& frame) {
    LessonEditor& editor = desk.lesson_editor;
    const std::size_t index = editor.draft.selected();
    if (!editor.draft.has_step()) return;
    editor.draft.end_gesture();
    editor.draft.edit("take step " + std::to_string(index + 1), [&](Lesson& lesson) {
        editor.left_out = take_moment(lesson, index, present_moment(desk, frame));
    });
    editor.draft.end_gesture();
    editor.beside.chosen = false;
}

void preview_draft(Desk& desk) {
    const LessonDraft& draft = desk.lesson_editor.draft;
    if (!draft.has_step()) return;
    if (!draft.problems().empty()) return report(desk, true, draft.problems().front().line);
    desk.next_frame.emplace_back([lesson = draft.lesson(), step = draft.selected()](Desk& later) {
        preview_lesson(later, lesson, lesson.title.empty() ? "lesson" : lesson.title, step);
    });
}

void show_draft_step(Desk& desk) {
    const LessonDraft& draft = desk.lesson_editor.draft;
    // A lesson with faults cannot be walked; they are told below the list.
    if (!draft.has_step() || !draft.problems().empty()) return;
    desk.next_frame.emplace_back([lesson = draft.lesson(), step = draft.selected()](Desk& later) {
        show_step(later, lesson, lesson.title.empty() ? "lesson" : lesson.title, step);
    });
}

bool perform_in_editor(Desk& desk, Action action) {
    LessonEditor& editor = desk.lesson_editor;
    if (!editor.focused || !editor.draft.begun()) return false;
    switch (action) {
        case Action::undo:
            editor.draft.undo();
            return true;
        case Action::redo:
            editor.draft.redo();
            return true;
        case Action::save:
        case Action::save_as:
            request_save_draft(desk, action == Action::save_as);
            return true;
        default:
            return false;
    }
}

std::string editor_quantity(const std::string& name, const Desk& desk) {
    const LessonDraft& draft = desk.lesson_editor.draft;
    if (name == "open") return desk.open.lesson_editor ? "true" : "false";
    if (name == "begun") return draft.begun() ? "true" : "false";
    if (name == "asks") return desk.lesson_editor.asked ? "true" : "false";
    if (!draft.begun()) return "none";
    if (name == "title") return draft.lesson().title;
    if (name == "steps") return std::to_string(draft.lesson().steps.size());
    if (name == "step") return draft.has_step() ? std::to_string(draft.selected() + 1) : "none";
    if (name == "step_title") return draft.has_step() ? draft.step().title : "none";
    if (name == "caption") return draft.has_step() ? draft.step().caption : "none";
    if (name == "modified") return draft.modified() ? "true" : "false";
    if (name == "problems") return std::to_string(draft.problems().size());
    if (name == "problem") return draft.problems().empty() ? "none" : draft.problems().front().line;
    if (name == "advice") return std::to_string(lesson_advice(draft.lesson()).size());
    if (name == "undo") return draft.can_undo() ? draft.undo_name() : "";
    if (name == "file") return draft.file().empty() ? "none" : shown_path(fs::path(draft.file()).filename().string());
    throw InputError("script: found the quantity 'editor." + name + "', expected one of desk/script.hpp");
}

}  // namespace coalesce
