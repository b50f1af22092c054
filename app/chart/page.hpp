#pragma once

#include <functional>
#include <string>
#include <vector>

#include "chart/chart.hpp"
#include "chart/surface.hpp"
#include "coalesce/document/view_state.hpp"

namespace coalesce {
struct Frame;
}

namespace coalesce::chart {

/// A rectangle of a page in points, from its upper left corner.
struct Box {
    float x = 0, y = 0, width = 0, height = 0;
    float right() const { return x + width; }
    float bottom() const { return y + height; }
};

/// Returns `count` boxes side by side between margins, `gap` apart.
std::vector<Box> row(float width, float margin, float gap, float y, float height, int count);

struct PlacedChart {
    Box where;
    Chart chart;
    std::string note{};   ///< beside the title, in faint text
    float side_room = 6;  ///< points that labels at the ends of an axis may reach beyond it
};

struct PlacedBar {
    Box where;
    ColourBar bar;
};

/// Coloured boxes with their names in one line that ends at the right margin.
struct LegendLine {
    float y = 0;
    std::vector<Key> keys;
};

/// A line of text; x is its left end, middle or right end.
struct PageText {
    float x = 0, y = 0;
    std::string text;
    Align align = Align::left;
    Colour colour{};
    float size = 14;
    bool strong = false;
};

/// A drawing that is no chart.
struct PlacedDrawing {
    Box where;
    /// Draws between the box's corners, which are in units of the surface.
    std::function<void(const Canvas& canvas, Place from, Place to)> draw;
};

/// Text that is broken into lines where its column ends.
struct Paragraph {
    std::string text;
    Colour colour{};
    bool strong = false;
    std::string beside{};   ///< faint, after the last line where it fits, else below
    bool formulas = false;  ///< the text has formulas (formula/text.hpp)
};

/// A title and entries of some paragraphs each, with rules between them.
struct TextColumn {
    std::string title;
    std::vector<std::vector<Paragraph>> entries;
};

/// Columns of equal width, in letters of one size: the largest from `size` down to `smallest` points in which all fit.
/// A column that is too long even so ends in an ellipsis.
struct TextColumns {
    Box where;
    std::vector<TextColumn> columns{};
    float gap = 32;
    float size = 16, smallest = 9;
};

/// A thin line from a place on the page down to a value of a chart's horizontal axis, `above` points over its frame.
struct Leader {
    float x = 0, y = 0;
    std::size_t chart = 0;
    double at = 0;
    float above = 0;
    Colour colour{};
};

/// A sphere (or circle), drawn by OpenGL and embedded as a picture.
struct SpherePanel {
    Box where;
    const Frame* frame;  ///< the figure's own; its `sequence` differs from its neighbours'
    ViewState view;
};

/// A page of a figure. The painters draw spheres first, then words and charts over them. Lines below the title, titles
/// of charts and texts may have formulas between dollars (formula/text.hpp).
struct Page {
    float width = 1200, height = 0;
    std::string title, source;       ///< left and right in the first line; a title is drawn as it is written
    std::vector<std::string> lines;  ///< below the title
    std::vector<LegendLine> legends;
    std::vector<PageText> texts;
    std::vector<PlacedChart> charts;
    std::vector<PlacedBar> bars;
    std::vector<PlacedDrawing> drawings;
    std::vector<TextColumns> columns;
    std::vector<Leader> leaders;
    std::vector<SpherePanel> spheres;
};

/// Returns the height that title and `lines` lines take, points.
float header_height(std::size_t lines);

}  // namespace coalesce::chart
