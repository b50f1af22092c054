#pragma once

#include <functional>
#include <optional>

#include "chart/plot_area.hpp"
#include "chart/surface.hpp"

namespace coalesce::chart {

/// Place and manner in which the items of a chart are drawn.
struct Painting {
    const PlotArea& area;
    Surface& surface;
    float point = 1;       ///< units of the surface
    float text_size = 16;  ///< of words without a size of their own, units
    /// Whether an item of this key is drawn, and how much stronger than it is described; none: all as described. The
    /// screen's legend hides and highlights curves.
    std::function<std::optional<float>(const Key& key)> shown{};
    /// Columns to a unit in which a rising line keeps its first, lowest, highest and last point; 0: it keeps all.
    float columns = 1;
    float finest = 1;  ///< units that are still seen: narrower bars are drawn this wide
};

/// Draws all items in their order, cut off at the chart's frame where that belongs to them.
void draw_items(const Chart& chart, const Painting& painting);

/// Draws the note into the upper left corner, as much of it as leaves two fifths of the height to the data.
/// @returns whether it is whole
bool draw_note(const Note& note, const Painting& painting);
/// Returns the share of the height that it takes.
double note_share(const Note& note, float width, float height, const Painting& painting);

// Shared with the timeline.
void draw_spans(const Spans& spans, const Painting& painting);
void draw_marks(const Marks& marks, const Painting& painting);

}  // namespace coalesce::chart
