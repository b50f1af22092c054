#include "chart/pdf_surface.hpp"

#include <cairo-pdf.h>

#include <cmath>
#include <numbers>

#include "chart/enlarged.hpp"
#include "chart/formula_face.hpp"
#include "coalesce/model/error.hpp"
#include "formula/characters.hpp"

namespace coalesce::chart {
namespace {

/// Points of a dash and of the gap after it.
constexpr double dash_pattern[] = {7, 7};

cairo_status_t append_pdf(void* file, const unsigned char* bytes, unsigned count) {
    static_cast<std::string*>(file)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

double d(float value) {
    return static_cast<double>(value);
}

}  // namespace

PdfSurface::PdfSurface(float width, float height, const std::string& title)
    : surface_(cairo_pdf_surface_create_for_stream(append_pdf, &file_, d(width), d(height))),
      context_(cairo_create(surface_)) {
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_TITLE, title.c_str());
    // Without a date of its own cairo writes the present one.
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE, "");
    cairo_set_line_join(context_, CAIRO_LINE_JOIN_ROUND);
}

PdfSurface::~PdfSurface() {
    cairo_destroy(context_);
    cairo_surface_destroy(surface_);
}

std::string PdfSurface::finish() {
    cairo_show_page(context_);
    cairo_surface_finish(surface_);
    for (const cairo_status_t status : {cairo_status(context_), cairo_surface_status(surface_)})
        if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED)
            throw RunError(std::string("PDF: ") + cairo_status_to_string(status));
    return file_;
}

void PdfSurface::path(std::span<const Place> points) {
    for (std::size_t k = 0; k < points.size(); ++k)
        if (k == 0)
            cairo_move_to(context_, d(points[k].x), d(points[k].y));
        else
            cairo_line_to(context_, d(points[k].x), d(points[k].y));
}

void PdfSurface::fill(Colour colour) {
    cairo_set_source_rgba(context_, d(colour.r), d(colour.g), d(colour.b), d(colour.a));
    cairo_fill(context_);
}

void PdfSurface::stroke(const Stroke& stroke) {
    const Colour& c = stroke.colour;
    cairo_set_source_rgba(context_, d(c.r), d(c.g), d(c.b), d(c.a));
    cairo_set_line_width(context_, d(stroke.width));
    cairo_set_dash(context_, dash_pattern, stroke.dashed ? 2 : 0, 0);
    cairo_stroke(context_);
}

void PdfSurface::line(std::span<const Place> points, const Stroke& as) {
    if (as.colour.a <= 0 || as.width <= 0) return;
    path(points);
    stroke(as);
}

void PdfSurface::convex(std::span<const Place> corners, Colour colour) {
    if (colour.a <= 0) return;
    path(corners);
    cairo_close_path(context_);
    fill(colour);
}

void PdfSurface::band(std::span<const Place> low, std::span<const Place> high, Colour colour) {
    std::vector<Place> round(low.begin(), low.end());
    round.insert(round.end(), high.rbegin(), high.rend());
    convex(round, colour);  // both sides of a crossing are filled
}

void PdfSurface::rectangle(Place from, Place to, Colour colour) {
    if (colour.a <= 0) return;
    cairo_rectangle(context_, d(from.x), d(from.y), d(to.x - from.x), d(to.y - from.y));
    fill(colour);
}

void PdfSurface::frame(Place from, Place to, const Stroke& as) {
    cairo_rectangle(context_, d(from.x), d(from.y), d(to.x - from.x), d(to.y - from.y));
    stroke(as);
}

void PdfSurface::circle(Place centre, float radius, Colour colour, const Stroke& edge) {
    const auto round = [&] { cairo_arc(context_, d(centre.x), d(centre.y), d(radius), 0, 2 * std::numbers::pi); };
    if (colour.a > 0) {
        round();
        fill(colour);
    }
    if (edge.colour.a <= 0 || edge.width <= 0) return;
    round();
    stroke(edge);
}

void PdfSurface::picture(Place from, Place to, const Pixels& pixels) {
    const Pixels large = enlarged(pixels, to.x - from.x, to.y - from.y);
    cairo_surface_t* image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, large.width, large.height);
    unsigned char* rows = cairo_image_surface_get_data(image);
    const int stride = cairo_image_surface_get_stride(image);
    for (int y = 0; y < large.height; ++y)
        for (int x = 0; x < large.width; ++x) {
            const std::uint8_t* c = large.rgba.data() + 4 * (static_cast<std::size_t>(y) * large.width + x);
            // Opaque or absent, so that colours need not be multiplied by their opacity.
            const std::uint32_t argb =
                c[3] == 0 ? 0 : 0xFF000000u | static_cast<std::uint32_t>(c[0] << 16 | c[1] << 8 | c[2]);
            *reinterpret_cast<std::uint32_t*>(rows + y * stride + 4 * x) = argb;
        }
    cairo_surface_mark_dirty(image);
    cairo_save(context_);
    cairo_translate(context_, d(from.x), d(from.y));
    cairo_scale(context_, d(to.x - from.x) / large.width, d(to.y - from.y) / large.height);
    cairo_set_source_surface(context_, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(context_), CAIRO_FILTER_NEAREST);
    cairo_paint(context_);
    cairo_restore(context_);
    cairo_surface_destroy(image);
}

void PdfSurface::text(Place at, const std::string& text, const Letters& letters, Align align) {
    if (align != Align::left) at.x -= width_of(text, letters) * (align == Align::centre ? 0.5f : 1);
    text_.show(context_, at.x, at.y + rise_of_line * letters.size, text, letters);
}

void PdfSurface::upwards(Place at, const std::string& text, const Letters& letters) {
    cairo_save(context_);
    cairo_translate(context_, d(at.x), d(at.y));
    cairo_rotate(context_, -std::numbers::pi / 2);
    text_.show(context_, -width_of(text, letters) / 2, rise_of_line * letters.size, text, letters);
    cairo_restore(context_);
}

void PdfSurface::glyphs(Place origin, std::span<const formula::Glyph> glyphs, Colour colour) {
    cairo_set_source_rgba(context_, d(colour.r), d(colour.g), d(colour.b), d(colour.a));
    cairo_set_font_face(context_, formula_face());
    for (std::size_t k = 0; k < glyphs.size();) {
        // One size at a time. The characters go with the glyphs, so that readers can copy and search them.
        const float size = glyphs[k].size;
        std::vector<cairo_glyph_t> run;
        std::vector<cairo_text_cluster_t> clusters;
        std::string text;
        for (; k < glyphs.size() && glyphs[k].size == size; ++k) {
            const std::size_t before = text.size();
            if (glyphs[k].character) formula::append(text, glyphs[k].character);
            run.push_back({glyphs[k].id, d(origin.x + glyphs[k].x), d(origin.y + glyphs[k].y)});
            clusters.push_back({static_cast<int>(text.size() - before), 1});
        }
        cairo_set_font_size(context_, d(size));
        cairo_show_text_glyphs(context_, text.data(), static_cast<int>(text.size()), run.data(),
                               static_cast<int>(run.size()), clusters.data(), static_cast<int>(clusters.size()),
                               cairo_text_cluster_flags_t{});
    }
}

void PdfSurface::turn(Place about) {
    cairo_save(context_);
    cairo_translate(context_, d(about.x), d(about.y));
    cairo_rotate(context_, -std::numbers::pi / 2);
    cairo_translate(context_, -d(about.x), -d(about.y));
}

void PdfSurface::turn_back() {
    cairo_restore(context_);
}

void PdfSurface::clip(Place from, Place to) {
    cairo_save(context_);
    cairo_rectangle(context_, d(from.x), d(from.y), d(to.x - from.x), d(to.y - from.y));
    cairo_clip(context_);
}

void PdfSurface::unclip() {
    cairo_restore(context_);
}

}  // namespace coalesce::chart
