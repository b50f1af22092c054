#pragma once

#include <imgui.h>

#include <optional>

#include "chart/chart.hpp"
#include "coalesce/flow/frame.hpp"

namespace coalesce {

/// Two equal-area maps of S^2 (Lambert's cylinder: longitude against the sine of latitude), the tokens' density above
/// that of the heat limit, which carries the axis of both, on one colour scale per steradian.
struct SphereMaps {
    chart::Chart tokens, heat;
    chart::ColourBar bar;
};
/// None where either density is not known.
std::optional<SphereMaps> sphere_maps(const SurfaceDensities& densities);

/// How they share a rectangle, in heights of a line of text: the bar's width, and the height that the axis takes of the
/// lower map.
inline constexpr float map_bar_lines = 4.6f, map_axis_lines = 2.6f;

/// Draws them into the present ImGui window, at a size in pixels; nothing where there are none.
void plot_sphere_maps(const SurfaceDensities& densities, ImVec2 size);

}  // namespace coalesce
