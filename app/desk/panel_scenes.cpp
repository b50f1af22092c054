#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "coalesce/model/path_text.hpp"
#include "coalesce/model/text.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Lines of a scene's note that stay visible below a long list, and rows of the list above a long note.
constexpr float least_note_lines = 3, least_rows = 3;

/// Draws a row of the list; leaves it blank while the list's edge would cut it.
bool row(const std::string& name, const std::string& label, bool selected) {
    if (line_in_sight()) return named_selectable(name, label.c_str(), selected);
    ImGui::Dummy({0, ImGui::GetTextLineHeight()});
    if (widget_map().wanted(name)) ImGui::SetScrollHereY();
    return false;
}

void list_scenes(Desk& desk) {
    const float room = ImGui::GetContentRegionAvail().x;
    for (const ShippedScene& scene : shipped_scenes()) {
        const std::string name(scene.name), label = elided(scene.title, room) + "##" + name;
        if (row("scene." + name, label, desk.run().edits.origin() == name)) request(desk, {Intent::Kind::open, name});
    }
    if (desk.settings.recent.empty()) return;
    section_title("Recent");
    // Copied: opening a file reorders the list.
    const std::vector<std::string> recent = desk.settings.recent;
    for (const std::string& file : recent) {
        const std::string shown = shown_path(std::filesystem::path(file).filename().string());
        const std::string label = visual_order(elided(shown, room)) + "##" + file;
        if (row("recent." + file, label, desk.run().edits.origin() == file)) request(desk, {Intent::Kind::open, file});
        ImGui::SetItemTooltip("%s", visual_order(shown_path(file)).c_str());
    }
}

float list_height(const Desk& desk) {
    const float each = ImGui::GetTextLineHeightWithSpacing();
    const std::size_t recent = desk.settings.recent.size();
    const std::size_t rows = shipped_scenes().size() + (recent > 0 ? recent + 1 : 0);
    return static_cast<float>(rows) * each + (recent > 0 ? ImGui::GetStyle().ItemSpacing.y : 0);
}

}  // namespace

void draw_scenes_panel(Desk& desk) {
    if (!begin_panel("scenes", "Scenes", &desk.open.scenes)) return ImGui::End();
    // Wrapping reads every character in every frame, and a file's note may have megabytes.
    constexpr std::size_t most = 4000;
    const std::string& given = desk.run().document.scene.note;
    const std::string note = given.empty() ? "No note." : wrapped(typeset(shortened(given, most)));
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float each = ImGui::GetTextLineHeightWithSpacing(), line = ImGui::GetTextLineHeight();
    const float spacing = ImGui::GetStyle().ItemSpacing.y, title = each + 2 * spacing;
    const float wanted = ImGui::CalcTextSize(note.c_str(), nullptr, false, room.x).y;
    const float list = std::min(list_height(desk), room.y - title - std::min(wanted, least_note_lines * line));
    // Dear ImGui highlights a selected row half a spacing beyond its text.
    const ImVec2 bleed{0.5f * ImGui::GetStyle().ItemSpacing.x, 0.5f * spacing};
    ImGui::SetCursorPos({ImGui::GetCursorPosX() - bleed.x, ImGui::GetCursorPosY() - bleed.y});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, bleed);
    ImGui::BeginChild("##scenes", {0, std::max(least_rows, std::floor(list / each)) * each},
                      ImGuiChildFlags_AlwaysUseWindowPadding);
    ImGui::PopStyleVar();
    list_scenes(desk);
    ImGui::EndChild();
    section_title("About this scene");
    const float rest = std::floor(ImGui::GetContentRegionAvail().y / line) * line;
    ImGui::BeginChild("##note", {0, std::max(rest, line)});
    whole_lines(note, palette::faint_text(desk.settings.theme));
    ImGui::EndChild();
    ImGui::End();
}

}  // namespace coalesce
