#pragma once

#include <string>
#include <vector>

#include "chart/page.hpp"
#include "chart/picture_format.hpp"
#include "chart/plot_area.hpp"
#include "chart/surface.hpp"

namespace coalesce::chart {

/// Draws a chart with its axes and its legend into a rectangle of a surface in points, laid out as ImPlot does on a
/// page.
/// @returns where its frame is
PlotArea draw(const Chart& chart, Place from, Place to, Surface& surface, const Paper& paper, float side_room = 6);

/// Writes a page as PDF or SVG, the formats of lines and text. Text stays text, in Open Sans where that is installed;
/// the same page gives the same bytes.
/// @param spheres  pictures of the page's, in their order, two pixels to a point or more
/// Throws RunError where cairo cannot, std::invalid_argument for a format of pixels.
std::string vector_page(const Page& page, const std::vector<Pixels>& spheres, const Paper& paper, PictureFormat format);

}  // namespace coalesce::chart
