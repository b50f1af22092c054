#include <imgui.h>
#include <imgui_internal.h>  // DockBuilder is declared here

#include <algorithm>
#include <initializer_list>
#include <string>

#include "desk/arrangement.hpp"
#include "desk/diagram_panel.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_editor.hpp"
#include "desk/lesson_screen.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/messages.hpp"
#include "desk/panels.hpp"
#include "desk/theorem_card.hpp"
#include "desk/twins.hpp"
#include "desk/welcome.hpp"
#include "desk/widgets.hpp"
#include "view/forecast.hpp"
#include "view/hud.hpp"
#include "view/time_scale.hpp"

namespace coalesce {
namespace {

/// Returns the dock space of an arrangement. Dear ImGui stores the user's changes per dock space, and they fit only an
/// arrangement with the same nodes. The number in the name rises when the default layout gains panels.
ImGuiID dock_space(const Arrangement& made) {
    std::string name = "coalesce.5";
    for (const bool part : {made.two_columns, made.stacked_inputs, made.transport_tab}) name += part ? ".1" : ".0";
    return ImGui::GetID(name.c_str());
}

void forget_other_spaces(ImGuiID kept) {
    for (int parts = 0; parts < 8; ++parts) {
        Arrangement other;
        other.two_columns = parts & 1;
        other.stacked_inputs = parts & 2;
        other.transport_tab = parts & 4;
        if (const ImGuiID space = dock_space(other); space != kept) ImGui::DockBuilderRemoveNode(space);
    }
}

void dock(std::initializer_list<const char*> panels, ImGuiID node) {
    for (const char* panel : panels) ImGui::DockBuilderDockWindow(panel, node);
}

/// Builds the default layout: inputs left, measurements right or below them, transport and timeline below the picture.
void build_default_layout(ImGuiID space, ImVec2 size, const Arrangement& made) {
    forget_other_spaces(space);
    ImGui::DockBuilderRemoveNode(space);
    ImGui::DockBuilderAddNode(space,
                              static_cast<int>(ImGuiDockNodeFlags_DockSpace) | ImGuiDockNodeFlags_PassthruCentralNode);
    ImGui::DockBuilderSetNodeSize(space, size);
    ImGuiID centre = space;
    const float em = ImGui::GetFontSize();
    const float split_share = made.left * em / size.x;
    ImGuiID left = ImGui::DockBuilderSplitNode(centre, ImGuiDir_Left, split_share, nullptr, &centre);
    ImGuiID right = left;
    // DockBuilderSplitNode takes a share of the remaining width.
    if (made.two_columns)
        right = ImGui::DockBuilderSplitNode(centre, ImGuiDir_Right, made.right * em / size.x / (1 - split_share),
                                            nullptr, &centre);
    const ImGuiID below =
        ImGui::DockBuilderSplitNode(centre, ImGuiDir_Down, made.below * em / size.y, nullptr, &centre);
    if (!made.transport_tab) ImGui::DockBuilderGetNode(below)->SetLocalFlags(ImGuiDockNodeFlags_NoTabBar);
    ImGuiID upper = left;
    if (made.stacked_inputs || !made.two_columns) {
        upper = ImGui::DockBuilderSplitNode(left, ImGuiDir_Up, made.stacked_inputs ? 0.4f : 0.5f, nullptr, &left);
        if (!made.two_columns) right = left;
    }
    dock({"Scenes", "Tokens"}, upper);
    dock({"Model", "Look"}, made.stacked_inputs ? left : upper);
    dock({"Measurements", "Tree", "Theory", "Token", lesson_editor_title}, right);
    dock({"Transport"}, below);
    ImGui::DockBuilderFinish(space);
}

/// Opens every panel but Token, which a picked token opens, and the lesson editor, which few need. Users restore the
/// default layout when they miss a panel, most often one that they closed.
void open_every_panel(OpenPanels& open) {
    for (bool OpenPanels::*panel : {&OpenPanels::scenes, &OpenPanels::tokens, &OpenPanels::model, &OpenPanels::look,
                                    &OpenPanels::plots, &OpenPanels::transport, &OpenPanels::tree, &OpenPanels::theory})
        open.*panel = true;
}

/// True if a window overlapped this rectangle in the last frame. The two windows that hold docked ones span everything
/// and do not count.
bool is_covered(const ImRect& rectangle) {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
        const bool holds_others = window->DockNodeAsHost || (window->Flags & ImGuiWindowFlags_NoBackground);
        if (window->WasActive && !window->Hidden && !holds_others && window->Rect().Overlaps(rectangle)) return true;
    }
    return false;
}

ViewRectangle picture_rectangle(ImGuiID dockspace, bool docked) {
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ViewRectangle view{viewport->Pos.x, viewport->Pos.y, viewport->Size.x, viewport->Size.y};
    if (docked)
        if (const ImGuiDockNode* centre = ImGui::DockBuilderGetCentralNode(dockspace))
            view = {centre->Pos.x, centre->Pos.y, centre->Size.x, centre->Size.y};
    const ImGuiIO& io = ImGui::GetIO();
    view.hovered = !io.WantCaptureMouse && io.MousePos.x >= view.x && io.MousePos.x < view.x + view.width &&
                   io.MousePos.y >= view.y && io.MousePos.y < view.y + view.height;
    view.covered = is_covered({view.x, view.y, view.x + view.width, view.y + view.height});
    widget_map().add("view", {view.x, view.y}, {view.x + view.width, view.y + view.height});
    return view;
}

/// Names the rectangles of the text, for scripts that check whether text overlaps.
void name_hud(const HudRectangles& hud) {
    widget_map().add("hud.top", hud.top.from, hud.top.to);
    widget_map().add("hud.when", hud.when.from, hud.when.to);
    if (hud.machinery.to.y > hud.machinery.from.y)
        widget_map().add("hud.machinery", hud.machinery.from, hud.machinery.to);
    if (hud.legend.to.y > hud.legend.from.y) widget_map().add("hud.legend", hud.legend.from, hud.legend.to);
}

/// Shows how the phase was identified, while the mouse is on its name.
void describe_phase(const HudRectangles& hud, const ViewRectangle& view, const Frame& frame) {
    const Phase* phase = phase_at(frame.phases, frame.time);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool on_it = view.hovered && mouse.x >= hud.when.from.x && mouse.x < hud.when.to.x &&
                       mouse.y >= hud.when.from.y && mouse.y < hud.when.to.y;
    if (!phase || !on_it) return;
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(26 * ImGui::GetFontSize());
    draw_phase(*phase);
    name_item("hud.phase");
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

void draw_panels(Desk& desk, const Frame& frame) {
    // Panels are disabled while edits would do nothing, but not for a cloud that is drawn at once: they would flicker.
    ImGui::BeginDisabled(shows_pending(desk) || step_arrives(desk));
    if (desk.open.scenes) draw_scenes_panel(desk);
    if (desk.open.tokens) draw_tokens_panel(desk, frame);
    if (desk.open.model) draw_model_panel(desk);
    if (desk.open.look) draw_look_panel(desk);
    if (desk.open.plots) draw_plots_panel(desk, frame);
    if (desk.open.tree) draw_tree_panel(desk, frame);
    if (desk.open.theory) draw_theory_panel(desk, frame);
    if (desk.open.token) draw_token_panel(desk, frame);
    if (desk.open.transport) draw_transport_panel(desk, frame);
    ImGui::EndDisabled();
    if (desk.diagram) desk.diagram->draw(desk);
    draw_lesson_editor(desk, frame);
}

/// Draws what may lie over panels and picture, or over a laboratory.
void draw_dialogues(Desk& desk) {
    follow_recording(desk);
    // When only the picture is shown, dialogues that need no answer are hidden as well.
    if (desk.open.chrome) {
        draw_record_dialog(desk);
        draw_picture_dialog(desk);
        draw_help_sheet(desk);
    }
    draw_file_dialog(desk);
    draw_leave_question(desk);
    draw_messages(desk);
}

/// Draws the text over a run's picture, and moves its sphere clear of it.
void draw_picture_text(Desk& desk, std::size_t index, ViewRectangle& view) {
    const OpenRun& run = *desk.runs[index];
    if (!run.document.view.hud || !run.frame || desk.welcome.open) return;
    const Frame& frame = *run.frame;
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const ImVec2 corner{view.x, view.y}, size{view.width, view.height};
    const HudRectangles hud = draw_hud(list, corner, size, frame, run.document, run.shown, true);
    view.shown = clear_of_hud(run.view_shown, size.x / ImGui::GetFontSize(), size.y / ImGui::GetFontSize());
    if (index == desk.current) name_hud(hud);
    describe_phase(hud, view, frame);
    draw_forecast_label(list, corner, size, frame, view.shown, hud);
}

/// Chooses points where a density was asked for, which shows no single tokens: they have the colours of attention.
void show_attention(const OpenRun& run, ViewState& shown) {
    if (run.frame && run.pins.colouring() && drawn_style(shown.tokens, run.frame->size()) == TokenStyle::density)
        shown.tokens = TokenStyle::points;
}

}  // namespace

std::vector<RunPlace> draw_desk(Desk& desk, const Frame& frame) {
    widget_map().begin_frame();
    desk.lesson_editor.focused = false;  // until its panel is drawn and has the focus
    follow_welcome(desk);
    if (presenting(desk)) return draw_presentation(desk, frame);
    if (LabWorkspace* lab = open_lab(desk)) {
        desk.theorem.open = false;
        const ViewRectangle none = draw_lab_workspace(desk, *lab, lesson_editor_beside_lab(desk));
        // The docked panel has no place until the desk is drawn again.
        if (lab->open) draw_lesson_editor(desk, frame);
        draw_dialogues(desk);
        return {desk.runs.size(), RunPlace{none, {}}};
    }
    ImGuiID dockspace = 0;
    if (desk.open.chrome) {
        draw_menu(desk);
        const ImVec2 room = ImGui::GetMainViewport()->WorkSize;
        const Arrangement made = arrange(room.x / ImGui::GetFontSize(), room.y / ImGui::GetFontSize());
        dockspace = dock_space(made);
        const bool fresh = !ImGui::DockBuilderGetNode(dockspace);
        if (fresh || desk.restore_layout) build_default_layout(dockspace, room, made);
        if (desk.restore_layout) open_every_panel(desk.open);
        desk.restore_layout = false;
        // Each tab has a close button of its own; a second one in the tab bar would take the width of two letters.
        ImGui::DockSpaceOverViewport(dockspace, ImGui::GetMainViewport(),
                                     static_cast<int>(ImGuiDockNodeFlags_PassthruCentralNode) |
                                         static_cast<int>(ImGuiDockNodeFlags_NoCloseButton));
        draw_panels(desk, frame);
    }
    ViewRectangle view = picture_rectangle(dockspace, desk.open.chrome);
    view.shown = desk.run().view_shown;
    std::vector<RunPlace> places = run_places(desk, view);
    for (std::size_t k = 0; k < places.size(); ++k) {
        draw_picture_text(desk, k, places[k].picture);
        show_attention(*desk.runs[k], places[k].picture.shown);
    }
    draw_run_names(desk, places);
    draw_pending(desk, view);
    if (desk.open.chrome) draw_theorem_card(desk, frame);
    draw_welcome(desk);
    draw_dialogues(desk);
    return places;
}

}  // namespace coalesce
