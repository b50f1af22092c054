#pragma once

#include <memory>
#include <string>

#include "chart/surface.hpp"

// As cairo and Pango declare them: users of this header need neither.
typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _PangoLayout PangoLayout;

namespace coalesce::chart {

/// The family of all text and what stands in for it: what the program embeds for the screen is what it asks of a
/// reader's machine.
inline constexpr const char* vector_fonts = "Open Sans, DejaVu Sans,";

using formula::em_of_line, formula::rise_of_line;

/// Lays out text by Pango, which orders, joins and substitutes characters.
class VectorText {
  public:
    VectorText();
    ~VectorText();
    VectorText(const VectorText&) = delete;
    VectorText& operator=(const VectorText&) = delete;

    float width_of(const std::string& text, const Letters& letters);
    /// Shows the text with its base line beginning at (x, y).
    void show(cairo_t* on, float x, float y, const std::string& text, const Letters& letters);

  private:
    void set(const std::string& text, const Letters& letters);

    cairo_surface_t* scratch_;
    cairo_t* context_;
    PangoLayout* layout_;
};

}  // namespace coalesce::chart
