#pragma once

#include <functional>

#include "chart/page.hpp"
#include "chart/plot_area.hpp"
#include "chart/surface.hpp"

namespace coalesce::chart {

/// How a page is put onto a surface.
struct PageBrush {
    Surface& surface;
    Paper paper;
    float point = 1;   ///< units of the surface
    float finest = 1;  ///< units that are still seen
    /// Turns the order of reading into that of sight where the surface does not do so itself; none: as written.
    std::function<std::string(const std::string&)> ordered{};
    /// Draws chart `index` of the page into a rectangle of the surface.
    std::function<PlotArea(const PlacedChart& placed, Place from, Place to, std::size_t index)> chart;
};

/// Draws all of a page but its spheres.
void draw_page(const Page& page, const PageBrush& brush);

}  // namespace coalesce::chart
