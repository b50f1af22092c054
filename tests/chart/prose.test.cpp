#include "chart/prose.hpp"

#include <doctest/doctest.h>

#include "chart/page_painter.hpp"
#include "chart/pdf_surface.hpp"
#include "chart/svg_surface.hpp"
#include "recording_surface.hpp"
#include "tools.hpp"

using namespace coalesce::chart;
namespace formula = coalesce::formula;

namespace {

constexpr Colour black{}, red{1, 0, 0, 1}, grey{0.5f, 0.5f, 0.5f, 1};
const std::string sentence = R"(Wait $e^{c\beta}$ *layers*, $\frac ab$ or $\foo$)";

formula::Layout drawn(Surface& surface, Place at = {10, 20}) {
    const formula::Layout layout = lay_out(formula::parse(sentence), {.size = 20}, surface);
    draw(layout, surface, at, {black, red, grey});
    return layout;
}

}  // namespace

TEST_CASE("words, emphasis and formulas stand on one base line, in their colours") {
    RecordingSurface surface;
    const formula::Layout layout = drawn(surface);
    const float base = 20 + layout.lines[0].base;
    const auto words = surface.of("text");
    REQUIRE(words.size() == 5);
    CHECK(words[0].text == "Wait");
    CHECK(words[0].places[0].x == 10);
    CHECK(words[1].text == "layers");
    CHECK(words[1].colour == red);
    CHECK(words[4].text == "\\foo");
    CHECK(words[4].colour == grey);
    for (const auto& each : words) CHECK(each.places[0].y == doctest::Approx(base - formula::rise_of_line * 20));
    const auto glyphs = surface.of("glyph");
    REQUIRE(glyphs.size() == 5);
    CHECK(glyphs[0].text == "𝑒");
    CHECK(glyphs[0].places[0].y == doctest::Approx(base));
    CHECK(glyphs[1].places[0].y < base);
    CHECK(surface.of("rectangle").size() == 1);
}

TEST_CASE("an SVG has formulas as text, each letter in its place, and carries their glyphs") {
    SvgSurface surface(400, 100, "x");
    drawn(surface);
    const std::string svg = surface.finish();
    CHECK(svg.find(">𝑒</tspan>") != std::string::npos);
    CHECK(svg.find(">𝛽</tspan>") != std::string::npos);
    CHECK(svg.find("@font-face{font-family:'TeX Gyre Pagella Math'") != std::string::npos);
    CHECK(svg.find("<path") == std::string::npos);
    SvgSurface tall(400, 100, "x");
    draw(lay_out(formula::parse(R"($$\left(\frac{\frac12}{\frac12}\right)$$)"), {.size = 20}, tall), tall, {}, {});
    CHECK(tall.finish().find("<path") != std::string::npos);  // a taller bracket is no character
    SvgSurface without(400, 100, "x");
    CHECK(without.finish().find("font-face") == std::string::npos);
}

TEST_CASE("a PDF embeds the mathematical font, and the same text gives the same bytes") {
    const auto pdf = [] {
        PdfSurface surface(400, 100, "x");
        drawn(surface);
        return surface.finish();
    };
    const std::string bytes = pdf();
    CHECK(bytes == pdf());
    const coalesce::ToolFolder folder("prose");
    const std::string file = folder.write("page.pdf", bytes);
    CHECK(coalesce::output_of("pdffonts " + file).find("TeXGyrePagellaMath") != std::string::npos);
    const std::string text = coalesce::output_of("pdftotext " + file + " -");
    for (const char* words : {"𝑒", "𝛽", "layers"}) CHECK_MESSAGE(text.find(words) != std::string::npos, words);
}

TEST_CASE("lines, titles of charts and texts of a page have formulas; its own title is drawn as it is written") {
    Page page;
    page.width = 600;
    page.title = "costs $x$";
    page.lines = {"at $\\beta=2$"};
    page.texts.push_back({300, 100, "$\\gamma$", Align::centre});
    RecordingSurface surface;
    draw_page(page, {.surface = surface, .paper = {}, .chart = nullptr});
    const auto words = surface.of("text");
    REQUIRE(words.size() == 2);
    CHECK(words[0].text == "costs $x$");
    CHECK(words[1].text == "at");
    const auto glyphs = surface.of("glyph");
    REQUIRE(glyphs.size() == 4);
    CHECK(glyphs[3].text == "𝛾");
    CHECK(glyphs[3].places[0].x < 300);
    CHECK(glyphs[3].places[0].x > 290);
}
