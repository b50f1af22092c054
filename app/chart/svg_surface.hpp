#pragma once

#include <set>
#include <string>

#include "chart/surface.hpp"
#include "chart/vector_text.hpp"

namespace coalesce::chart {

/// An SVG in points, written by hand: cairo's would turn text into outlines. Text stands at its end or middle where it
/// is aligned so, and keeps its place in other fonts. The file carries the glyphs of its formulas as a font, which
/// browsers use; other programs take the installed one.
class SvgSurface : public Surface {
  public:
    SvgSurface(float width, float height, const std::string& title);

    void line(std::span<const Place> points, const Stroke& stroke) override;
    void convex(std::span<const Place> corners, Colour fill) override;
    void band(std::span<const Place> low, std::span<const Place> high, Colour fill) override;
    void rectangle(Place from, Place to, Colour fill) override;
    void frame(Place from, Place to, const Stroke& stroke) override;
    void circle(Place centre, float radius, Colour fill, const Stroke& edge) override;
    void picture(Place from, Place to, const Pixels& pixels) override;
    void text(Place at, const std::string& text, const Letters& letters, Align align) override;
    void upwards(Place at, const std::string& text, const Letters& letters) override;
    float width_of(const std::string& text, const Letters& letters) override { return text_.width_of(text, letters); }
    void glyphs(Place origin, std::span<const formula::Glyph> glyphs, Colour colour) override;
    void turn(Place about) override;
    void turn_back() override;
    void clip(Place from, Place to) override;
    void unclip() override;

    /// @returns the file
    std::string finish();

  private:
    void words(const std::string& place, const std::string& text, const Letters& letters, const char* anchor);

    std::string head_, file_;
    std::set<char32_t> characters_;  ///< of formulas
    int clips_ = 0;
    VectorText text_;
};

/// Escapes text for XML: the five characters that mean something there are written by name, those it cannot hold are
/// left out.
std::string xml_text(const std::string& text);

}  // namespace coalesce::chart
