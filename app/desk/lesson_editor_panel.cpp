// The panel of the lesson editor: file, captures, what a reader would refuse. Its list and fields are in other files.
#include <imgui.h>
#include <imgui_internal.h>  // which docked panel is in sight

#include <algorithm>
#include <filesystem>

#include "coalesce/model/path_text.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_advice.hpp"
#include "desk/lesson_editor.hpp"
#include "desk/lesson_editor_fields.hpp"
#include "desk/lesson_list.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "formula/text.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Notes which panel of measurements is in sight. The editor lies in the same place: the one before it counts. Panels
/// of the default layout, which nobody opened for the lesson, are not chosen.
void watch_panels(Desk& desk) {
    if (!desk.open.chrome) return;
    struct Watched {
        const char* window;
        bool open;
        std::initializer_list<LessonPanel> shows;
    };
    const OpenPanels& open = desk.open;
    const Watched panels[] = {{"Measurements", open.plots, {LessonPanel::energy, LessonPanel::histogram}},
                              {"Tree", open.tree, {LessonPanel::tree}},
                              {"Theory", open.theory, {LessonPanel::theory}}};
    std::vector<LessonPanel> seen;
    bool any_open = false;
    for (const Watched& panel : panels) {
        any_open = any_open || panel.open;
        const ImGuiWindow* window = panel.open ? ImGui::FindWindowByName(panel.window) : nullptr;
        if (!window || !window->WasActive || window->Hidden || (window->DockIsActive && !window->DockTabIsVisible))
            continue;
        seen.insert(seen.end(), panel.shows);
    }
    PanelsBeside& beside = desk.lesson_editor.beside;
    if ((seen.empty() && any_open) || seen == beside.seen) return;
    beside = {seen, beside.chosen || desk.open.lesson_editor};
}

void edit_popup(Desk& desk) {
    if (!ImGui::BeginPopup("##edit lesson")) return;
    const auto entry = [&](const std::string& name, const std::string& label, const std::string& lesson) {
        if (ImGui::MenuItem(label.c_str())) request_after_draft(desk, {AfterDraft::Kind::edit, lesson});
        name_item("editor.edit." + name);
    };
    if (desk.lesson && !desk.lesson->preview) {
        entry("open", "The open one: “" + visual_order(desk.lesson->lesson.title) + "”", "");
        ImGui::Separator();
    }
    for (const ListedLesson& lesson : listed_lessons())
        entry(lesson.name, "A copy of “" + lesson.title + "”", lesson.name);
    ImGui::Separator();
    if (ImGui::MenuItem("A file…")) desk.files.show(FileDialog::Purpose::edit_lesson);
    name_item("editor.edit.file");
    ImGui::EndPopup();
}

void draw_file_row(Desk& desk) {
    const LessonDraft& draft = desk.lesson_editor.draft;
    if (editor_button("editor.new", "New", "Begins an empty lesson. An unsaved one is asked about first."))
        request_after_draft(desk, {AfterDraft::Kind::begin_new, {}});
    beside_if_fits("Edit…");
    if (editor_button(
            "editor.edit", "Edit…",
            "Opens a lesson to change it: the open one, a file, or a copy of one that comes with the program."))
        ImGui::OpenPopup("##edit lesson");
    edit_popup(desk);
    ImGui::BeginDisabled(!draft.begun());
    beside_if_fits("Save");
    if (editor_button("editor.save", "Save", "Writes the lesson to its file: Ctrl+S while the editor has the focus."))
        request_save_draft(desk, false);
    beside_if_fits("Save as…");
    if (editor_button("editor.save_as", "Save as…", "Writes the lesson to another file, which is then its own."))
        request_save_draft(desk, true);
    ImGui::EndDisabled();
}

void draw_file_name(const LessonDraft& draft) {
    const std::string name =
        draft.file().empty() ? "no file yet" : shown_path(std::filesystem::path(draft.file()).filename().string());
    ImGui::TextDisabled(
        "%s", visual_order(elided(name + (draft.modified() ? " •" : ""), ImGui::GetContentRegionAvail().x)).c_str());
    item_tooltip(draft.modified() ? "The dot says that the lesson has edits that its file does not have."
                                  : "The file has the lesson as it is here.");
}

void draw_history_row(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    ImGui::BeginDisabled(!draft.can_undo());
    const std::string back = "Takes back: " + (draft.can_undo() ? draft.undo_name() : std::string("nothing")) +
                             ". Ctrl+Z does so while the editor has the focus.";
    if (editor_button("editor.undo", "Undo", back.c_str())) draft.undo();
    ImGui::EndDisabled();
    ImGui::BeginDisabled(!draft.can_redo());
    beside_if_fits("Redo");
    const std::string again = "Does again: " + (draft.can_redo() ? draft.redo_name() : std::string("nothing")) + ".";
    if (editor_button("editor.redo", "Redo", again.c_str())) draft.redo();
    ImGui::EndDisabled();
    ImGui::BeginDisabled(!draft.has_step());
    beside_if_fits("▶ Preview");
    if (editor_button("editor.preview", "▶ Preview",
                      "Presents the lesson from the selected step, as the audience will see it. Esc comes back here."))
        preview_draft(desk);
    ImGui::EndDisabled();
}

void draw_capture(Desk& desk, const Frame& frame) {
    LessonEditor& editor = desk.lesson_editor;
    // A change that no frame shows yet has no time.
    ImGui::BeginDisabled(busy(desk) || desk.run().unconfirmed || step_arrives(desk));
    ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_HeaderActive));
    const bool add = named_button("editor.add", "Add a step from here", {-FLT_MIN, 0});
    ImGui::PopStyleColor();
    item_tooltip(
        "Adds a step after the selected one that shows what the run shows now: scene, settings, camera, time, pace, "
        "and the panel that was opened for it.");
    if (add) add_step_from_here(desk, frame);
    ImGui::BeginDisabled(!editor.draft.has_step());
    const bool take = named_button("editor.take", "Take this step from here", {-FLT_MIN, 0});
    item_tooltip("Gives the selected step what the run shows now. Its title, caption, notes and question stay.");
    if (take) take_step_from_here(desk, frame);
    ImGui::EndDisabled();
    ImGui::EndDisabled();
    for (const std::string& sentence : editor.left_out) warning_line(sentence, desk.settings.theme);
}

void draw_about(LessonDraft& draft) {
    std::string author = draft.lesson().author, note = draft.lesson().note;
    if (text_field("editor.author", "Author", "Who made the lesson; a film of it names them.", author))
        draft.edit("author", [&](Lesson& lesson) { lesson.author = author; });
    if (text_field("editor.note", "Note", "What the lesson teaches, and whom; not shown to the audience.", note, 3))
        draft.edit("note", [&](Lesson& lesson) { lesson.note = note; });
    constexpr const char* help =
        "Minutes that a walk with explanations takes; the presenter's clock counts against it.";
    double minutes = draft.lesson().minutes;
    field_label("Minutes", help);
    if (number_entry("editor.minutes", minutes, 0, help))
        draft.edit("minutes", [&](Lesson& lesson) { lesson.minutes = minutes; });
}

/// Lets a click on the line just drawn select the step that it speaks of.
void select_by_click(LessonDraft& draft, const std::string& name, const LessonProblem& problem) {
    name_item(name);
    item_tooltip("A click selects the step.");
    if (ImGui::IsItemClicked() && problem.step) draft.select(*problem.step);
}

void draw_problems(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    // By value: a click selects another step meanwhile.
    const std::vector<LessonProblem> problems = draft.problems();
    if (problems.empty()) return;
    section_title("To be mended before it is saved");
    for (std::size_t k = 0; k < problems.size(); ++k) {
        warning_line(problems[k].line, desk.settings.theme);
        select_by_click(draft, "editor.problem." + std::to_string(k), problems[k]);
    }
}

void draw_advice(LessonDraft& draft) {
    const std::vector<LessonProblem> advice = lesson_advice(draft.lesson());
    for (std::size_t k = 0; k < advice.size(); ++k) {
        ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
        ImGui::TextWrapped("%s", advice[k].line.c_str());
        ImGui::PopStyleColor();
        select_by_click(draft, "editor.advice." + std::to_string(k), advice[k]);
    }
}

/// Problems and advice stand above the fields. While a field is held they keep their room, so that one that vanishes
/// does not move the next field away from under the mouse.
void draw_remarks(Desk& desk) {
    float& kept = desk.lesson_editor.remarks_height;
    const float from = ImGui::GetCursorPosY();
    draw_problems(desk);
    draw_advice(desk.lesson_editor.draft);
    const float height = ImGui::GetCursorPosY() - from;
    if (ImGui::IsAnyItemActive() && height < kept)
        ImGui::Dummy({0, kept - height - ImGui::GetStyle().ItemSpacing.y});
    else
        kept = height;
}

void draw_first_words(Desk& desk, const Frame& frame) {
    ImGui::TextWrapped(
        "A lesson is a list of steps. Each shows a moment of a run with a caption; the audience walks from one to the "
        "next.");
    ImGui::Spacing();
    ImGui::TextWrapped("1.  Open a scene and bring it to where the lesson begins.");
    ImGui::TextWrapped("2.  Add a step from here, and write its caption.");
    ImGui::TextWrapped("3.  Change a setting, the camera or the time, and add the next step.");
    ImGui::TextWrapped("4.  Preview, and save.");
    ImGui::Spacing();
    draw_capture(desk, frame);
}

void draw_step(Desk& desk) {
    const LessonDraft& draft = desk.lesson_editor.draft;
    // A field that is typed into does not go on in another step.
    ImGui::PushID(static_cast<int>(draft.selected()));
    draw_step_texts(desk);
    if (draft.has_step()) draw_step_scene(desk);
    if (draft.has_step()) draw_step_surroundings(desk);
    if (draft.has_step()) draw_step_run(desk);
    if (draft.has_step()) draw_step_question(desk);
    if (draft.has_step()) draw_step_laboratory(desk);
    ImGui::PopID();
}

/// Begins the panel: docked beside the picture, or right of a laboratory, which leaves it room.
bool begin_editor(Desk& desk) {
    const float width = lesson_editor_beside_lab(desk);
    if (width == 0) return begin_panel("editor", lesson_editor_title, &desk.open.lesson_editor);
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos({viewport->WorkPos.x + viewport->WorkSize.x - width, viewport->WorkPos.y});
    ImGui::SetNextWindowSize({width, viewport->WorkSize.y});
    // A window of its own: the docked one keeps its place on the desk. Keys of undo stay with the laboratory at first.
    return begin_panel("editor", "Lesson###Lesson editor beside a laboratory", &desk.open.lesson_editor,
                       ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse |
                           ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoSavedSettings |
                           ImGuiWindowFlags_NoFocusOnAppearing);
}

void draw_draft(Desk& desk, const Frame& frame) {
    LessonDraft& draft = desk.lesson_editor.draft;
    draw_file_name(draft);
    std::string title = draft.lesson().title;
    if (text_field("editor.title", "Lesson", "Title of the lesson, as menus and films name it.", title))
        draft.edit("title", [&](Lesson& lesson) { lesson.title = title; });
    if (section("editor.about", "Author, note, minutes", false, "What is said of the lesson as a whole."))
        draw_about(draft);
    draw_history_row(desk);
    draw_capture(desk, frame);
    draw_step_list(desk);
    draw_remarks(desk);
    if (draft.has_step()) draw_step(desk);
    // One entry of undo holds what was typed or dragged in one go.
    if (!ImGui::IsAnyItemActive()) draft.end_gesture();
}

}  // namespace

float lesson_editor_beside_lab(const Desk& desk) {
    constexpr float ems = 24, most = 0.4f;
    const bool shown = desk.open.lesson_editor && desk.open.chrome && open_lab(desk);
    return shown ? std::min(ems * ImGui::GetFontSize(), most * ImGui::GetMainViewport()->WorkSize.x) : 0;
}

void draw_lesson_editor(Desk& desk, const Frame& frame) {
    LessonEditor& editor = desk.lesson_editor;
    editor.time = frame.time;
    if (desk.leaving.state() == LeaveQuestion::State::quiet && !desk.quit) editor.given_up = false;
    const bool beside_lab = open_lab(desk) != nullptr;
    if (!beside_lab) watch_panels(desk);
    if (!desk.open.lesson_editor || (beside_lab && !desk.open.chrome)) return;
    if (std::exchange(editor.show, false)) ImGui::SetNextWindowFocus();
    if (!begin_editor(desk)) return ImGui::End();
    editor.focused = ImGui::IsWindowFocused(ImGuiFocusedFlags_RootAndChildWindows);
    draw_file_row(desk);
    if (editor.draft.begun())
        draw_draft(desk, frame);
    else
        draw_first_words(desk, frame);
    ImGui::End();
}

}  // namespace coalesce
