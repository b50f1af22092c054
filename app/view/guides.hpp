#pragma once

#include <vector>

#include "theory/alignment.hpp"
#include "view/lines.hpp"

namespace coalesce {

/// Meridians and parallels of the unit sphere every 15°. Only every sixth meridian runs through to the poles, where all
/// of them would make a bright star.
std::vector<Segment> graticule(Rgba8 colour);

/// E_max on the sphere: its great circle, or a small ring with a cross hair around each of the antipodal points.
/// On the circle (dimension 2): a bracket about each of the two points; nothing when every token is at home.
std::vector<Segment> leading_space_guide(const LeadingSpace& space, int dimension, Rgba8 colour);

/// S^1 itself, and a dial inside it with ticks every 15°, longer ones every 90°.
std::vector<Segment> circle_guide(Rgba8 circle, Rgba8 ticks);

}  // namespace coalesce
