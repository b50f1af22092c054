#include <imgui.h>
#include <imgui_internal.h>  // DockBuilder is declared here

#include <algorithm>

#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/forecast.hpp"
#include "view/hud.hpp"

namespace coalesce {
namespace {

/// Widths of the side panels in ems, so that they grow with the interface's scale, and the most of the window they
/// take.
constexpr float left_width = 21, right_width = 20, most_share = 0.3f;
constexpr float transport_height = 11, most_below = 0.22f;

/// Inputs left, measurements right, transport and timeline below, the picture in the middle.
void build_default_layout(ImGuiID dockspace, ImVec2 size) {
    ImGui::DockBuilderRemoveNode(dockspace);
    ImGui::DockBuilderAddNode(dockspace,
                              static_cast<int>(ImGuiDockNodeFlags_DockSpace) | ImGuiDockNodeFlags_PassthruCentralNode);
    ImGui::DockBuilderSetNodeSize(dockspace, size);
    ImGuiID centre = dockspace;
    const float em = ImGui::GetFontSize();
    const float left_share = std::min(most_share, left_width * em / size.x);
    // A split takes its share of what is left over.
    const float right_share = std::min(most_share, right_width * em / size.x) / (1 - left_share);
    ImGuiID left = ImGui::DockBuilderSplitNode(centre, ImGuiDir_Left, left_share, nullptr, &centre);
    const ImGuiID right = ImGui::DockBuilderSplitNode(centre, ImGuiDir_Right, right_share, nullptr, &centre);
    // A row of buttons, the tab above it, and the timeline.
    const float transport_share = std::min(most_below, transport_height * em / size.y);
    const ImGuiID below = ImGui::DockBuilderSplitNode(centre, ImGuiDir_Down, transport_share, nullptr, &centre);
    const ImGuiID upper_left = ImGui::DockBuilderSplitNode(left, ImGuiDir_Up, 0.48f, nullptr, &left);
    ImGui::DockBuilderDockWindow("Scenes", upper_left);
    ImGui::DockBuilderDockWindow("Tokens", upper_left);
    ImGui::DockBuilderDockWindow("Model", left);
    ImGui::DockBuilderDockWindow("Look", left);
    for (const char* panel : {"Measurements", "Tree", "Theory"}) ImGui::DockBuilderDockWindow(panel, right);
    ImGui::DockBuilderDockWindow("Transport", below);
    ImGui::DockBuilderFinish(dockspace);
}

/// Whether a window was over this rectangle in the frame before; the two that hold the docked ones span everything.
bool is_covered(const ImRect& rectangle) {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
        const bool holds_others = window->DockNodeAsHost || (window->Flags & ImGuiWindowFlags_NoBackground);
        if (window->WasActive && !window->Hidden && !holds_others && window->Rect().Overlaps(rectangle)) return true;
    }
    return false;
}

ViewRectangle picture_rectangle(ImGuiID dockspace, bool docked) {
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ViewRectangle view{viewport->Pos.x, viewport->Pos.y, viewport->Size.x, viewport->Size.y, false};
    if (docked)
        if (const ImGuiDockNode* centre = ImGui::DockBuilderGetCentralNode(dockspace))
            view = {centre->Pos.x, centre->Pos.y, centre->Size.x, centre->Size.y, false};
    const ImGuiIO& io = ImGui::GetIO();
    view.hovered = !io.WantCaptureMouse && io.MousePos.x >= view.x && io.MousePos.x < view.x + view.width &&
                   io.MousePos.y >= view.y && io.MousePos.y < view.y + view.height;
    view.covered = is_covered({view.x, view.y, view.x + view.width, view.y + view.height});
    widget_map().add("view", {view.x, view.y}, {view.x + view.width, view.y + view.height});
    return view;
}

/// Whether a laboratory's window takes more than half of the picture.
bool lies_over(const LabWindow& lab, const ViewRectangle& view) {
    const ImGuiWindow* window = lab.open ? ImGui::FindWindowByName(lab.title) : nullptr;
    if (!window || !window->WasActive || window->Hidden) return false;
    ImRect common = window->Rect();
    common.ClipWith({view.x, view.y, view.x + view.width, view.y + view.height});
    return common.GetArea() > 0.5f * view.width * view.height;
}

void draw_panels(Desk& desk, const Frame& frame) {
    // Edits of the old document would do nothing; clouds that are drawn at once do not flicker.
    ImGui::BeginDisabled(shows_pending(desk));
    if (desk.open.scenes) draw_scenes_panel(desk);
    if (desk.open.tokens) draw_tokens_panel(desk, frame);
    if (desk.open.model) draw_model_panel(desk);
    if (desk.open.look) draw_look_panel(desk);
    if (desk.open.plots) draw_plots_panel(desk, frame);
    if (desk.open.tree) draw_tree_panel(desk, frame);
    if (desk.open.theory) draw_theory_panel(desk, frame);
    if (desk.open.transport) draw_transport_panel(desk, frame);
    ImGui::EndDisabled();
    draw_lab_windows(desk);
}

}  // namespace

ViewRectangle draw_desk(Desk& desk, const Frame& frame) {
    widget_map().begin_frame();
    // The number rises when the default layout gains panels: a remembered layout has no room for them.
    const ImGuiID dockspace = ImGui::GetID("coalesce.2");
    if (desk.open.chrome) {
        draw_menu(desk);
        const bool fresh = !ImGui::DockBuilderGetNode(dockspace);
        if (fresh || desk.restore_layout) build_default_layout(dockspace, ImGui::GetMainViewport()->WorkSize);
        desk.restore_layout = false;
        ImGui::DockSpaceOverViewport(dockspace, ImGui::GetMainViewport(), ImGuiDockNodeFlags_PassthruCentralNode);
        draw_panels(desk, frame);
    }
    const ViewRectangle view = picture_rectangle(dockspace, desk.open.chrome);
    for (LabWindow& lab : desk.labs) lab.covers_picture = lies_over(lab, view);
    if (desk.document.view.hud)
        draw_hud(*ImGui::GetBackgroundDrawList(), {view.x, view.y}, {view.width, view.height}, frame, desk.document,
                 desk.shown, true);
    if (desk.document.view.hud)
        draw_forecast_label(*ImGui::GetBackgroundDrawList(), {view.x, view.y}, {view.width, view.height}, frame,
                            desk.view_shown);
    draw_pending(desk, view);
    // With the picture alone what does not have to be answered is hidden as well.
    if (desk.open.chrome) {
        draw_record_dialog(desk);
        draw_help_sheet(desk);
    }
    draw_file_dialog(desk);
    draw_leave_question(desk);
    draw_messages(desk);
    return view;
}

}  // namespace coalesce
