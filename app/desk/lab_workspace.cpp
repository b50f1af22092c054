#include "desk/lab_workspace.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "desk/lab_transport.hpp"
#include "desk/messages.hpp"
#include "desk/widgets.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Share of the course that a step takes, of a course without whole numbers.
constexpr double course_step = 1.0 / 200;

/// Draws the name of the laboratory and the way back.
void draw_bar(Desk& desk, const LabWorkspace& lab) {
    const ImGuiStyle& style = ImGui::GetStyle();
    constexpr const char* back = "Back to the tokens";
    const float button = ImGui::CalcTextSize(back).x + 2 * style.FramePadding.x;
    ImGui::AlignTextToFramePadding();
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted((std::string("Laboratory: ") + lab.title).c_str());
    ImGui::PopFont();
    name_item("lab.title");
    ImGui::SameLine();
    const float right = ImGui::GetWindowWidth() - button - style.WindowPadding.x;
    const std::string about = elided(lab.about, right - ImGui::GetCursorPosX() - style.ItemSpacing.x);
    ImGui::TextDisabled("%s", about.c_str());
    ImGui::SameLine(right);
    if (named_button("lab.back", back)) leave_lab(desk);
    ImGui::SetItemTooltip("Shows the run again, as it was; this laboratory keeps its parameters: Esc");
}

/// Draws parameters, numbers and export in a column of their own.
void draw_lab_column(Desk& desk, const LabWorkspace& lab) {
    const float button = 6 * ImGui::GetFontSize();
    ImGui::AlignTextToFramePadding();
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted("Parameters");
    ImGui::PopFont();
    ImGui::SameLine(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - button);
    if (named_button(lab_widget(lab, "defaults"), "Defaults", {button, 0})) lab.panel->take_settings({});
    ImGui::SetItemTooltip("Gives every parameter of this laboratory its first value; undo brings yours back");
    lab.panel->draw_column(desk.settings.theme);
}

/// @param below  height of the transport under it, pixels
void draw_lab_body(Desk& desk, const LabWorkspace& lab, float below) {
    ImGui::BeginChild("##body", {0, ImGui::GetContentRegionAvail().y - below});
    if (desk.open.chrome) {
        const LabColumns columns;
        if (columns.begin_settings()) draw_lab_column(desk, lab);
        ImGui::EndChild();
        if (columns.begin_charts()) lab.panel->draw_beside_column(desk.settings.theme);
        ImGui::EndChild();
    } else {
        lab.panel->draw_alone(desk.settings.theme);
    }
    ImGui::EndChild();
}

/// Records parameters that were changed, once the widget is let go of.
void note_parameters(const LabWorkspace& lab) {
    const auto course = lab.panel->course();
    const bool swept = course && course->parameter && lab.panel->playing();
    lab.panel->history().note(lab.panel->settings(), ImGui::IsAnyItemActive() || swept);
}

/// @param taken  width of the window that something else takes at the right, points
void draw_lab_window(Desk& desk, LabWorkspace& lab, float taken) {
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const ImVec2 size{viewport->WorkSize.x - taken, viewport->WorkSize.y};
    ImGui::SetNextWindowPos(viewport->WorkPos);
    ImGui::SetNextWindowSize(size);
    ImGui::Begin("##laboratory", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse);
    // Scripts know the laboratory by this name, as a panel.
    widget_map().add("panel.lab." + std::string(lab.name), viewport->WorkPos,
                     {viewport->WorkPos.x + size.x, viewport->WorkPos.y + size.y});
    if (desk.open.chrome) {
        draw_bar(desk, lab);
        ImGui::Separator();
    }
    const auto course = lab.panel->course();
    const bool transport = desk.open.chrome && course;
    draw_lab_body(desk, lab, transport ? lab_transport_height() : 0);
    if (transport) {
        ImGui::Separator();
        draw_lab_transport(desk, lab, *course);
    }
    note_parameters(lab);
    ImGui::End();
}

}  // namespace

const LabWorkspace* open_lab(const Desk& desk) {
    const auto found =
        std::find_if(desk.labs.begin(), desk.labs.end(), [](const LabWorkspace& lab) { return lab.open; });
    return found == desk.labs.end() ? nullptr : &*found;
}

LabWorkspace* open_lab(Desk& desk) {
    return const_cast<LabWorkspace*>(open_lab(std::as_const(desk)));
}

LabWorkspace* find_lab(Desk& desk, std::string_view name) {
    const auto found =
        std::find_if(desk.labs.begin(), desk.labs.end(), [&](const LabWorkspace& lab) { return lab.name == name; });
    return found == desk.labs.end() ? nullptr : &*found;
}

void show_lab(Desk& desk, LabWorkspace& lab) {
    if (lab.open) return;
    if (LabWorkspace* former = open_lab(desk)) {
        former->open = false;
        former->panel->play(false);
    } else {
        // A laboratory needs the processors.
        desk.played_before_lab = desk.run().playing;
        if (desk.run().playing) play(desk, false);
    }
    lab.open = true;
    if (!lab.panel) lab.panel = lab.make(desk.wake);
}

void leave_lab(Desk& desk) {
    LabWorkspace* lab = open_lab(desk);
    if (!lab) return;
    lab->open = false;
    lab->panel->play(false);
    if (std::exchange(desk.played_before_lab, false)) play(desk, true);
}

void undo_in_lab(Desk& desk, LabWorkspace& lab, bool redo) {
    LabHistory& history = lab.panel->history();
    if (redo ? !history.can_redo() : !history.can_undo()) return;
    try {
        lab.panel->take_settings(redo ? history.redo() : history.undo());
    } catch (const InputError& error) {
        report(desk, true, error.what());
    }
}

void move_lab(LabPanel& panel, Action action) {
    const auto course = panel.course();
    if (!course) return;
    const double share = panel.playback().share;
    const double step = course->whole && !course->logarithmic ? 1 / (course->until - course->from) : course_step;
    switch (action) {
        case Action::play:
            return panel.toggle_play();
        case Action::reset:
            return panel.reset();
        case Action::step:
            panel.play(false);
            return panel.go_to(share + step);
        case Action::start:
            return panel.go_to(0);
        case Action::end:
            return panel.go_to(1);
        default:
            return;
    }
}

void open_lab_clip(Desk& desk, const ClipLab& clip, const std::string& file) {
    LabWorkspace* lab = find_lab(desk, clip.name);
    if (!lab)
        return report(desk, true,
                      file + ": found the laboratory " + one_line(shortened(clip.name)) +
                          ", expected single-location, infinite-width or equiangular");
    LabWorkspace* const former = open_lab(desk);
    show_lab(desk, *lab);
    try {
        lab->panel->take_settings(clip.set);
    } catch (const InputError& error) {
        report(desk, true, file + ": " + error.what());
        if (former == lab) return;
        former ? show_lab(desk, *former) : leave_lab(desk);
        return;
    }
    if (bool* logarithmic = lab->panel->logarithmic()) *logarithmic = clip.logarithmic;
    lab->panel->play(false);
    const auto course = lab->panel->course();
    if (course) lab->panel->go_to(lab::course_share(*course, clip.place));
}

ClipLab clip_of(const LabWorkspace& lab) {
    ClipLab clip{.name = std::string(lab.name), .set = lab.panel->settings()};
    if (const bool* logarithmic = lab.panel->logarithmic()) clip.logarithmic = *logarithmic;
    if (const auto course = lab.panel->course()) clip.place = lab::course_place(*course, lab.panel->playback().share);
    return clip;
}

ViewRectangle draw_lab_workspace(Desk& desk, LabWorkspace& lab, float taken) {
    if (desk.open.chrome) draw_menu(desk);
    // The menu may have left the laboratory, or opened another one: that is drawn from the next frame on.
    if (lab.open) {
        lab.panel->advance(ImGui::GetIO().DeltaTime);
        draw_lab_window(desk, lab, taken);
    }
    ViewRectangle view;
    view.shown = desk.run().view_shown;
    view.covered = true;
    return view;
}

}  // namespace coalesce
