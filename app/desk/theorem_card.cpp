#include "desk/theorem_card.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "chart/implot_painter.hpp"
#include "chart/numbers.hpp"
#include "coalesce/observe/assumptions.hpp"
#include "desk/widgets.hpp"
#include "view/prose.hpp"
#include "view/theorem_texts.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr const char* next_merge_name = "next merge";
/// Size of the card in text sizes, where the window has so much room.
constexpr float theorem_width = 33, theorem_height = 48;
constexpr float theorem_picture_height = 13;

/// Rows in the order of the panel: those that hold come first.
std::vector<std::string> panel_rows(const Frame& frame) {
    std::vector<std::string> names;
    if (frame.forecast) names.emplace_back(next_merge_name);
    for (const bool valid : {true, false})
        for (const Comparison& row : frame.theory)
            if (row.valid == valid) names.push_back(row.name);
    return names;
}

/// The row that an explanation is about: that of the next merge is the pairing law's.
const Comparison* explained_row(const Frame& frame, const std::string& name) {
    const std::string wanted = name == next_merge_name ? "pairing law" : name;
    const auto found = std::find_if(frame.theory.begin(), frame.theory.end(),
                                    [&](const Comparison& row) { return row.name == wanted; });
    return found == frame.theory.end() ? nullptr : &*found;
}

/// The scene with the model that moves the tokens of the frame.
Scene scene_of(const Desk& desk, const Frame& frame) {
    Scene scene = desk.run().document.scene;
    if (!frame.edited) return scene;
    set_dynamics(scene, frame.edited->first);
    for (const DatedDynamics& edit : frame.edited->edits)
        if (edit.from <= frame.time) set_dynamics(scene, edit.dynamics);
    return scene;
}

std::string amount(double value, const std::string& unit) {
    return number_text(value) + (unit.empty() ? "" : " " + unit);
}

void draw_verdict(const Comparison& row, Theme theme) {
    if (!row.valid) {
        ImGui::PushStyleColor(ImGuiCol_Text, palette::warning(theme));
        ImGui::TextUnformatted(("Does not apply now: " + typeset(row.why_not)).c_str());
        ImGui::PopStyleColor();
        return;
    }
    std::string text = "Applies now";
    if (!std::isnan(row.error)) {
        text += "; " + typeset(row.quantity) + ": " + amount(row.error, row.unit);
        if (row.floor > 0) text += " (" + row.floor_name + " " + amount(row.floor, row.unit) + ")";
    }
    ImGui::PushStyleColor(ImGuiCol_Text, palette::measurement(theme));
    ImGui::TextUnformatted((text + ".").c_str());
    ImGui::PopStyleColor();
    ImGui::TextUnformatted((typeset(row.statement) + ".").c_str());
}

void draw_symbols(const TheoremText& text, Theme theme) {
    if (!ImGui::BeginTable("##symbols", 2, ImGuiTableFlags_SizingFixedFit)) return;
    ImGui::TableSetupColumn("symbol", ImGuiTableColumnFlags_WidthFixed, 4.5f * ImGui::GetFontSize());
    ImGui::TableSetupColumn("meaning", ImGuiTableColumnFlags_WidthStretch);
    for (const TheoremText::Symbol& symbol : text.symbols) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        show_prose(symbol.symbol);
        ImGui::TableNextColumn();
        ImGui::PushTextWrapPos(0);
        show_prose(symbol.meaning, palette::faint_text(theme));
        ImGui::PopTextWrapPos();
    }
    ImGui::EndTable();
}

void draw_assumption(const Assumption& assumption, Theme theme) {
    struct Mark {
        const char* sign;
        ImVec4 colour;
    };
    const Mark mark = assumption.verdict == Assumption::Verdict::holds   ? Mark{"✓", palette::measurement(theme)}
                      : assumption.verdict == Assumption::Verdict::fails ? Mark{"✗", palette::warning(theme)}
                                                                         : Mark{"·", palette::faint_text(theme)};
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextColored(mark.colour, "%s", mark.sign);
    ImGui::TableNextColumn();
    ImGui::PushTextWrapPos(0);
    show_prose(assumption.text);
    ImGui::TableNextColumn();
    const bool open = assumption.verdict == Assumption::Verdict::open;
    ImGui::PushStyleColor(ImGuiCol_Text, open ? palette::faint_text(theme) : mark.colour);
    ImGui::TextUnformatted(open ? "not asked" : typeset(assumption.found).c_str());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
}

void draw_assumptions(const std::vector<Assumption>& all, Theme theme) {
    section_title("It assumes");
    if (!ImGui::BeginTable("##assumptions", 3)) return;
    ImGui::TableSetupColumn("mark", ImGuiTableColumnFlags_WidthFixed, 1.1f * ImGui::GetFontSize());
    ImGui::TableSetupColumn("assumption", ImGuiTableColumnFlags_WidthStretch, 3);
    ImGui::TableSetupColumn("found", ImGuiTableColumnFlags_WidthStretch, 2);
    for (const Assumption& assumption : all) draw_assumption(assumption, theme);
    ImGui::EndTable();
}

void draw_theorem_picture(Desk& desk, const Frame& frame, const Scene& scene) {
    const Theme theme = desk.settings.theme;
    const TheoremPicture& picture = desk.theorem.pictures.picture(
        desk.theorem.row, {scene, frame, desk.run().history.rows, desk.run().log_time, theme});
    section_title(picture.sketch ? "A sketch" : "This run");
    // A chart that fits one row's data must not keep its range for another.
    const std::string id =
        "##" + desk.theorem.row + (picture.sketch ? ".sketch" : "") + (desk.run().log_time ? ".log" : "");
    chart::draw(picture.chart, id.c_str(), {-1, theorem_picture_height * ImGui::GetFontSize()}, chart_screen(),
                chart::Hands::move, 14);
    const ImVec2 from = ImGui::GetItemRectMin(), to = ImGui::GetItemRectMax();
    widget_map().add(picture.sketch ? "theorem.sketch" : "theorem.run", from, to);
    show_prose(picture.caption, palette::faint_text(theme));
}

void draw_explanation(Desk& desk, const Frame& frame, const TheoremText& text) {
    const Theme theme = desk.settings.theme;
    const Scene scene = scene_of(desk, frame);
    const Comparison* row = explained_row(frame, desk.theorem.row);
    ImGui::PushTextWrapPos(0);
    if (row) draw_verdict(*row, theme);
    ImGui::Spacing();
    show_prose(text.statement);
    ImGui::Spacing();
    show_prose("$\\displaystyle " + std::string(text.formula) + "$", palette::theory(theme));
    ImGui::PopTextWrapPos();
    ImGui::Spacing();
    draw_symbols(text, theme);
    ImGui::PushTextWrapPos(0);
    draw_theorem_picture(desk, frame, scene);
    ImGui::PopTextWrapPos();
    if (row) draw_assumptions(assumptions(*row, scene), theme);
    ImGui::PushTextWrapPos(0);
    section_title("Where it fails");
    show_prose(text.fails);
    section_title("Source");
    show_prose(std::string(text.source) + ". More in docs/science.md, section " + std::string(text.section) + ".",
               palette::faint_text(theme));
    ImGui::PopTextWrapPos();
}

/// Places a card that appears over the picture, beside the panel.
void place_card() {
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const ImVec2 room = viewport->WorkSize;
    const float em = ImGui::GetFontSize();
    const ImVec2 size{std::min(theorem_width * em, 0.96f * room.x), std::min(theorem_height * em, 0.94f * room.y)};
    const WidgetMap::Rectangle* panel = widget_map().last("panel.theory");
    const float right = panel && panel->from.x - size.x > viewport->WorkPos.x
                            ? panel->from.x - 0.5f * em
                            : viewport->WorkPos.x + 0.5f * (room.x + size.x);
    ImGui::SetNextWindowPos({right, viewport->WorkPos.y + 0.5f * room.y}, ImGuiCond_Appearing, {1, 0.5f});
    ImGui::SetNextWindowSize(size, ImGuiCond_Appearing);
    ImGui::SetNextWindowSizeConstraints({0, 0}, room);
}

}  // namespace

void explain_theorem(Desk& desk, const std::string& name) {
    desk.theorem.open = !name.empty();
    desk.theorem.top = true;
    desk.theorem.row = name;
}

void explain_next_theorem(Desk& desk, const Frame& frame, int direction) {
    TheoremCard& card = desk.theorem;
    const bool panel = ImGui::GetFrameCount() - card.panel_frame <= 1;
    if (!panel && !card.open) return;
    if (panel && !card.under_mouse.empty() && card.under_mouse != card.row)
        return explain_theorem(desk, card.under_mouse);
    const std::vector<std::string> names = panel_rows(frame);
    if (names.empty()) return;
    const auto present = std::find(names.begin(), names.end(), card.row);
    const auto count = static_cast<std::ptrdiff_t>(names.size());
    const std::ptrdiff_t next = card.open && present != names.end() ? present - names.begin() + direction : 0;
    explain_theorem(desk, names[static_cast<std::size_t>((next + count) % count)]);
}

void draw_theorem_card(Desk& desk, const Frame& frame) {
    TheoremCard& card = desk.theorem;
    const TheoremText* text = theorem_text(card.row);
    if (!card.open || !text) return;
    place_card();
    ImGui::Begin("Theorem", &card.open,
                 ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoCollapse);
    if (std::exchange(card.top, false)) ImGui::SetScrollY(0);
    const ImVec2 corner = ImGui::GetWindowPos(), extent = ImGui::GetWindowSize();
    widget_map().add("theorem", corner, {corner.x + extent.x, corner.y + extent.y});
    ImGui::PushFont(semibold_font(), 1.2f * ImGui::GetStyle().FontSizeBase);
    ImGui::TextUnformatted(typeset(text->name).c_str());
    ImGui::PopFont();
    const float button = 2 * ImGui::GetFontSize();
    ImGui::SameLine(ImGui::GetWindowWidth() - 2 * button - ImGui::GetStyle().ItemSpacing.x -
                    ImGui::GetStyle().WindowPadding.x - ImGui::GetStyle().ScrollbarSize);
    if (named_button("theorem.previous", "‹", {button, 0})) explain_next_theorem(desk, frame, -1);
    ImGui::SameLine();
    if (named_button("theorem.next", "›", {button, 0})) explain_next_theorem(desk, frame);
    draw_explanation(desk, frame, *text);
    ImGui::End();
}

void theorem_row_button(Desk& desk, const std::string& name) {
    const ImVec2 from = ImGui::GetItemRectMin(), to = ImGui::GetItemRectMax(), after = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::SetCursorScreenPos(from);
    const bool pressed = ImGui::InvisibleButton(name.c_str(), {std::max(width, 1.0f), std::max(to.y - from.y, 1.0f)});
    std::string widget = "theory.row." + name;
    std::replace(widget.begin(), widget.end(), ' ', '-');
    name_item(widget);
    const bool chosen = desk.theorem.open && desk.theorem.row == name, hovered = ImGui::IsItemHovered();
    if (chosen || hovered) {
        const float margin = 0.25f * ImGui::GetFontSize();
        ImGui::GetWindowDrawList()->AddRectFilled({from.x - margin, from.y - margin},
                                                  {from.x + width + margin, to.y + margin},
                                                  ImGui::GetColorU32(ImGuiCol_Header, chosen ? 0.6f : 0.35f), margin);
    }
    if (hovered) {
        desk.theorem.under_mouse = name;
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    ImGui::SetCursorScreenPos(after);
    if (pressed) explain_theorem(desk, chosen ? "" : name);
}

}  // namespace coalesce
