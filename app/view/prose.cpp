#include "view/prose.hpp"

#include <imgui_internal.h>  // where lines wrap

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "chart/imgui_surface.hpp"
#include "chart/prose.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Inputs that a layout depends on. Fonts of the system that are merged later change the widths of what they draw.
using LayoutKey = std::tuple<std::string, float, float, int, bool, float, float, int>;
/// Layouts kept before all are forgotten: some hundred are seen at a time.
constexpr std::size_t most_layouts = 1000;

struct KeptLayout {
    formula::Layout layout;
    std::string problems;  ///< a line each
};

const KeptLayout& kept(std::string_view source, const formula::Setting& s) {
    static std::map<LayoutKey, KeptLayout> all;
    const LayoutKey key{
        std::string(source),           s.size, s.width, static_cast<int>(s.flush), s.strong, s.leading, s.after,
        ImGui::GetFont()->Sources.Size};
    if (const auto found = all.find(key); found != all.end()) return found->second;
    if (all.size() >= most_layouts) all.clear();
    chart::ImGuiSurface surface(*ImGui::GetForegroundDrawList(), chart_screen());
    const formula::Text text = formula::parse(source);
    KeptLayout made{chart::lay_out(text, s, surface), {}};
    for (const std::string& problem : text.problems) made.problems += (made.problems.empty() ? "" : "\n") + problem;
    return all.emplace(key, std::move(made)).first->second;
}

}  // namespace

const formula::Layout& prose_layout(std::string_view source, const formula::Setting& setting) {
    return kept(source, setting).layout;
}

void draw_prose(ImDrawList& list, const formula::Layout& layout, ImVec2 at, ImVec4 text, ImVec4 strong) {
    chart::ImGuiSurface surface(list, chart_screen());
    chart::Colour typed = ink(text);
    typed.a *= 0.6f;
    chart::draw(layout, surface, {at.x, at.y}, {ink(text), ink(strong), typed});
}

void show_prose(std::string_view source) {
    show_prose(source, ImGui::GetStyleColorVec4(ImGuiCol_Text));
}

void show_prose(std::string_view source, ImVec4 colour, bool strong) {
    const ImGuiWindow* window = ImGui::GetCurrentWindow();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::CalcWrapWidthForPos(at, std::max(window->DC.TextWrapPos, 0.0f));
    const KeptLayout& set = kept(source, {.size = ImGui::GetFontSize(), .width = width, .strong = strong});
    draw_prose(*ImGui::GetWindowDrawList(), set.layout, at, colour, colour);
    ImGui::Dummy({set.layout.width, set.layout.height});
    if (!set.problems.empty() && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", set.problems.c_str());
}

}  // namespace coalesce
