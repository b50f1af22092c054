#include "chart/vector_painter.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <implot.h>
#include <implot_internal.h>  // a plot knows its axes: words, range and ticks

#include <algorithm>
#include <cmath>
#include <set>

#include "chart/implot_painter.hpp"
#include "chart/svg_surface.hpp"
#include "figure/figure.hpp"
#include "figure/page_parts.hpp"
#include "recording_surface.hpp"
#include "tools.hpp"
#include "view/gl_context.hpp"
#include "view/image.hpp"
#include "view/ui.hpp"

using namespace coalesce;
using namespace coalesce::chart;

namespace {

const Paper paper = palette::paper(Theme::light);

/// A page with curves, bars, a heat map with its colours, logarithmic axes and text in other scripts.
Page page() {
    const Colour blue = ink(palette::measurement(Theme::light)), red = ink(palette::theory(Theme::light));
    Page page = figure::titled_page("run <a_1> & \"b\" שלום", "source, p. 7", {"Eₘₐₓ at t = 10^4: S^2, β ≥ 0.5"});
    const std::vector<Box> boxes = figure::rows(figure::first_row(1), 20, {{280, 2}, {260, 2}});
    Chart curves;
    curves.x = {.label = "time t", .range = Range{0, 20}};
    curves.y = {.label = "energy 2βE", .range = Range{0, 1.5}};
    curves.legend = Legend::south_east;
    Line sine{.name = "measured", .stroke = {blue, 3}}, law{.name = "theory & law", .stroke = {red, 2, true}};
    for (int k = 0; k <= 400; ++k) {
        sine.x.push_back(k / 20.0);
        sine.y.push_back(0.75 + 0.5 * std::sin(k / 40.0));
        law.x.push_back(k / 20.0);
        law.y.push_back(1.4 - k / 400.0);
    }
    curves.items = {sine, law, Dots{.name = "points", .x = {5, 10}, .y = {0.3, 0.4}, .radius = 6, .fill = blue}};
    figure::place(page, boxes[0], "Curves", curves);
    Chart powers;
    powers.x = {.label = "width n", .range = Range{0.8, 1.5e6}, .scale = Scale::log10};
    powers.y = {.label = "KL (nats)", .range = Range{1e-6, 10}, .scale = Scale::log10};
    powers.items = {Line{.x = {1, 1e6}, .y = {1, 1e-5}, .stroke = {blue, 2}},
                    Text{.text = "slope −5/6", .at = {1e3, 1e-2}, .offset = {8, -20}, .colour = red}};
    figure::place(page, boxes[1], "Powers", powers);
    Chart bars;
    bars.x = {.label = "angle (rad)", .ticks = {{-1, "−1"}, {0, "0"}, {1, "1"}}};
    bars.y.label = "density";
    bars.items = {Bars{.x = {-1, 0, 1}, .height = {1, 3, 2}, .width = 1, .fill = faded(blue, 0.65f)}};
    figure::place(page, boxes[2], "Bars", bars);
    Chart map;
    map.x = {.label = "γ", .range = Range{0, 1}};
    map.y = {.label = "α", .range = Range{0, 2}};
    HeatMap cells{.rows = 20, .columns = 30, .to = {1, 2}};
    for (int k = 0; k < 600; ++k) cells.values.push_back((k % 30) / 29.0);
    map.items = {cells};
    Box left = boxes[3];
    left.width -= 90;
    figure::place(page, left, "Map", map);
    page.bars.push_back({{left.right() + 4, left.y, 86, left.height}, {"risk", 0, 1, "%.1f"}});
    page.legends.push_back({60, {{"one", blue}, {"two", red}}});
    figure::finish(page);
    return page;
}

/// Splits text at spaces.
std::set<std::string> words_of(const std::string& text) {
    std::set<std::string> words;
    std::string word;
    for (const char c : text + " ") {
        if (c != ' ' && c != '\n' && c != '\f') {
            word += c;
            continue;
        }
        if (!word.empty()) words.insert(word);
        word.clear();
    }
    return words;
}

/// The contents of all text elements.
std::multiset<std::string> svg_texts(const std::string& svg) {
    std::multiset<std::string> texts;
    for (std::size_t at = svg.find("<text"); at != std::string::npos; at = svg.find("<text", at + 1)) {
        const std::size_t from = svg.find('>', at) + 1;
        texts.insert(svg.substr(from, svg.find("</text>", from) - from));
    }
    return texts;
}

/// Counts pixels near a colour.
int count_near(const Image& image, Colour colour) {
    int count = 0;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const std::uint8_t* p = image.pixel(x, y);
            count +=
                std::abs(p[0] - 255 * colour.r) + std::abs(p[1] - 255 * colour.g) + std::abs(p[2] - 255 * colour.b) <
                60;
        }
    return count;
}

/// The first rows of a picture: readers round the height of a page in their own way.
Image top_of(const Image& image, int height) {
    Image top(image.width, height);
    std::copy_n(image.rgba.begin(), top.rgba.size(), top.rgba.begin());
    return top;
}

/// Ticks that ImPlot labels in the present page's charts, by their texts.
std::multiset<std::string> screen_labels() {
    std::multiset<std::string> labels;
    ImPool<ImPlotPlot>& plots = ImPlot::GetCurrentContext()->Plots;
    for (int p = 0; p < plots.GetBufSize(); ++p)
        for (ImPlotAxis& axis : plots.GetByIndex(p)->Axes) {
            if (!axis.Enabled) continue;
            for (int t = 0; t < axis.Ticker.TickCount(); ++t)
                if (const ImPlotTick& tick = axis.Ticker.Ticks[t]; tick.ShowLabel)
                    labels.insert(axis.Ticker.GetText(tick));
        }
    return labels;
}

}  // namespace

TEST_CASE("a PDF holds its words as text and its fonts, and the same page gives the same bytes") {
    const std::string pdf = vector_page(page(), {}, paper, PictureFormat::pdf);
    CHECK(pdf.starts_with("%PDF"));
    CHECK(pdf.find("CreationDate") == std::string::npos);
    CHECK(vector_page(page(), {}, paper, PictureFormat::pdf) == pdf);
    const ToolFolder folder("pdf");
    const std::string file = folder.write("page.pdf", pdf);
    const std::string text = output_of("pdftotext -layout " + file + " -");
    for (const char* words : {"run <a_1> & \"b\"", "source, p. 7", "time t", "theory & law", "width n", "angle (rad)",
                              "slope −5/6", "Curves", "one"})
        CHECK_MESSAGE(text.find(words) != std::string::npos, words);
    const std::set<std::string> words = words_of(text);
    for (const char* tick : {"20", "1.2", "1e+06", "1e-06", "−1", "0.8"}) CHECK_MESSAGE(words.count(tick) == 1, tick);
    const std::string fonts = output_of("pdffonts " + file);
    CHECK(fonts.find("OpenSans") != std::string::npos);
    CHECK(fonts.find(" no ") == std::string::npos);  // embedded, as a subset, with its characters
    const std::string info = output_of("pdfinfo " + file);
    CHECK(info.find("Pages:           1") != std::string::npos);
    CHECK(info.find("1200 x") != std::string::npos);
}

TEST_CASE("an SVG holds its words as text, escaped, and the same page gives the same bytes") {
    const std::string svg = vector_page(page(), {}, paper, PictureFormat::svg);
    CHECK(vector_page(page(), {}, paper, PictureFormat::svg) == svg);
    const std::multiset<std::string> texts = svg_texts(svg);
    for (const char* words : {"run &lt;a_1&gt; &amp; &quot;b&quot; שלום", "theory &amp; law",
                              "Eₘₐₓ at t = 10⁴: S², β ≥ 0.5", "time t", "energy 2βE", "risk"})
        CHECK_MESSAGE(texts.count(words) >= 1, words);
    CHECK(xml_text("a<b>&\"'\x01") == "a&lt;b&gt;&amp;&quot;&apos;");
    // Two maps: cells and the colour bar.
    std::size_t images = 0;
    for (std::size_t at = svg.find("<image"); at != std::string::npos; at = svg.find("<image", at + 1)) ++images;
    CHECK(images == 2);
}

TEST_CASE("screen, PDF and SVG show the same: ticks, curves and colours") {
    const Page shown = page();
    const ToolFolder folder("same");
    const std::string svg = vector_page(shown, {}, paper, PictureFormat::svg);
    const std::string pdf_file = folder.write("page.pdf", vector_page(shown, {}, paper, PictureFormat::pdf));
    const std::string svg_file = folder.write("page.svg", svg);
    output_of("pdftoppm -png -singlefile -r 144 " + pdf_file + " " + folder.file("pdf"));
    output_of("rsvg-convert -w 2400 " + svg_file + " -o " + folder.file("svg.png"));
    const Image from_pdf = read_png(folder.file("pdf.png")), from_svg = read_png(folder.file("svg.png"));
    const HeadlessContext context;
    figure::Painter painter(Theme::light);
    const Image screen = painter.paint(shown);
    const std::multiset<std::string> labels = screen_labels(), texts = svg_texts(svg);
    CHECK(labels.size() > 30);
    for (const std::string& label : labels) CHECK_MESSAGE(texts.count(label) >= labels.count(label), label);
    REQUIRE(from_pdf.width == screen.width);
    REQUIRE(from_svg.width == screen.width);
    CHECK(std::abs(from_pdf.height - screen.height) <= 1);
    CHECK(std::abs(from_svg.height - screen.height) <= 1);
    for (const ImVec4 colour : {palette::measurement(Theme::light), palette::theory(Theme::light)}) {
        const double on_screen = count_near(screen, ink(colour));
        CHECK(on_screen > 1000);
        // Edges are smoothed by each in its own way.
        CHECK(count_near(from_pdf, ink(colour)) == doctest::Approx(on_screen).epsilon(0.15));
        CHECK(count_near(from_svg, ink(colour)) == doctest::Approx(on_screen).epsilon(0.15));
    }
    // A chart that is missing or displaced by a tenth of its width gives 0.03.
    CHECK(image_difference(top_of(from_pdf, screen.height - 1), top_of(from_svg, screen.height - 1)) < 0.01);
    CHECK(image_difference(top_of(from_pdf, screen.height - 1), top_of(screen, screen.height - 1)) < 0.015);
}

TEST_CASE("tick labels of a chart keep apart from each other and within its rectangle at every size") {
    Chart chart;
    chart.x = {.label = "time", .range = Range{0, 12345}};
    chart.y = {.label = "E", .range = Range{0.123, 0.124}};
    for (const float width : {80.0f, 160.0f, 400.0f, 1168.0f})
        for (const float height : {60.0f, 120.0f, 300.0f}) {
            CAPTURE(width);
            CAPTURE(height);
            RecordingSurface surface;
            const PlotArea area = draw(chart, {10, 20}, {10 + width, 20 + height}, surface, paper);
            CHECK(area.from.x > 10);
            CHECK(area.to.y < 20 + height);
            const auto texts = surface.of("text");
            for (std::size_t i = 0; i < texts.size(); ++i)
                for (std::size_t j = 0; j < i; ++j) {
                    const auto &a = texts[i].places, &b = texts[j].places;
                    const bool beside = a[0].x >= b[1].x - 0.01f || b[0].x >= a[1].x - 0.01f;
                    // Digits are 0.8 of their line high.
                    const bool below = a[0].y >= b[1].y - 3.3f || b[0].y >= a[1].y - 3.3f;
                    CHECK_MESSAGE((beside || below), texts[i].text << " over " << texts[j].text);
                }
        }
}

TEST_CASE("spheres are embedded as pictures where the page has them") {
    Page with = page();
    with.spheres.push_back({{0, 100, 50, 50}, nullptr, {}});
    Pixels red{100, 100, {}};
    for (int k = 0; k < 10'000; ++k) red.rgba.insert(red.rgba.end(), {255, 0, 0, 255});
    const ToolFolder folder("spheres");
    const std::string file = folder.write("page.pdf", vector_page(with, {red}, paper, PictureFormat::pdf));
    output_of("pdftoppm -png -singlefile -r 72 " + file + " " + folder.file("page"));
    const Image image = read_png(folder.file("page.png"));
    CHECK(image.pixel(20, 120)[0] > 240);
    CHECK(image.pixel(20, 120)[1] < 15);
}
