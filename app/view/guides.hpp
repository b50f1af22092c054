#pragma once

#include <vector>

#include "coalesce/theory/alignment.hpp"
#include "view/lines.hpp"

namespace coalesce {

/// Returns meridians and parallels of the unit sphere every 15°. Only every sixth meridian reaches the poles, where all
/// of them would add up to a bright star.
std::vector<Segment> graticule(Rgba8 colour);

/// Returns E_max on the sphere: its great circle, or a small ring with a cross hair around each of the antipodal
/// points. On the circle (dimension 2): a bracket about each of the two points; nothing if E_max is the whole circle.
std::vector<Segment> leading_space_guide(const LeadingSpace& space, int dimension, Rgba8 colour);

/// Returns S^1, and a dial inside it with ticks every 15°, longer ones every 90°.
std::vector<Segment> circle_guide(Rgba8 circle, Rgba8 ticks);

}  // namespace coalesce
