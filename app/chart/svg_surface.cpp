#include "chart/svg_surface.hpp"

#include <cairo.h>

#include <array>
#include <cmath>
#include <cstdio>

#include "chart/enlarged.hpp"
#include "formula/characters.hpp"
#include "formula/math_font.hpp"
#include "formula/subset.hpp"

namespace coalesce::chart {
namespace {

/// The mathematical font, and what stands in for it on a machine without it.
constexpr const char* formula_font = "TeX Gyre Pagella Math";
constexpr const char* formula_fonts =
    "'TeX Gyre Pagella Math', 'STIX Two Math', 'Latin Modern Math', 'Cambria Math', serif";

/// A coordinate in hundredths of a point: half a pixel of a print at 3600 dots per inch.
std::string number(float value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", static_cast<double>(value) + 0.0);
    std::string digits = text;
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return digits == "-0" ? "0" : digits;
}

std::string attribute(const char* name, const std::string& value) {
    return std::string(" ") + name + "=\"" + value + "\"";
}
std::string attribute(const char* name, float value) {
    return attribute(name, number(value));
}

/// fill="#1f6fb2" and, where it is not opaque, fill-opacity.
std::string paint(const std::string& what, Colour c) {
    const auto channel = [](float value) { return static_cast<int>(255 * value + 0.5f); };
    char hex[8];
    std::snprintf(hex, sizeof hex, "#%02x%02x%02x", channel(c.r), channel(c.g), channel(c.b));
    std::string text = attribute(what.c_str(), hex);
    if (c.a < 1) text += attribute((what + "-opacity").c_str(), c.a);
    return text;
}

std::string stroke_of(const Stroke& stroke) {
    return paint("stroke", stroke.colour) + attribute("stroke-width", stroke.width) +
           (stroke.dashed ? " stroke-dasharray=\"7\"" : "");
}

std::string points_of(std::span<const Place> places) {
    std::string text;
    for (const Place& place : places) {
        if (!text.empty()) text += ' ';
        text.append(number(place.x)).append(",").append(number(place.y));
    }
    return attribute("points", text);
}

std::string box(Place from, Place to) {
    return attribute("x", from.x) + attribute("y", from.y) + attribute("width", to.x - from.x) +
           attribute("height", to.y - from.y);
}

cairo_status_t append_png(void* bytes, const unsigned char* from, unsigned count) {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(from), count);
    return CAIRO_STATUS_SUCCESS;
}

std::string base64(const std::string& bytes) {
    constexpr const char* digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve(bytes.size() / 3 * 4 + 4);
    for (std::size_t k = 0; k < bytes.size(); k += 3) {
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (k + j < bytes.size() ? static_cast<unsigned char>(bytes[k + j]) : 0);
        for (std::size_t j = 0; j < 4; ++j) text += k + j <= bytes.size() ? digits[group >> (18 - 6 * j) & 63] : '=';
    }
    return text;
}

}  // namespace

std::string xml_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&apos;";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n')
            out += c;
    }
    return out;
}

SvgSurface::SvgSurface(float width, float height, const std::string& title) {
    head_ =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\"" +
        attribute("width", number(width) + "pt") + attribute("height", number(height) + "pt") +
        attribute("viewBox", "0 0 " + number(width) + " " + number(height)) +
        " font-family=\"'Open Sans', 'DejaVu Sans', sans-serif\" stroke-linejoin=\"round\" fill=\"none\" "
        "xml:space=\"preserve\">\n<title>" +
        xml_text(title) + "</title>\n";
}

std::string SvgSurface::finish() {
    std::string font;
    if (!characters_.empty())
        font = "<style>@font-face{font-family:'" + std::string(formula_font) + "';src:url(data:font/otf;base64," +
               base64(formula::font_subset(characters_)) + ")}</style>\n";
    return head_ + font + file_ + "</svg>\n";
}

void SvgSurface::line(std::span<const Place> points, const Stroke& stroke) {
    if (stroke.colour.a > 0 && stroke.width > 0) file_ += "<polyline" + points_of(points) + stroke_of(stroke) + "/>\n";
}

void SvgSurface::convex(std::span<const Place> corners, Colour fill) {
    if (fill.a > 0) file_ += "<polygon" + points_of(corners) + paint("fill", fill) + "/>\n";
}

void SvgSurface::band(std::span<const Place> low, std::span<const Place> high, Colour fill) {
    std::vector<Place> round(low.begin(), low.end());
    round.insert(round.end(), high.rbegin(), high.rend());
    convex(round, fill);  // both sides of a crossing are filled
}

void SvgSurface::rectangle(Place from, Place to, Colour fill) {
    if (fill.a > 0) file_ += "<rect" + box(from, to) + paint("fill", fill) + "/>\n";
}

void SvgSurface::frame(Place from, Place to, const Stroke& stroke) {
    file_ += "<rect" + box(from, to) + stroke_of(stroke) + "/>\n";
}

void SvgSurface::circle(Place centre, float radius, Colour fill, const Stroke& edge) {
    const bool ringed = edge.colour.a > 0 && edge.width > 0;
    if (fill.a <= 0 && !ringed) return;
    file_ += "<circle" + attribute("cx", centre.x) + attribute("cy", centre.y) + attribute("r", radius) +
             (fill.a > 0 ? paint("fill", fill) : "") + (ringed ? stroke_of(edge) : "") + "/>\n";
}

void SvgSurface::picture(Place from, Place to, const Pixels& pixels) {
    Pixels large = enlarged(pixels, to.x - from.x, to.y - from.y);
    std::string png;
    // Cairo's pixels are BGRA in memory on little-endian machines: 32-bit numbers elsewhere.
    std::vector<std::uint32_t> argb;
    for (std::size_t k = 0; k < large.rgba.size(); k += 4)
        argb.push_back(large.rgba[k + 3] == 0
                           ? 0
                           : 0xFF000000u | static_cast<std::uint32_t>(large.rgba[k] << 16 | large.rgba[k + 1] << 8 |
                                                                      large.rgba[k + 2]));
    cairo_surface_t* image = cairo_image_surface_create_for_data(
        reinterpret_cast<unsigned char*>(argb.data()), CAIRO_FORMAT_ARGB32, large.width, large.height, 4 * large.width);
    cairo_surface_write_to_png_stream(image, append_png, &png);
    cairo_surface_destroy(image);
    file_ += "<image" + box(from, to) + attribute("preserveAspectRatio", "none") +
             attribute("xlink:href", "data:image/png;base64," + base64(png)) + "/>\n";
}

void SvgSurface::words(const std::string& place, const std::string& text, const Letters& letters, const char* anchor) {
    file_ += "<text" + place + attribute("font-size", em_of_line * letters.size) +
             (letters.strong ? " font-weight=\"600\"" : "") + paint("fill", letters.colour) +
             (std::string(anchor) == "start" ? "" : attribute("text-anchor", anchor)) + ">" + xml_text(text) +
             "</text>\n";
}

void SvgSurface::text(Place at, const std::string& text, const Letters& letters, Align align) {
    constexpr std::array anchors{"start", "middle", "end"};
    words(attribute("x", at.x) + attribute("y", at.y + rise_of_line * letters.size), text, letters,
          anchors[static_cast<std::size_t>(align)]);
}

void SvgSurface::upwards(Place at, const std::string& text, const Letters& letters) {
    const std::string middle = number(at.x + rise_of_line * letters.size) + " " + number(at.y);
    words(attribute("transform", "translate(" + middle + ") rotate(-90)"), text, letters, "middle");
}

void SvgSurface::glyphs(Place origin, std::span<const formula::Glyph> glyphs, Colour colour) {
    const std::string fill = paint("fill", colour);
    for (std::size_t k = 0; k < glyphs.size();) {
        const formula::Glyph& first = glyphs[k];
        const float y = origin.y + first.y;
        // Pieces of brackets are no characters: they are drawn as outlines.
        if (!first.character) {
            file_ += "<path" +
                     attribute("transform", "translate(" + number(origin.x + first.x) + " " + number(y) + ")") +
                     attribute("d", formula::MathFont::built_in().outline(first.id, first.size)) + fill + "/>\n";
            ++k;
            continue;
        }
        // Each letter has its place: lists of places in one element are not understood everywhere (librsvg).
        std::string letters;
        for (; k < glyphs.size() && glyphs[k].character && glyphs[k].y == first.y && glyphs[k].size == first.size;
             ++k) {
            std::string letter;
            formula::append(letter, glyphs[k].character);
            letters += "<tspan" + attribute("x", origin.x + glyphs[k].x) + ">" + xml_text(letter) + "</tspan>";
            characters_.insert(glyphs[k].character);
        }
        file_ += "<text" + attribute("y", y) + attribute("font-family", formula_fonts) +
                 attribute("font-size", first.size) + fill + ">" + letters + "</text>\n";
    }
}

void SvgSurface::turn(Place about) {
    file_ += "<g" + attribute("transform", "rotate(-90 " + number(about.x) + " " + number(about.y) + ")") + ">\n";
}

void SvgSurface::turn_back() {
    file_ += "</g>\n";
}

void SvgSurface::clip(Place from, Place to) {
    const std::string name = "frame" + std::to_string(++clips_);
    file_ += "<clipPath" + attribute("id", name) + "><rect" + box(from, to) + "/></clipPath>\n<g" +
             attribute("clip-path", "url(#" + name + ")") + ">\n";
}

void SvgSurface::unclip() {
    file_ += "</g>\n";
}

}  // namespace coalesce::chart
