#include <imgui.h>

#include <algorithm>

#include "coalesce/model/path_text.hpp"
#include "desk/diagram_panel.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_editor.hpp"
#include "desk/lesson_list.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/panels.hpp"
#include "desk/twins.hpp"
#include "desk/welcome.hpp"
#include "desk/widgets.hpp"
#include "view/typeset.hpp"

namespace coalesce {
namespace {

bool item(const char* name, const char* label, const char* keys = nullptr, bool selected = false, bool enabled = true) {
    const bool chosen = ImGui::MenuItem(label, keys, selected, enabled);
    name_item(name);
    return chosen;
}

/// Begins a menu and names the rectangle of its label: while the menu is open, Dear ImGui's last item is its popup.
bool begin_menu(const char* name, const char* label, bool enabled = true) {
    const ImVec2 from = ImGui::GetCursorScreenPos();
    widget_map().add(name, from, {from.x + ImGui::CalcTextSize(label).x, from.y + ImGui::GetFrameHeight()});
    return ImGui::BeginMenu(label, enabled);
}

void file_menu(Desk& desk) {
    if (item("menu.open", "Open…", "Ctrl+O")) desk.files.show(FileDialog::Purpose::open_scene);
    if (begin_menu("menu.recent", "Recent", !desk.settings.recent.empty())) {
        const std::vector<std::string> recent = desk.settings.recent;
        for (const std::string& file : recent)
            if (item(("menu.recent." + file).c_str(), (visual_order(shown_path(file)) + "##" + file).c_str()))
                request(desk, {Intent::Kind::open, file});
        ImGui::EndMenu();
    }
    // A laboratory has no file: Export writes its results, and a picture of it opens it again.
    const bool lab = open_lab(desk) != nullptr;
    if (item("menu.save", lab ? "Save the tokens' scene" : "Save", lab ? nullptr : "Ctrl+S")) request_save(desk, false);
    if (item("menu.save_as", lab ? "Save the tokens' scene as…" : "Save as…", lab ? nullptr : "Ctrl+Shift+S"))
        request_save(desk, true);
    ImGui::Separator();
    if (item("menu.screenshot", "Screenshot", "F12")) request_screenshot(desk);
    if (item("menu.record", "Record…", "Ctrl+R")) desk.open.record = true;
    ImGui::Separator();
    if (item("menu.quit", "Quit", "Ctrl+Q")) request(desk, {Intent::Kind::quit, {}});
}

void edit_menu(Desk& desk) {
    if (LabWorkspace* lab = open_lab(desk)) {
        const LabHistory& history = lab->panel->history();
        if (item("menu.undo", ("Undo " + history.undo_name()).c_str(), "Ctrl+Z", false, history.can_undo()))
            undo_in_lab(desk, *lab, false);
        if (item("menu.redo", ("Redo " + history.redo_name()).c_str(), "Ctrl+Y", false, history.can_redo()))
            undo_in_lab(desk, *lab, true);
        return;
    }
    const std::string undo_label = "Undo " + (desk.run().edits.can_undo() ? desk.run().edits.undo_name() : "");
    const std::string redo_label = "Redo " + (desk.run().edits.can_redo() ? desk.run().edits.redo_name() : "");
    if (item("menu.undo", visual_order(undo_label).c_str(), "Ctrl+Z", false, desk.run().edits.can_undo())) undo(desk);
    if (item("menu.redo", visual_order(redo_label).c_str(), "Ctrl+Y", false, desk.run().edits.can_redo())) redo(desk);
    ImGui::Separator();
    if (item("menu.twin", "Twin…")) ask_for_twin(desk);
    ImGui::SetItemTooltip("Puts a second run of the same tokens beside this one");
}

void view_menu(Desk& desk) {
    struct Panel {
        const char *name, *label;
        bool* open;
    };
    OpenPanels& open = desk.open;
    for (const Panel& panel :
         {Panel{"menu.panel.scenes", "Scenes", &open.scenes}, Panel{"menu.panel.tokens", "Tokens", &open.tokens},
          Panel{"menu.panel.model", "Model", &open.model}, Panel{"menu.panel.look", "Look", &open.look},
          Panel{"menu.panel.plots", "Measurements", &open.plots}, Panel{"menu.panel.tree", "Tree", &open.tree},
          Panel{"menu.panel.theory", "Theory", &open.theory}, Panel{"menu.panel.token", "Token", &open.token},
          Panel{"menu.panel.transport", "Transport", &open.transport}}) {
        ImGui::MenuItem(panel.label, nullptr, panel.open, open_lab(desk) == nullptr);
        name_item(panel.name);
    }
    if (item("menu.panel.diagram", "Phase diagram", nullptr, desk.diagram && desk.diagram->shown(),
             desk.diagram != nullptr && open_lab(desk) == nullptr))
        desk.diagram->show();
    ImGui::SetItemTooltip("Shows the sweep that was opened; Open takes a sweep's file or its sweep.json");
    if (item("menu.layout", "Default layout")) desk.restore_layout = true;
    ImGui::SetItemTooltip("Puts every panel at its default place, and opens those that are always of use");
    ImGui::Separator();
    if (item("menu.camera", "Reset camera", "C")) reset_camera(desk);
    if (item("menu.light", "Light theme", "L", desk.settings.theme == Theme::light)) toggle_theme(desk);
    if (item("menu.chrome", "Picture only", "Tab", !desk.open.chrome)) desk.open.chrome = !desk.open.chrome;
    if (item("menu.fullscreen", "Full screen", "F11", desk.fullscreen)) desk.fullscreen = !desk.fullscreen;
}

void labs_menu(Desk& desk) {
    for (LabWorkspace& lab : desk.labs) {
        const std::string name = "menu.labs." + std::string(lab.name);
        if (item(name.c_str(), lab.title, nullptr, lab.open)) lab.open ? leave_lab(desk) : show_lab(desk, lab);
        ImGui::SetItemTooltip("Opens a laboratory: %s", lab.about);
    }
    ImGui::Separator();
    if (item("menu.labs.back", "Back to the tokens", "Esc", false, open_lab(desk) != nullptr)) leave_lab(desk);
}

/// An unfinished lesson is offered first.
void lessons_menu(Desk& desk) {
    if (desk.lesson) {
        const LessonState& lesson = *desk.lesson;
        const std::string resumed = "Back to “" + visual_order(lesson.lesson.title) + "”, step " +
                                    std::to_string(lesson.step + 1) + " of " +
                                    std::to_string(lesson.lesson.steps.size());
        if (item("menu.lessons.back", resumed.c_str(), "Ctrl+L")) desk.next_frame.emplace_back(back_to_lesson);
        if (on_your_turn(desk) && item("menu.lessons.leave", "Leave the lesson"))
            desk.next_frame.emplace_back(leave_lesson);
        ImGui::Separator();
    }
    for (const ListedLesson& lesson : listed_lessons())
        if (item(("menu.lessons." + lesson.name).c_str(), typeset(lesson.title).c_str(), lesson.length.c_str()))
            request(desk, {Intent::Kind::open, lesson.name});
    ImGui::Separator();
    if (item("menu.lessons.open", "Open…")) desk.files.show(FileDialog::Purpose::open_lesson);
    ImGui::Separator();
    if (item("menu.lessons.editor", "Lesson editor", nullptr, desk.open.lesson_editor)) {
        if (desk.open.lesson_editor)
            desk.open.lesson_editor = false;
        else
            open_lesson_editor(desk);
    }
    ImGui::SetItemTooltip("Makes a lesson of what the run shows: steps, captions, questions");
    if (item("menu.lessons.add", "Add a step from here", nullptr, false, !busy(desk) && !desk.run().unconfirmed))
        desk.next_frame.emplace_back([](Desk& later) {
            add_step_from_here(later, later.run().simulation->latest());
            open_lesson_editor(later);
            const LessonDraft& draft = later.lesson_editor.draft;
            report(later, false, "added step " + std::to_string(draft.selected() + 1) + " to the lesson");
        });
    ImGui::SetItemTooltip("Adds what is shown now to the lesson in the editor");
}

/// A step that the lesson editor shows leads back to what was open, a lesson's pause to the lesson.
const char* way_back(const Desk& desk) {
    return step_shown(desk) ? "Back to what was open" : "Back to the lesson";
}

/// Returns 0 unless a lesson waits.
float lesson_button_width(const Desk& desk) {
    const ImGuiStyle& style = ImGui::GetStyle();
    const float frame = 2 * style.FramePadding.x + style.WindowPadding.x;
    return on_your_turn(desk) ? ImGui::CalcTextSize(way_back(desk)).x + frame : 0;
}

/// Draws the way back at the right end of the bar while the lesson waits.
void draw_lesson_button(Desk& desk, float width) {
    ImGui::SameLine(ImGui::GetWindowWidth() - width);
    ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_HeaderActive));
    const bool shown = step_shown(desk);
    if (named_button("lesson.back", way_back(desk)))
        desk.next_frame.emplace_back(shown ? leave_lesson : back_to_lesson);
    ImGui::PopStyleColor();
    ImGui::SetItemTooltip("%s", shown ? "Shows the run again that was open before a step was clicked in the editor"
                                      : "Discards what was changed here and goes on where the lesson waits: Ctrl+L");
}

/// Draws the title in the middle of the bar, or right of the menus if it does not fit there; elided to the width left.
/// @param right  width that is taken at the right end of the bar
void draw_title(const std::string& title, float right) {
    const float left = ImGui::GetCursorPosX() + ImGui::GetStyle().ItemSpacing.x;
    const float room = ImGui::GetWindowWidth() - left - right - ImGui::GetFontSize();
    const std::string shown = visual_order(elided(title, room));
    ImGui::SameLine(std::max(left, 0.5f * (ImGui::GetWindowWidth() - ImGui::CalcTextSize(shown.c_str()).x)));
    ImGui::TextDisabled("%s", shown.c_str());
    name_item("menu.title");
    if (shown != title) ImGui::SetItemTooltip("%s", visual_order(title).c_str());
}

}  // namespace

void draw_menu(Desk& desk) {
    if (!ImGui::BeginMainMenuBar()) return;
    if (begin_menu("menu.file", "File")) {
        file_menu(desk);
        ImGui::EndMenu();
    }
    if (begin_menu("menu.edit", "Edit")) {
        edit_menu(desk);
        ImGui::EndMenu();
    }
    if (begin_menu("menu.view", "View")) {
        view_menu(desk);
        ImGui::EndMenu();
    }
    if (begin_menu("menu.labs", "Labs")) {
        labs_menu(desk);
        ImGui::EndMenu();
    }
    if (begin_menu("menu.lessons", "Lessons")) {
        lessons_menu(desk);
        ImGui::EndMenu();
    }
    if (begin_menu("menu.help", "Help")) {
        if (item("menu.welcome", "Welcome…")) show_welcome(desk);
        if (item("menu.keys", "Keys", "?")) desk.open.help = true;
        ImGui::TextDisabled("Coalesce " COALESCE_VERSION);
        ImGui::EndMenu();
    }
    const float button = lesson_button_width(desk);
    const LabWorkspace* lab = open_lab(desk);
    draw_title(lab ? lab->title : desk.title, button);
    if (button > 0) draw_lesson_button(desk, button);
    ImGui::EndMainMenuBar();
}

}  // namespace coalesce
