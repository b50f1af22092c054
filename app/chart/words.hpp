#pragma once

#include <optional>
#include <string>

#include "chart/surface.hpp"

namespace coalesce::chart {

// One line of words that may have formulas between dollars: names in legends, labels of axes, titles.

/// Width of the line in the units of the surface.
float words_width(const std::string& words, const Letters& letters, Surface& surface);
/// Draws the line; its base line is that of plain words, whatever rises above them.
/// @param at     its upper edge, and horizontally the end that `align` names
/// @param typed  colour of parts of formulas that are not understood; none: that of the letters
void draw_words(Place at, const std::string& words, const Letters& letters, Surface& surface, Align align = Align::left,
                std::optional<Colour> typed = {});
/// Draws the line so that it reads upwards. @param at  its left edge and the middle of its length
void draw_words_upwards(Place at, const std::string& words, const Letters& letters, Surface& surface);

}  // namespace coalesce::chart
