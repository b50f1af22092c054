#pragma once

#include <string>

#include "chart/surface.hpp"
#include "chart/vector_text.hpp"

namespace coalesce::chart {

/// One page of PDF, in points. Throws RunError where cairo fails.
class PdfSurface : public Surface {
  public:
    PdfSurface(float width, float height, const std::string& title);
    ~PdfSurface() override;
    PdfSurface(const PdfSurface&) = delete;
    PdfSurface& operator=(const PdfSurface&) = delete;

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

    /// Ends the page. @returns the file
    std::string finish();

  private:
    void path(std::span<const Place> points);
    void fill(Colour colour);
    void stroke(const Stroke& stroke);

    std::string file_;
    cairo_surface_t* surface_;
    cairo_t* context_;
    VectorText text_;
};

}  // namespace coalesce::chart
