#include <imgui.h>

#include <algorithm>
#include <cstdio>
#include <span>

#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/plots.hpp"
#include "view/sphere_map.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// As far as the timeline reaches, which leaves out the idle end of a run.
std::span<const Measurement> shown_rows(const Desk& desk, const Frame& frame) {
    const std::span<const Measurement> rows = desk.history.rows;
    const TimeScale shown = shown_times(desk, frame);
    const double until = shown.to;
    const auto end = std::upper_bound(rows.begin(), rows.end(), until,
                                      [](double time, const Measurement& row) { return time < row.time; });
    // Of a zoomed axis what lies before it is left out as well.
    const double from = desk.zoom.zoomed() ? shown.from : 0;
    const auto begin =
        std::lower_bound(rows.begin(), end, from, [](const Measurement& row, double time) { return row.time < time; });
    return rows.subspan(static_cast<std::size_t>(begin - rows.begin()), static_cast<std::size_t>(end - begin));
}

}  // namespace

void draw_plots_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("plots", "Measurements", &desk.open.plots)) return ImGui::End();
    const ImVec2 corner = ImGui::GetWindowPos(), extent = ImGui::GetWindowSize();
    widget_map().add("plots", corner, {corner.x + extent.x, corner.y + extent.y});
    named_checkbox("plots.log", "log time", &desk.log_time);
    const float button = 4 * ImGui::GetFontSize();
    ImGui::SameLine(std::max(
        ImGui::GetCursorPosX(),
        ImGui::GetWindowWidth() - 2 * button - ImGui::GetStyle().ItemSpacing.x - ImGui::GetStyle().WindowPadding.x));
    if (named_button("plots.csv", "CSV…", {button, 0}))
        desk.files.show(FileDialog::Purpose::export_csv, "measurements.csv");
    ImGui::SameLine();
    if (named_button("plots.png", "PNG…", {button, 0}))
        desk.files.show(FileDialog::Purpose::export_png, "measurements.png");

    const Theme theme = desk.settings.theme;
    const std::span<const Measurement> rows = shown_rows(desk, frame);
    const auto heading = [](const char* text, const std::string& value) {
        section_title(text);
        ImGui::SameLine();
        ImGui::TextDisabled("%s", value.c_str());
    };
    char text[64];
    // Five plots share the height; below a readable size the panel scrolls.
    const float titles = 5 * (ImGui::GetTextLineHeightWithSpacing() + 2 * ImGui::GetStyle().ItemSpacing.y);
    const float height = std::max(8.5f * ImGui::GetFontSize(), (ImGui::GetContentRegionAvail().y - titles) / 5);
    const ImVec2 size{-1, height};
    std::snprintf(text, sizeof text, "%.6g", frame.now.energy);
    heading("Energy", text);
    plot_series(Series::energy, rows, desk.log_time, size, theme, &frame);
    if (frame.densities.tokens && frame.densities.heat && desk.document.view.theory) {
        heading("Density", "of tokens, and the heat limit");
        plot_sphere_maps(frame.densities, {-1, 1.6f * height});
    } else {
        std::string dashed;
        for (const Comparison& row : frame.theory)
            if (!row.density.empty()) dashed += (dashed.empty() ? "dashed: " : ", ") + row.name;
        if (!dashed.empty() && desk.heat.valid) dashed = "red: heat limit, " + dashed;
        heading(frame.dimension == 2 ? "Angle" : "Azimuth",
                dashed.empty() || !desk.document.view.theory ? "density of tokens" : dashed);
        plot_angles(frame.angles, desk.document.view.theory ? &desk.heat : nullptr, frame.theory, frame.time, size,
                    theme);
    }
    // Linked at an angle, and by mean shift: the maxima of the cloud's kernel density at the width 1/sqrt(β).
    std::snprintf(text, sizeof text, "%d linked, %d by mean shift", frame.now.clusters, frame.modes);
    heading("Clusters", text);
    plot_series(Series::clusters, rows, desk.log_time, size, theme);
    std::snprintf(text, sizeof text, "%.4g rad to E_max", frame.now.alignment);
    heading("Alignment", text);
    plot_series(Series::alignment, rows, desk.log_time, size, theme);
    std::snprintf(text, sizeof text, "%.3g rad per unit time", frame.now.mean_speed);
    heading("Speed", text);
    plot_series(Series::mean_speed, rows, desk.log_time, size, theme);
    heading("Inner products", "of pairs of tokens");
    plot_inner_products(frame.inner_products, size, theme);
    ImGui::End();
}

}  // namespace coalesce
