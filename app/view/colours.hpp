#pragma once

#include "coalesce/document/view_state.hpp"

namespace coalesce {

/// sRGB in [0, 1]. Identities have Okabe–Ito colours (past eight with shifted lightness), magnitudes viridis, and
/// longitudes a cyclic colour-blind-safe map.
struct Rgb {
    float r, g, b;
};
Rgb identity_colour(int identity, Theme theme);
Rgb magnitude_colour(double unit_value);
/// Colour of a line of one level, dark to light within the part of viridis that a theme's ground shows.
Rgb level_colour(double unit_value, Theme theme);
Rgb cyclic_colour(double angle);
/// Returns the ground of a theme: near #0E1116 or near #FAFAF7.
Rgb background(Theme theme);

}  // namespace coalesce
