#include "chart/vector_text.hpp"

#include <pango/pangocairo.h>

namespace coalesce::chart {

VectorText::VectorText()
    : scratch_(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nullptr)), context_(cairo_create(scratch_)) {
    // Outlines that are not fitted to pixels: widths are the same at every scale.
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    PangoContext* pango = pango_cairo_create_context(context_);
    pango_cairo_context_set_resolution(pango, 72);
    pango_cairo_context_set_font_options(pango, options);
    pango_context_set_round_glyph_positions(pango, FALSE);
    layout_ = pango_layout_new(pango);
    g_object_unref(pango);
    cairo_font_options_destroy(options);
}

VectorText::~VectorText() {
    g_object_unref(layout_);
    cairo_destroy(context_);
    cairo_surface_destroy(scratch_);
}

void VectorText::set(const std::string& text, const Letters& letters) {
    PangoFontDescription* font = pango_font_description_from_string(vector_fonts);
    pango_font_description_set_weight(font, letters.strong ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, static_cast<double>(letters.size * em_of_line) * PANGO_SCALE);
    pango_layout_set_font_description(layout_, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout_, text.data(), static_cast<int>(text.size()));
}

float VectorText::width_of(const std::string& text, const Letters& letters) {
    set(text, letters);
    int width = 0;
    pango_layout_get_size(layout_, &width, nullptr);
    return static_cast<float>(width) / PANGO_SCALE;
}

void VectorText::show(cairo_t* on, float x, float y, const std::string& text, const Letters& letters) {
    set(text, letters);
    const Colour& c = letters.colour;
    cairo_set_source_rgba(on, static_cast<double>(c.r), static_cast<double>(c.g), static_cast<double>(c.b),
                          static_cast<double>(c.a));
    cairo_move_to(on, static_cast<double>(x), static_cast<double>(y));
    pango_cairo_show_layout_line(on, pango_layout_get_line_readonly(layout_, 0));
}

}  // namespace coalesce::chart
