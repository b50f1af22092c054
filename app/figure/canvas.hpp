#pragma once

#include <imgui.h>
#include <implot.h>

#include "figure/figure.hpp"

namespace coalesce::figure {

// What the figures are drawn with. Text sizes are in points: 2400 pixels are 1200 points.

/// `count` rectangles side by side between margins, `gap` apart.
std::vector<Rectangle> row(int width, int margin, int gap, int y, int height, int count);

/// printf with one number.
std::string format(const char* pattern, double value);
/// "10 000"
std::string thousands(std::size_t n);
/// "10³", "10⁻⁵"; "3.2·10⁷" where the power is not whole.
std::string power_of_ten(double log10_value);
/// "2.6·10⁴"; plain digits from 0.001 to 9999.
std::string scientific(double value);

enum class Align { left, centre, right };
/// Text `points` high, its top edge at position.y, aligned at position.x.
void draw_text(const Canvas& canvas, ImFont* font, float points, ImVec2 position, Align align, ImVec4 colour,
               const std::string& text);
/// Title, the source at the right, and lines below in faint text.
void draw_header(const Canvas& canvas, const std::string& title, const std::string& source,
                 const std::vector<std::string>& lines);
/// Height in points that draw_header takes.
int header_points(std::size_t lines);

struct LegendEntry {
    std::string text;
    ImVec4 colour;
};
/// Coloured boxes with their names in one line that ends at the right margin, `y` points from the top.
void draw_legend(const Canvas& canvas, float y, const std::vector<LegendEntry>& entries);
/// A plot's title, over its top left corner.
void draw_plot_title(const Canvas& canvas, const Rectangle& where, const std::string& text);

ImPlotSpec line(ImVec4 colour, float weight);
/// A straight dashed line between two points of the present plot.
void plot_dashes(const char* label, ImPlotPoint from, ImPlotPoint to, ImPlotSpec spec, const Canvas& canvas);
/// Filled circles without a line between them.
ImPlotSpec dots(ImVec4 colour, float radius);
/// Circles at points of the present plot, drawn as `spec` (of dots) says: round at any size.
void plot_dots(const char* label, const double* x, const double* y, int count, const ImPlotSpec& spec);
ImVec4 faded(ImVec4 colour, float alpha);
/// Colour of an ordered parameter, `part` from 0 to 1.
ImVec4 ramp(double part, Theme theme);

/// Begins a plot without interaction or title at `where`; EndPlot when true.
bool begin_plot(const char* id, const Rectangle& where, ImPlotFlags more = 0);
/// Ticks of an axis whose values are log10 of what they stand for: "10⁻²", "1", "10³", no more than `most`.
void log10_ticks(ImAxis axis, double from, double to, int most);

}  // namespace coalesce::figure
