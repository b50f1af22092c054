#include "view/sphere_map.hpp"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "view/ui.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

constexpr int columns = 120, rows = 48;
constexpr double longitudes[] = {-pi, -pi / 2, 0, pi / 2, pi};
constexpr const char* longitude_labels[] = {"−π", "−π/2", "0", "π/2", "π"};
/// Sines of -60°, 0 and 60°.
constexpr double sines[] = {-0.8660254037844386, 0, 0.8660254037844386};
constexpr const char* latitude_labels[] = {"−60°", "0", "60°"};

/// Resamples a density on rows of equal area, north first, the order of ImPlot's heat maps.
std::vector<double> equal_area(const SphereDensity& density) {
    std::vector<double> values;
    values.reserve(columns * rows);
    for (int row = 0; row < rows; ++row) {
        const double latitude = std::asin(1 - (row + 0.5) * 2.0 / rows);
        for (int column = 0; column < columns; ++column)
            values.push_back(density.at(-pi + (column + 0.5) * 2 * pi / columns, latitude));
    }
    return values;
}

void plot_map(const char* title, const SphereDensity& density, double largest, ImVec2 size, bool labelled,
              ImVec4 colour) {
    constexpr ImPlotFlags still = ImPlotFlags_NoLegend | ImPlotFlags_NoMouseText | ImPlotFlags_NoInputs;
    ImGui::PushID(title);
    if (ImPlot::BeginPlot("##map", size, still | ImPlotFlags_NoTitle)) {
        ImPlot::SetupAxes(labelled ? "longitude (rad)" : nullptr, "latitude",
                          labelled ? ImPlotAxisFlags_None : ImPlotAxisFlags_NoTickLabels);
        ImPlot::SetupAxesLimits(-pi, pi, -1, 1, ImPlotCond_Always);
        ImPlot::SetupAxisTicks(ImAxis_X1, longitudes, 5, longitude_labels);
        ImPlot::SetupAxisTicks(ImAxis_Y1, sines, 3, latitude_labels);
        ImPlot::PushColormap(ImPlotColormap_Viridis);
        const std::vector<double> values = equal_area(density);
        ImPlot::PlotHeatmap("##density", values.data(), rows, columns, 0, largest, nullptr, {-pi, -1}, {pi, 1});
        ImPlot::PopColormap();
        // The name has a dark ground, so that it is legible over any density.
        const ImVec2 at = ImPlot::GetPlotPos(), text = ImGui::CalcTextSize(title);
        const float margin = 0.3f * ImGui::GetFontSize();
        ImDrawList& list = *ImPlot::GetPlotDrawList();
        list.AddRectFilled({at.x, at.y}, {at.x + text.x + 2 * margin, at.y + text.y + margin},
                           ImGui::GetColorU32(ImVec4(0.05f, 0.06f, 0.08f, 0.75f)));
        list.AddText({at.x + margin, at.y + 0.5f * margin}, ImGui::GetColorU32(colour), title);
        ImPlot::EndPlot();
    }
    ImGui::PopID();
}

}  // namespace

void plot_sphere_maps(const SurfaceDensities& densities, ImVec2 size) {
    if (!densities.tokens || !densities.heat) return;
    const double largest = std::max(densities.tokens->largest, densities.heat->largest);
    const float em = ImGui::GetFontSize(), bar = 4.6f * em, gap = ImGui::GetStyle().ItemSpacing.y;
    if (size.x <= 0) size.x += ImGui::GetContentRegionAvail().x;
    const float width = size.x - bar - ImGui::GetStyle().ItemSpacing.x;
    // Only the lower map has a longitude axis.
    const float axis = 2.6f * em, map = (size.y - axis - gap) / 2;
    // Names stand on a dark ground in both themes, hence the dark theme's colours.
    ImGui::BeginGroup();
    plot_map("tokens", *densities.tokens, largest, {width, map}, false, palette::measurement(Theme::dark));
    plot_map("heat limit", *densities.heat, largest, {width, map + axis}, true, palette::theory(Theme::dark));
    ImGui::EndGroup();
    ImGui::SameLine();
    ImPlot::PushColormap(ImPlotColormap_Viridis);
    ImPlot::ColormapScale("per sr", 0, largest, {bar, size.y}, "%.2g");
    ImPlot::PopColormap();
}

}  // namespace coalesce
