#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "view/scene_view.hpp"

namespace coalesce {

using Rgba8 = std::array<std::uint8_t, 4>;

Rgba8 to_rgba8(const Rgb& colour, float alpha = 1);

/// One colour a token, as `view.colour_by` says. A frame without what is asked for (masses, longitudes) gives all
/// tokens the colour of the middle of the scale.
void token_colours(const Frame& frame, const ViewState& view, std::vector<Rgba8>& colours);

}  // namespace coalesce
