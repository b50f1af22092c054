#pragma once

#include "chart/surface.hpp"

namespace coalesce::chart {

/// Repeats rows and columns of a picture until it has two pixels to a point of a rectangle this large: readers of PDF
/// and SVG smooth what they enlarge, and would blur the cells of a heat map into each other.
Pixels enlarged(const Pixels& pixels, float width, float height);

}  // namespace coalesce::chart
