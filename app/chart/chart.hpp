#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chart/colour.hpp"

namespace coalesce::chart {

/// A chart as plain data: what is drawn, and nothing of where or with what. implot_painter.hpp draws it on the screen
/// and into pictures, vector_painter.hpp into PDF and SVG. Lengths are in points; a page is 1200 of them wide, its PNG
/// 2400 pixels. An item with a name has an entry in the legend, which items of one name share; NaN in data is a gap.

struct Point {
    double x = 0, y = 0;
};
struct Range {
    double from = 0, to = 1;
    double size() const { return to - from; }
    bool holds(double value) const { return value >= from && value <= to; }
};
/// A displacement on the page in points, y downwards.
struct Offset {
    float x = 0, y = 0;
};

enum class Scale { linear, log10 };

struct Tick {
    double at = 0;
    std::string label{};
};

struct Axis {
    std::string label{};           ///< with its unit; empty: none
    std::optional<Range> range{};  ///< none: fitted to the items
    Scale scale = Scale::linear;
    std::vector<Tick> ticks{};  ///< none: round numbers. A label that has no room is left out, its tick is not.
    /// The label of an automatic tick on an axis that shows this range; none: "%g".
    std::function<std::string(double value, const Range& shown)> format{};
    bool tick_labels = true;
};

struct Stroke {
    Colour colour{};
    float width = 1.6f;
    bool dashed = false;
    Colour casing = transparent;  ///< of a wider line below it, which sets it off from a map
};

struct Line {
    enum class Course {
        straight,
        stairs,    ///< each value holds until the next x
        segments,  ///< points 0 and 1, 2 and 3, … are joined
    };
    std::string name{};
    std::vector<double> x{}, y{};
    Stroke stroke{};
    Course course = Course::straight;
    bool rising = false;  ///< x does: points that no eye tells apart may be left out
};

/// Discs, rings, or rings around discs.
struct Dots {
    std::string name{};
    std::vector<double> x{}, y{};
    float radius = 4;
    Colour fill{};
    Stroke edge{transparent, 0};
    std::vector<float> radii{};  ///< of each; none: all have `radius`
    bool lower_half = false;     ///< the fill alone
};

struct ErrorBars {
    std::string name{};
    std::vector<double> x{}, y{}, below{}, above{};  ///< lengths from y, ≥ 0
    Stroke stroke{};
    float cap = 8;  ///< width of the marks at the ends
};

/// The area between two curves over the same x.
struct Band {
    std::string name{};
    std::vector<double> x{}, low{}, high{};
    Colour fill{};
};

/// From 0 to each height, centred at x.
struct Bars {
    std::string name{};
    std::vector<double> x{}, height{};
    double width = 1;  ///< in data
    Colour fill{};
};

/// Cells of viridis, the first row at the top. A value that is not finite has none.
struct HeatMap {
    int rows = 0, columns = 0;
    std::vector<double> values{};  ///< row by row
    Point from{}, to{};            ///< lower left and upper right corner
    double low = 0, high = 1;      ///< ends of the colour scale
};

/// Lines across the whole chart.
struct Rules {
    std::string name{};
    std::vector<double> at{};
    Stroke stroke{};
    bool vertical = true;
};

enum class Align { left, centre, right };

/// A line of text beside a place in data, or in a corner of the chart.
struct Text {
    std::string text{};
    Point at{};                 ///< in data; with `corner` shares of the chart, (0, 0) its upper left corner
    Offset offset{};            ///< of the text's upper edge from there
    Align align = Align::left;  ///< which end of the text stands there
    Colour colour{};
    float size = 14;
    bool strong = false;  ///< the second weight of the family
    bool corner = false;
    bool inside = false;          ///< cut off at the chart's frame, and moved up or down to stand within it
    Colour ground = transparent;  ///< of a box behind the text
};

/// Names of curves at their right ends, none over another.
struct EndNames {
    std::vector<std::string> names{};
    std::vector<Point> ends{};
    Colour colour{};
};

/// Triangles that point along curves.
struct ArrowHeads {
    struct Head {
        Point tail{}, tip{};  ///< the direction, in data; the head's middle is at the tip
    };
    std::vector<Head> heads{};
    float size = 5;
    Colour fill{};
};

/// Tinted stretches of time, their names at the top where they fit.
struct Spans {
    struct Span {
        double from = 0, to = 0;
        std::string name{};
        Colour colour{};
    };
    std::vector<Span> spans{};
    Colour text{};
    bool names_above = false;  ///< over the chart, centred, instead of inside
};

/// Vertical marks with a diamond at the foot; those after `now` are fainter.
struct Marks {
    std::vector<double> at{};
    double now = 0;
    Colour colour{};
};

/// A word in a coloured box on the horizontal axis.
struct Tag {
    double at = 0;
    std::string text{};
    Colour colour{}, letters{};
};

/// Look of an item in the legend.
enum class Sample { area, line, dashes, disc, ring };

/// An entry of the legend that stands for no item of its own.
struct Key {
    std::string name{};
    Colour colour{};
    Sample sample = Sample::area;
};

using Item =
    std::variant<Line, Dots, ErrorBars, Band, Bars, HeatMap, Rules, Text, EndNames, ArrowHeads, Spans, Marks, Tag, Key>;

enum class Legend { none, north_west, north_east, south_west, south_east, above };

/// A sentence in the upper left corner, broken into lines. A fitted vertical axis leaves room for it.
struct Note {
    std::string text{};
    Colour colour{};
};

struct Chart {
    std::string title{};  ///< drawn by a page, over the upper left corner
    Axis x{}, y{};
    std::vector<Item> items{};  ///< from the back to the front
    Legend legend = Legend::none;
    bool legend_in_a_row = false;
    std::optional<Note> note{};
};

/// The colours of a heat map with their numbers, a chart's neighbour.
struct ColourBar {
    std::string label{};
    double low = 0, high = 1;
    std::string format = "%g";  ///< printf, of a number
};

/// Returns an item's entry in the legend; with an empty name it has none.
Key key_of(const Item& item);
/// Returns the legend's entries in the order in which names appear; the last item of a name gives colour and
/// sample.
std::vector<Key> keys_of(const Chart& chart);

}  // namespace coalesce::chart
