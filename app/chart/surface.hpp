#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "chart/chart.hpp"
#include "chart/plot_area.hpp"
#include "formula/marks.hpp"

namespace coalesce::chart {

/// How letters look; sizes are the height of a line in units of the surface.
struct Letters {
    Colour colour;
    float size = 16;
    bool strong = false;
};

/// 8-bit RGBA, row by row from the top.
struct Pixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgba;
};

/// Target that charts and pages are painted on: ImGui's draw list in pixels, a PDF or an SVG in points, or a record of
/// the calls in tests. Widths of strokes are in the surface's units.
class Surface {
  public:
    virtual ~Surface() = default;
    /// Points joined one after another; all coordinates are finite and near the surface.
    virtual void line(std::span<const Place> points, const Stroke& stroke) = 0;
    virtual void convex(std::span<const Place> corners, Colour fill) = 0;
    /// The area between two curves that have as many points each, over the same x.
    virtual void band(std::span<const Place> low, std::span<const Place> high, Colour fill) = 0;
    virtual void rectangle(Place from, Place to, Colour fill) = 0;
    virtual void frame(Place from, Place to, const Stroke& stroke) = 0;
    virtual void circle(Place centre, float radius, Colour fill, const Stroke& edge) = 0;
    /// A picture scaled to a rectangle, without smoothing.
    virtual void picture(Place from, Place to, const Pixels& pixels) = 0;
    /// One line of text. @param at  its upper edge, and horizontally the end that `align` names
    virtual void text(Place at, const std::string& text, const Letters& letters, Align align = Align::left) = 0;
    /// One line that reads upwards. @param at  its left edge and the middle of its length
    virtual void upwards(Place at, const std::string& text, const Letters& letters) = 0;
    virtual float width_of(const std::string& text, const Letters& letters) = 0;
    /// One line of text that begins at a place on its base line.
    virtual void on_base(Place base, const std::string& text, const Letters& letters) {
        this->text({base.x, base.y - formula::rise_of_line * letters.size}, text, letters);
    }
    /// Glyphs of the mathematical font, placed from `origin`.
    virtual void glyphs(Place origin, std::span<const formula::Glyph> glyphs, Colour colour) = 0;
    /// A rule of a formula, which may be thinner than a pixel.
    virtual void rule(Place from, Place to, Colour fill) { rectangle(from, to, fill); }
    /// Turns what is drawn until turn_back() by a quarter about a place: what was on its right is above it.
    virtual void turn(Place about) = 0;
    virtual void turn_back() = 0;
    /// True if text() puts Hebrew and Arabic into the order of sight; else it takes text in that order.
    virtual bool orders_text() const { return true; }
    /// Cuts off what is drawn outside of a rectangle until unclip(). They nest.
    virtual void clip(Place from, Place to) = 0;
    virtual void unclip() = 0;
};

/// A surface and its units.
struct Canvas {
    Surface& surface;
    float point = 1;   ///< units to a point
    float finest = 1;  ///< units that are still seen
};

}  // namespace coalesce::chart
