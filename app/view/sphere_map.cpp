#include "view/sphere_map.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "chart/implot_painter.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

constexpr int area_columns = 120, area_rows = 48;

/// Values on rows of equal area, north first, as heat maps are filled.
std::vector<double> equal_area(const SphereDensity& density) {
    std::vector<double> values;
    values.reserve(area_columns * area_rows);
    for (int row = 0; row < area_rows; ++row) {
        const double latitude = std::asin(1 - (row + 0.5) * 2.0 / area_rows);
        for (int column = 0; column < area_columns; ++column)
            values.push_back(density.at(-pi + (column + 0.5) * 2 * pi / area_columns, latitude));
    }
    return values;
}

chart::Chart map_of(const char* name, const SphereDensity& density, double largest, bool labelled,
                    chart::Colour colour) {
    const double sixty = std::sqrt(3) / 2;  // its sine
    chart::Chart map;
    map.x = {.label = labelled ? "longitude (rad)" : "",
             .range = chart::Range{-pi, pi},
             .ticks = {{-pi, "−π"}, {-pi / 2, "−π/2"}, {0, "0"}, {pi / 2, "π/2"}, {pi, "π"}},
             .tick_labels = labelled};
    map.y = {.label = "latitude", .range = chart::Range{-1, 1}, .ticks = {{-sixty, "−60°"}, {0, "0"}, {sixty, "60°"}}};
    map.items.emplace_back(chart::HeatMap{.rows = area_rows,
                                          .columns = area_columns,
                                          .values = equal_area(density),
                                          .from = {-pi, -1},
                                          .to = {pi, 1},
                                          .low = 0,
                                          .high = largest});
    // Dark ground where the name stands, whatever the density there.
    map.items.emplace_back(chart::Text{.text = name,
                                       .at = {0, 0},
                                       .colour = colour,
                                       .size = 16,
                                       .corner = true,
                                       .inside = true,
                                       .ground = {0.05f, 0.06f, 0.08f, 0.75f}});
    return map;
}

}  // namespace

std::optional<SphereMaps> sphere_maps(const SurfaceDensities& densities) {
    if (!densities.tokens || !densities.heat) return std::nullopt;
    const double largest = std::max(densities.tokens->largest, densities.heat->largest);
    // On the dark ground of their names the dark theme's red and blue are read in both themes.
    return SphereMaps{map_of("tokens", *densities.tokens, largest, false, ink(palette::measurement(Theme::dark))),
                      map_of("heat limit", *densities.heat, largest, true, ink(palette::theory(Theme::dark))),
                      {"per sr", 0, largest, "%.2g"}};
}

void plot_sphere_maps(const SurfaceDensities& densities, ImVec2 size) {
    const std::optional<SphereMaps> maps = sphere_maps(densities);
    if (!maps) return;
    const float em = ImGui::GetFontSize(), bar = map_bar_lines * em, gap = ImGui::GetStyle().ItemSpacing.y;
    if (size.x <= 0) size.x += ImGui::GetContentRegionAvail().x;
    const float width = size.x - bar - ImGui::GetStyle().ItemSpacing.x;
    const float axis = map_axis_lines * em, map = (size.y - axis - gap) / 2;
    const chart::Screen screen = chart_screen();
    ImGui::BeginGroup();
    chart::draw(maps->tokens, "##tokens-map", {width, map}, screen);
    chart::draw(maps->heat, "##heat-map", {width, map + axis}, screen);
    ImGui::EndGroup();
    ImGui::SameLine();
    chart::draw(maps->bar, {bar, size.y}, screen);
}

}  // namespace coalesce
