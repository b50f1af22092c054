#include "view/lesson_panels.hpp"

#include <algorithm>
#include <cmath>

#include "chart/imgui_surface.hpp"
#include "chart/implot_painter.hpp"
#include "chart/numbers.hpp"
#include "coalesce/observe/cloud_distance.hpp"
#include "view/merge_tree.hpp"
#include "view/plots.hpp"
#include "view/sphere_map.hpp"
#include "view/timeline.hpp"
#include "view/twin_plots.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Panels of the column, from the top.
constexpr LessonPanel column_panels[] = {LessonPanel::energy, LessonPanel::histogram, LessonPanel::tree,
                                         LessonPanel::theory};
constexpr float panel_title_ems = 2.2f;  ///< a title and the gap below a panel
constexpr float strip_ems = 5;           ///< height of the timeline with its axis

bool logarithmic(const SceneDocument& document) {
    return document.scene.time.axis == TimeAxis::log;
}

TimeScale times_of(const LessonPanelState& state) {
    return time_scale(state.frame, state.document.scene.time.dt, logarithmic(state.document));
}

void draw_title(const char* text) {
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted(text);
    ImGui::PopFont();
}

void draw_places(const LessonPanelState& state, bool theory, ImVec2 size) {
    const Frame& frame = state.frame;
    if (frame.densities.tokens && frame.densities.heat && theory) {
        draw_title("Density");
        return plot_sphere_maps(frame.densities, size);
    }
    draw_title(angle_name(frame.dimension));
    // The frames of a film have no comparisons of their own.
    const HeatTheory* const heat = theory ? &state.heat : nullptr;
    chart::draw(angles_chart(frame, heat, state.theory, state.document.view.theme), "##angles", size, chart_screen(),
                chart::Hands::move);
}

/// Draws the energy; those of twins in the colours of their names, and below them how far their clouds are from the
/// first one.
void draw_energies(const LessonPanelState& state, ImVec2 size) {
    const Theme theme = state.document.view.theme;
    const bool log_time = logarithmic(state.document);
    if (state.histories.size() < 2)
        return plot_series(Series::energy, state.histories.front(), log_time, size, theme, &state.frame);
    const float title = ImGui::GetTextLineHeightWithSpacing() + ImGui::GetStyle().ItemSpacing.y;
    const bool both = state.distances != nullptr;
    const ImVec2 each{size.x, both ? 0.5f * (size.y - title) : size.y};
    chart::draw(twin_series_chart(Series::energy, state.histories, log_time, theme, &state.frame),
                log_time ? "##energies, log" : "##energies", each, chart_screen(), chart::Hands::read);
    if (!both) return;
    draw_title(typeset("Distance of the clouds, " + std::string(cloud_distance_name(state.frame.dimension))).c_str());
    chart::draw(twin_distance_chart(*state.distances, state.histories.size(), log_time, theme),
                log_time ? "##distances, log" : "##distances", each, chart_screen(), chart::Hands::read);
}

/// Draws the tree of a run into a part of the window.
void draw_tree_of(const LessonPanelState& state, const Frame& frame, ImVec2 size) {
    const std::vector<Branch>& branches = frame.lineage;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float em = ImGui::GetFontSize();
    ImGui::Dummy(size);
    if (branches.empty()) return;
    const TimeStrip strip{{corner.x + 0.4f * em, corner.y + 0.3f * em},
                          {corner.x + size.x - 2.8f * em, corner.y + size.y - 1.6f * em},
                          times_of(state)};
    chart::ImGuiSurface surface(*ImGui::GetWindowDrawList(), chart_screen());
    draw_merge_tree(screen_brush(surface, state.document.view.theme), lay_out_tree(strip, branches), branches,
                    frame.time);
}

/// Draws the trees of the runs one below the other, over one axis of time; marks in their colours say whose each is.
void draw_trees(const LessonPanelState& state, ImVec2 size) {
    draw_title("Clusters in time");
    if (state.beside.empty()) return draw_tree_of(state, state.frame, size);
    const auto count = static_cast<float>(state.beside.size() + 1);
    const float gap = ImGui::GetStyle().ItemSpacing.y, height = (size.y - (count - 1) * gap) / count;
    const float mark = 0.25f * ImGui::GetFontSize();
    for (std::size_t k = 0; k <= state.beside.size(); ++k) {
        const ImVec2 from = ImGui::GetCursorScreenPos();
        const chart::Colour colour = run_colour(k, state.document.view.theme);
        ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + mark, from.y + height},
                                                  ImGui::GetColorU32(ImVec4(colour.r, colour.g, colour.b, 1)));
        ImGui::Indent(3 * mark);
        draw_tree_of(state, k == 0 ? state.frame : *state.beside[k - 1], {size.x - 3 * mark, height});
        ImGui::Unindent(3 * mark);
    }
}

/// Says of each limit why it does not apply, as far as there is room.
void draw_exclusions(const LessonPanelState& state, ImVec2 size, float last) {
    const ImVec4 faint = palette::faint_text(state.document.view.theme);
    ImGui::TextUnformatted(state.theory.empty() ? "The run has not been compared with theory yet."
                                                : "No limit theorem speaks of this state:");
    for (const Comparison& comparison : state.theory) {
        const std::string why = typeset(comparison.name + ": " + comparison.why_not);
        const float height = ImGui::CalcTextSize(why.c_str(), nullptr, false, size.x).y;
        if (ImGui::GetCursorScreenPos().y + height > last) break;
        ImGui::PushStyleColor(ImGuiCol_Text, faint);
        ImGui::TextUnformatted(why.c_str());
        ImGui::PopStyleColor();
    }
}

/// Writes the limits that apply, each with its statement and its error; without one, why not.
void draw_theorems(const LessonPanelState& state, ImVec2 size) {
    const Theme theme = state.document.view.theme;
    draw_title("Theory");
    ImGui::BeginChild("theory", size, ImGuiChildFlags_None,
                      ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar);
    ImGui::PushTextWrapPos(0);
    const float last = ImGui::GetWindowPos().y + size.y;
    if (std::none_of(state.theory.begin(), state.theory.end(), [](const Comparison& each) { return each.valid; }))
        draw_exclusions(state, size, last);
    for (const Comparison& comparison : state.theory) {
        if (!comparison.valid) continue;
        const std::string statement = typeset(comparison.statement);
        const float height = ImGui::CalcTextSize(statement.c_str(), nullptr, false, size.x).y;
        if (ImGui::GetCursorScreenPos().y + height + 2.6f * ImGui::GetTextLineHeightWithSpacing() > last) break;
        ImGui::PushFont(semibold_font(), 0);
        ImGui::TextColored(palette::theory(theme), "%s", typeset(comparison.name).c_str());
        ImGui::PopFont();
        ImGui::TextUnformatted(statement.c_str());
        if (std::isfinite(comparison.error)) {
            const std::string unit = comparison.unit.empty() ? "" : " " + comparison.unit;
            ImGui::TextColored(palette::faint_text(theme), "%s: %s%s", typeset(comparison.quantity).c_str(),
                               number_text(comparison.error).c_str(), unit.c_str());
        }
        if (comparison.name == "pairing law" && state.frame.forecast && std::isfinite(state.frame.forecast->time))
            ImGui::TextUnformatted(("The next two meet at t " + estimate_text(state.frame.forecast->time)).c_str());
        ImGui::Spacing();
    }
    ImGui::PopTextWrapPos();
    ImGui::EndChild();
}

void draw_panel(LessonPanel panel, const LessonPanelState& state, bool theory, ImVec2 size) {
    switch (panel) {
        case LessonPanel::energy:
            draw_title("Energy");
            return draw_energies(state, size);
        case LessonPanel::histogram:
            return draw_places(state, theory, size);
        case LessonPanel::tree:
            return draw_trees(state, size);
        case LessonPanel::theory:
            return draw_theorems(state, size);
        case LessonPanel::timeline:
        case LessonPanel::legend:
            return;
    }
}

}  // namespace

bool shows(std::span<const LessonPanel> panels, LessonPanel panel) {
    return std::find(panels.begin(), panels.end(), panel) != panels.end();
}

bool overlays_theory(const ViewState& view, std::span<const LessonPanel> panels) {
    return view.theory && shows(panels, LessonPanel::theory);
}

bool has_column(std::span<const LessonPanel> panels) {
    return std::any_of(std::begin(column_panels), std::end(column_panels),
                       [&](LessonPanel panel) { return shows(panels, panel); });
}

float timeline_height(std::span<const LessonPanel> panels) {
    return shows(panels, LessonPanel::timeline) ? strip_ems * ImGui::GetFontSize() : 0;
}

void draw_column(ImVec2 from, ImVec2 size, std::span<const LessonPanel> panels, const LessonPanelState& state) {
    if (size.x <= 0 || size.y <= 0) return;
    std::vector<LessonPanel> wanted;
    for (const LessonPanel panel : column_panels)
        if (shows(panels, panel)) wanted.push_back(panel);
    if (wanted.empty()) return;
    ImGui::SetNextWindowPos(from);
    ImGui::SetNextWindowSize(size);
    ImGui::Begin("lesson panels", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoDocking);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float height = room.y / static_cast<float>(wanted.size()) - panel_title_ems * ImGui::GetFontSize();
    const bool theory = overlays_theory(state.document.view, panels);
    for (const LessonPanel panel : wanted) draw_panel(panel, state, theory, {room.x, height});
    ImGui::End();
}

void draw_lesson_timeline(ImDrawList& list, ImVec2 from, ImVec2 size, const LessonPanelState& state) {
    const float em = ImGui::GetFontSize();
    const Theme theme = state.document.view.theme;
    const TimeStrip strip{{from.x + 2.5f * em, from.y + 0.5f * em},
                          {from.x + size.x - 2.5f * em, from.y + size.y - 1.7f * em},
                          times_of(state)};
    if (strip.to.x <= strip.from.x || strip.to.y <= strip.from.y) return;
    list.AddText({from.x + em, strip.from.y}, ImGui::GetColorU32(palette::measurement(theme)), "E");
    const std::span<const Measurement> history = state.histories.front();
    const std::vector<Measurement> rows(history.begin(), history.end());
    draw_timeline(list, strip, state.frame, rows, theme);
}

}  // namespace coalesce
