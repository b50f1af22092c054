#pragma once

#include <limits>
#include <vector>

#include "chart/surface.hpp"

namespace coalesce::chart {

/// How a legend is set; lengths in units of the surface.
struct LegendStyle {
    Letters letters;
    float point = 1;       ///< units to a point
    bool in_rows = false;  ///< entries follow one another, in as many rows as `widest` needs; else one a row
    float widest = std::numeric_limits<float>::infinity();  ///< of its box
};

/// Places of a legend's entries, from the upper left corner of its box.
struct LegendLayout {
    struct Entry {
        Key key;
        Place at;            ///< upper left corner
        float width = 0;     ///< of sample, gap and name
        float strength = 1;  ///< of its colours; the screen shows hidden curves fainter
    };
    std::vector<Entry> entries;
    float sample = 0;  ///< width of a sample
    Place size{};      ///< of the box
};

LegendLayout lay_out_legend(const std::vector<Key>& keys, const LegendStyle& style, Surface& surface);
/// Draws the entries over a box of the colour `ground`, each with a sample of what it names: a line, dashes, a disc, a
/// ring or an area.
void draw_legend(const LegendLayout& legend, Place at, const LegendStyle& style, Colour ground, Surface& surface);

}  // namespace coalesce::chart
