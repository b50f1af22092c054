#pragma once

#include "chart/surface.hpp"

namespace coalesce::chart {

/// Draws the bar with its ticks and its label into a rectangle.
/// @param point  units of the surface; @param text_size  of its words, units
void draw_colour_bar(const ColourBar& bar, Place from, Place to, Surface& surface, const Paper& paper, float point,
                     float text_size);

}  // namespace coalesce::chart
