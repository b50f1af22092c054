#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <span>

#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/lesson_editor.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "record/video.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {

namespace {

struct Shortcut {
    const char *keys, *what;
};
/// Keys while a lesson is presented.
constexpr Shortcut lesson_shortcuts[] = {
    {"Space   →   Page Down", "next: the answer to a question, the next step"},
    {"←   Page Up", "back, as it was"},
    {"1  …  9   0   Home", "go to a step, the tenth, the first"},
    {"digits   ↑  ↓", "hands for a choice, other choice"},
    {"P", "play, pause"},
    {"Y", "your turn: all controls"},
    {"B", "black"},
    {"N", "notes and clock"},
    {"M", "spotlight, magnifier"},
    {"Esc", "leave the lesson"},
};
constexpr Shortcut shortcuts[] = {
    {"Space", "play, pause"},
    {"S  or  →", "one step"},
    {"R", "reset to the initial cloud"},
    {",   .", "previous, next merge or phase"},
    {"Home   End", "start, end of the computed time"},
    {"drag the timeline", "show an earlier time"},
    {"↑  ↓", "faster, slower"},
    {"C", "reset the camera"},
    {"T", "turntable"},
    {"L", "light, dark theme"},
    {"Tab", "show only the picture"},
    {"F11", "full screen"},
    {"F12", "screenshot"},
    {"Ctrl+R", "record a video"},
    {"Ctrl+O   Ctrl+S   Ctrl+Shift+S", "open, save, save as"},
    {"Ctrl+Z   Ctrl+Y", "undo, redo"},
    {"drag   wheel   right drag", "orbit, zoom, pan"},
    {"click a number", "type a value"},
    {"click a token", "pin it: what it attends to"},
    {"drag a pinned token", "push it along the sphere"},
    {"K   Shift+K", "pin a token of the next, last cluster"},
    {"double click beside the tokens", "reset the camera"},
    {"Enter", "explain a row of Theory, the next one"},
    {"Ctrl+L", "back to the lesson"},
    {"?  or  F1", "show or hide these keys"},
};

void centre_next_window() {
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5f, 0.5f});
}

void list_keys(const char* table, std::span<const Shortcut> keys) {
    if (!ImGui::BeginTable(table, 2, ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_NoHostExtendX)) return;
    // Widths are given, so that the sheet has its size, and its place, in its first frame.
    float names = 0, words = 0;
    for (const Shortcut& shortcut : keys) {
        ImGui::PushFont(semibold_font(), 0);
        names = std::max(names, ImGui::CalcTextSize(shortcut.keys).x);
        ImGui::PopFont();
        words = std::max(words, ImGui::CalcTextSize(shortcut.what).x);
    }
    ImGui::TableSetupColumn("keys", ImGuiTableColumnFlags_WidthFixed, names);
    ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthFixed, words);
    for (const Shortcut& shortcut : keys) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::PushFont(semibold_font(), 0);
        ImGui::TextUnformatted(shortcut.keys);
        ImGui::PopFont();
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(shortcut.what);
    }
    ImGui::EndTable();
}

}  // namespace

void draw_help_sheet(Desk& desk) {
    if (!desk.open.help) return;
    centre_next_window();
    // The sheet scrolls if it is higher than the window.
    const ImVec2 room = ImGui::GetMainViewport()->WorkSize;
    ImGui::SetNextWindowSizeConstraints({0, 0}, {0.96f * room.x, 0.96f * room.y});
    ImGui::Begin("Keys", &desk.open.help,
                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoSavedSettings);
    constexpr float two_columns = 56;  // in text sizes
    ImGui::BeginGroup();
    list_keys("keys", shortcuts);
    ImGui::EndGroup();
    if (room.x > two_columns * ImGui::GetFontSize()) ImGui::SameLine(0, 2 * ImGui::GetFontSize());
    ImGui::BeginGroup();
    section_title("While a lesson is presented");
    list_keys("lesson keys", lesson_shortcuts);
    ImGui::EndGroup();
    const ImVec2 corner = ImGui::GetWindowPos(), extent = ImGui::GetWindowSize();
    widget_map().add("help.sheet", corner, {corner.x + extent.x, corner.y + extent.y});
    ImGui::End();
}

namespace {

/// Begins a modal question; call end_question if it returns true.
bool begin_question(const char* title, bool asked) {
    if (asked && !ImGui::IsPopupOpen(title)) ImGui::OpenPopup(title);
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5f, 0.5f});
    if (!ImGui::BeginPopupModal(title, nullptr, ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings))
        return false;
    if (asked) return true;
    ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
    return false;
}

void end_question(bool answered) {
    if (answered) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
}

void question_text(const std::string& text) {
    ImGui::PushTextWrapPos(28 * ImGui::GetFontSize());
    ImGui::TextUnformatted(wrapped(text, 27 * ImGui::GetFontSize()).c_str());
    ImGui::PopTextWrapPos();
    ImGui::Spacing();
}

/// Draws the button of the answer that Enter selects.
bool first_answer(const char* name, const char* label, ImVec2 size) {
    ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_HeaderActive));
    const bool pressed = named_button(name, label, size);
    ImGui::PopStyleColor();
    ImGui::SetItemTooltip("Enter");
    ImGui::SameLine();
    return pressed;
}

bool cancel_answer(ImVec2 size) {
    const bool pressed = named_button("leave.cancel", "Cancel", size);
    ImGui::SetItemTooltip("Escape");
    return pressed;
}

void draw_recording_question(Desk& desk) {
    const bool asked = desk.recorder.process && desk.leaving.state() == LeaveQuestion::State::recording;
    if (!begin_question("A recording is running", asked)) return;
    const std::string& path = desk.recorder.process->settings().path;
    question_text(shown_path(path) + ": " + desk.recorder.process->progress() + ".\n" +
                  (keeps_part(path) ? "If you stop it now, the file keeps the frames recorded so far."
                                    : "If you stop it now, no file is kept: a part of such a file cannot be read."));
    const ImVec2 size{9 * ImGui::GetFontSize(), 0};
    const bool finish = first_answer("leave.finish", "Finish, then quit", size);
    const bool stop = named_button("leave.stop", "Stop and quit", size);
    ImGui::SameLine();
    const bool cancel = cancel_answer(size);
    if (finish) quit_after_recording(desk);
    if (stop) stop_recording_and_quit(desk);
    if (cancel) desk.leaving.cancel();
    end_question(finish || stop || cancel);
}

void draw_edits_question(Desk& desk) {
    if (!begin_question("Unsaved edits", desk.leaving.state() == LeaveQuestion::State::asking)) return;
    const std::string& name = desk.run().document.scene.name;
    const std::string shown = "“" + (name.empty() ? shown_path(desk.run().edits.origin()) : name) + "”";
    // A user who has just saved a lesson must not fear for it.
    const bool lesson = desk.lesson_editor.draft.begun() && !desk.lesson_editor.draft.modified();
    question_text(modified(desk)
                      ? "The edits of the scene " + shown + " are not saved" + (lesson ? "; the lesson is." : ".")
                      : "The settings of the Tokens panel for " + shown +
                            " have not been applied: no cloud was drawn from them.");
    const ImVec2 size{8 * ImGui::GetFontSize(), 0};
    const bool save = first_answer("leave.save", "Save", size);
    const bool discard = named_button("leave.discard", "Discard", size);
    ImGui::SameLine();
    const bool cancel = cancel_answer(size);
    if (save) save_and_leave(desk);
    if (discard) discard_and_leave(desk);
    if (cancel) desk.leaving.cancel();
    end_question(save || discard || cancel);
}

void draw_draft_question(Desk& desk) {
    const LessonEditor& editor = desk.lesson_editor;
    if (!begin_question("Unsaved lesson", editor.asked && !editor.naming)) return;
    const std::string& title = editor.draft.lesson().title;
    question_text((title.empty() ? "The lesson that you are making" : "The lesson “" + title + "”") + " is not saved.");
    const ImVec2 size{8 * ImGui::GetFontSize(), 0};
    const bool save = first_answer("draft.save", "Save", size);
    const bool discard = named_button("draft.discard", "Discard", size);
    ImGui::SameLine();
    const bool cancel = cancel_answer(size);
    if (save) save_draft_and_go_on(desk);
    if (discard) discard_draft_and_go_on(desk);
    if (cancel) keep_draft(desk);
    end_question(save || discard || cancel);
}

}  // namespace

void draw_leave_question(Desk& desk) {
    draw_recording_question(desk);
    draw_draft_question(desk);
    draw_edits_question(desk);
}

void draw_file_dialog(Desk& desk) {
    const bool chosen = desk.files.draw();
    const bool naming = desk.leaving.state() == LeaveQuestion::State::naming;
    if (naming && !chosen && !desk.files.visible()) desk.leaving.not_saved();
    if (!chosen && !desk.files.visible()) draft_not_named(desk);
    if (!chosen) return;
    const std::string& file = desk.files.chosen();
    switch (desk.files.purpose()) {
        case FileDialog::Purpose::open_scene:
        case FileDialog::Purpose::open_lesson:
        case FileDialog::Purpose::open_tokens:
            request(desk, {Intent::Kind::open, file});
            break;
        case FileDialog::Purpose::edit_lesson:
            request_after_draft(desk, {AfterDraft::Kind::edit, file});
            break;
        case FileDialog::Purpose::save_lesson:
            if (save_draft(desk, file))
                discard_draft_and_go_on(desk);
            else
                keep_draft(desk);
            break;
        case FileDialog::Purpose::save_scene:
            naming ? save_and_leave_as(desk, file) : static_cast<void>(save_scene(desk, file));
            break;
        case FileDialog::Purpose::export_csv:
            export_series(desk, file);
            break;
        case FileDialog::Purpose::export_png:
            desk.panel_picture.wanted.path = desk.panel_picture.replacing = file;
            break;
        case FileDialog::Purpose::token_file:
            desk.run().draft.edit([&](TokenSpec& tokens) { tokens.law = FileLaw{file}; });
            break;
        case FileDialog::Purpose::film:
            // The file dialogue has asked whether an existing film may be replaced.
            desk.recorder.settings.path = desk.recorder.replacing = file;
            break;
    }
}

}  // namespace coalesce
