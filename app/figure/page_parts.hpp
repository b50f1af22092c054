#pragma once

#include <string>
#include <vector>

#include "chart/page.hpp"
#include "coalesce/document/view_state.hpp"

namespace coalesce::figure {

// What pages of figures and laboratories are put together from.

/// Begins a page with its header; mathematics in the lines is set (view/typeset.hpp), the title stays as it is.
chart::Page titled_page(std::string title, const std::string& source, const std::vector<std::string>& lines);
/// Returns the points from the top to the first row of plots, below `lines` lines and the plots' own titles.
float first_row(std::size_t lines);
/// Adds a chart under a title.
void place(chart::Page& page, const chart::Box& where, const std::string& title, chart::Chart chart);
/// Adds a line of text centred over a box, `above` points over its upper edge.
void label_box(chart::Page& page, const chart::Box& box, float above, const std::string& text, Theme theme,
               float size = 16, bool strong = true);
/// Ends the page below its lowest chart.
void finish(chart::Page& page);

/// A row of equal boxes.
struct Row {
    float height;
    int count;
};
/// Returns the boxes of all rows, one row below another, with room for titles.
std::vector<chart::Box> rows(float top, float gap, const std::vector<Row>& rows);

/// Adapts a view to a sphere that fills its panel: no text, and a camera near enough to lose no room to a frame.
ViewState panel_view(ViewState view);
/// Returns the colour of an ordered parameter, `part` from 0 to 1.
chart::Colour ramp(double part, Theme theme);
/// Returns log10 of a time for an axis; t = 0 is far to the left.
double log10_time(double time);

}  // namespace coalesce::figure
