#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/merge_tree.hpp"
#include "view/twin_plots.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float least_row = 0.22f, tallest_row = 6;  ///< ems; the panel scrolls if more branches do not fit

std::string share_text(double mass) {
    return number_text(100 * mass) + " %";
}

void describe_node(const TreeNode& node, const std::vector<Branch>& branches) {
    const Branch& branch = branches[node.branch];
    ImGui::BeginTooltip();
    if (node.merge) {
        ImGui::Text("cluster %d merges into cluster %d", branch.identity, branch.heir);
    } else if (branch.parent >= 0) {
        ImGui::Text("cluster %d parts from cluster %d", branch.identity, branch.parent);
    } else {
        ImGui::Text("cluster %d is born", branch.identity);
    }
    ImGui::TextDisabled("t = %s, mass %s", number_text(node.time, 4).c_str(),
                        share_text(mass_at(branch, node.time)).c_str());
    ImGui::EndTooltip();
}

void describe_branch(const Branch& branch, double time) {
    ImGui::BeginTooltip();
    ImGui::Text("cluster %d", branch.identity);
    ImGui::TextDisabled("mass %s at t = %s", share_text(mass_at(branch, time)).c_str(), number_text(time).c_str());
    const std::string ended = branch.alive() ? "lives" : "until " + number_text(branch.ended, 4);
    ImGui::TextDisabled("from t = %s, %s", number_text(branch.born, 4).c_str(), ended.c_str());
    ImGui::EndTooltip();
}

/// Names the visible nodes for scripts: tree.birth.N and tree.merge.N of the Nth branch.
void name_nodes(const TreeLayout& layout) {
    const float reach = 0.3f * ImGui::GetFontSize();
    const ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const TreeNode& node : layout.nodes)
        if (node.at.y >= list.GetClipRectMin().y && node.at.y <= list.GetClipRectMax().y)
            widget_map().add((node.merge ? "tree.merge." : "tree.birth.") + std::to_string(node.branch),
                             {node.at.x - reach, node.at.y - reach}, {node.at.x + reach, node.at.y + reach});
}

/// Draws a run's tree into the rest of the present window.
/// @param named  scripts find its nodes
void draw_tree(Desk& desk, const Frame& frame, bool named = true) {
    const std::vector<Branch>& branches = frame.lineage;
    const float em = ImGui::GetFontSize();
    const ImVec2 corner = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const float rows = static_cast<float>(branches.size());
    const float free = room.y - 1.6f * em;
    const float height = std::clamp(free, rows * least_row * em, std::max(rows * tallest_row * em, 3 * em));
    const TimeStrip strip{{corner.x + 0.4f * em, corner.y + 0.3f * em},
                          {corner.x + room.x - 2.8f * em, corner.y + 0.3f * em + height},
                          shown_times(desk, frame)};
    const TreeLayout layout = lay_out_tree(strip, branches);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    chart::ImGuiSurface surface(list, chart_screen());
    draw_merge_tree(screen_brush(surface, desk.settings.theme), layout, branches, frame.time,
                    {list.GetClipRectMin().y, list.GetClipRectMax().y});
    if (named) name_nodes(layout);
    ImGui::InvisibleButton("##tree", {room.x, height + 1.5f * em});
    if (!ImGui::IsItemHovered()) return;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (const TreeNode* node = node_near(layout, mouse)) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
        describe_node(*node, branches);
        if (ImGui::IsItemClicked()) seek(desk, node->time);
    } else if (const int branch = branch_near(layout, branches, mouse); branch >= 0) {
        describe_branch(branches[static_cast<std::size_t>(branch)], strip.time(mouse.x));
    } else {
        item_tooltip("A line is a cluster, as thick as its mass; a click on a birth or a merge shows that time t.");
    }
}

/// Draws the trees of runs side by side one below the other, over one axis of time.
void draw_trees(Desk& desk, const Frame& frame) {
    const auto count = static_cast<float>(desk.runs.size());
    const float height =
        std::max(8 * ImGui::GetFontSize(),
                 (ImGui::GetContentRegionAvail().y - (count - 1) * ImGui::GetStyle().ItemSpacing.y) / count);
    for (std::size_t k = 0; k < desk.runs.size(); ++k) {
        const Frame* own = k == desk.current ? &frame : desk.runs[k]->frame;
        if (!own) continue;
        ImGui::BeginChild(("tree" + std::to_string(k)).c_str(), {0, height});
        const chart::Colour colour = run_colour(k, desk.settings.theme);
        ImGui::PushStyleColor(ImGuiCol_Text, ImVec4(colour.r, colour.g, colour.b, 1));
        ImGui::TextUnformatted(k < desk.twins.words.size() ? desk.twins.words[k].c_str() : "");
        ImGui::PopStyleColor();
        if (own->lineage.empty())
            ImGui::TextDisabled("no cluster yet");
        else
            draw_tree(desk, *own, k == desk.current);
        ImGui::EndChild();
    }
}

}  // namespace

void draw_tree_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("tree", "Tree", &desk.open.tree)) return ImGui::End();
    if (desk.runs.size() > 1) {
        draw_trees(desk, frame);
    } else if (frame.lineage.empty()) {
        ImGui::PushTextWrapPos(0);
        ImGui::TextDisabled("No cluster holds a hundredth of the tokens yet.");
        ImGui::PopTextWrapPos();
    } else {
        section_title("Clusters in time");
        ImGui::SameLine();
        ImGui::TextDisabled("%s", desk.run().log_time ? "logarithmic" : "linear");
        const float button = 5 * ImGui::GetFontSize();
        ImGui::SameLine(
            std::max(ImGui::GetCursorPosX(), ImGui::GetWindowWidth() - button - ImGui::GetStyle().WindowPadding.x));
        if (named_button("tree.png", "Picture…", {button, 0})) ask_for_picture(desk, PanelPicture::Of::tree);
        draw_tree(desk, frame);
    }
    ImGui::End();
}

}  // namespace coalesce
