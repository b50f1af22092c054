#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "coalesce/flow/frame.hpp"
#include "coalesce/observe/attention_row.hpp"
#include "view/colours.hpp"
#include "view/detail.hpp"

namespace coalesce {

using Rgba8 = std::array<std::uint8_t, 4>;

Rgba8 to_rgba8(const Rgb& colour, float alpha = 1);

/// Colours every token by its share of a token's attention, from 0 to `end`.
void attention_colours(const AttentionRow& row, double end, std::vector<Rgba8>& colours);
/// End of that scale for a picture alone: the largest share of another than that token.
double attention_scale(const AttentionRow& row);

/// Computes one colour per token by view.colour_by. If the frame lacks the quantity (masses, longitudes), all tokens
/// get the colour of the middle of the scale.
void token_colours(const Frame& frame, const ViewState& view, std::vector<Rgba8>& colours,
                   const CommonScales& common = {});

}  // namespace coalesce
