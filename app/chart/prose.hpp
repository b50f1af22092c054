#pragma once

#include "chart/surface.hpp"
#include "formula/layout.hpp"

namespace coalesce::chart {

/// Colours of text with formulas.
struct ProseInk {
    Colour text{};
    Colour strong{};  ///< of *emphasis*
    Colour typed{};   ///< of parts of formulas that are not understood
};

/// Sets text with formulas (formula/text.hpp) in the letters of a surface; sizes in its units.
formula::Layout lay_out(const formula::Text& text, const formula::Setting& setting, Surface& surface);
/// Draws it. @param at  upper left corner
void draw(const formula::Layout& layout, Surface& surface, Place at, const ProseInk& ink);

}  // namespace coalesce::chart
