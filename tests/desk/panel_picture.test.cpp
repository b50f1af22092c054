#include "desk/panel_picture.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <numbers>
#include <sstream>

#include "chart/tools.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "desk/desk.hpp"
#include "desk/panels.hpp"
#include "view/gl_context.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

/// A run of some steps with the rows that the desktop would keep of it.
struct Run {
    Desk desk;
    Frame frame;

    explicit Run(const std::string& scene) {
        desk.run().document = load_scene(scene, {"tokens.count=300"});
        desk.run().edits.open(desk.run().document, desk.run().document, scene);
        desk.run().heat = heat_theory(desk.run().document.scene);
        Simulation simulation(desk.run().document.scene);
        for (int step = 0; step < 60; ++step) {
            simulation.step();
            fill_frame(frame, simulation, desk.run().document.view.histogram_bins);
            desk.run().history.rows.push_back(frame.now);
        }
        frame.known_until = frame.time = simulation.time();
    }
    Image paint(int width, int height, Theme theme, PanelPicture::Of of = PanelPicture::Of::measurements) const {
        return paint_panel(desk, frame, {of, "a.png", width, height, theme});
    }
    std::string write(const char* path, PanelPicture::Of of, int width = 1600, int height = 1200,
                      Theme theme = Theme::light) const {
        const PanelPicture wanted{of, path, width, height, theme};
        validate(wanted);
        return vector_panel(desk, frame, wanted);
    }
};

/// Three clusters of which the second merges into the first, before the present, and the third, which parted from the
/// first, lives.
Run with_tree() {
    Run run("ms1b");
    const double now = run.frame.time;
    run.frame.lineage.resize(3);
    run.frame.lineage[0] = {.identity = 0, .mass = {{0, 0.5}, {0.5 * now, 0.75}}};
    run.frame.lineage[1] = {.identity = 1, .ended = 0.5 * now, .heir = 0, .mass = {{0, 0.25}}};
    run.frame.lineage[2] = {.identity = 2, .born = 0.25 * now, .parent = 0, .mass = {{0.25 * now, 0.25}}};
    return run;
}

/// Two theorems that hold, one of them with its error, one that does not, and a merge to come.
Run with_theory() {
    Run run("ms1b");
    Comparison alignment, growth, heat;
    alignment.name = "alignment to E_max";
    alignment.statement = "every token with a part in E_max ends there";
    alignment.quantity = "mean angle from E_max";
    alignment.unit = "rad";
    alignment.error = 0.02;
    alignment.floor = 0.015;
    growth.name = "growth of the norm";
    growth.statement = "norms grow as the square root of log10 t until a token of the largest mass is alone";
    growth.quantity = "W1 between tokens & law";
    alignment.valid = growth.valid = true;
    heat.name = "heat limit";
    heat.why_not = "β < 10 is too small";
    run.frame.theory = {heat, alignment, growth};
    run.frame.forecast.emplace();
    run.frame.forecast->log10_wait = 2;
    run.frame.forecast->time = 120;
    run.frame.forecast->masses[0] = 0.5;
    run.frame.forecast->masses[1] = 0.25;
    run.frame.forecast->angle = std::numbers::pi / 2;
    return run;
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

/// Puts one space between words.
std::string joined(const std::string& text) {
    std::istringstream words(text);
    std::string all;
    for (std::string word; words >> word;) all += (all.empty() ? "" : " ") + word;
    return all;
}

/// The contents of all text elements, in their order.
std::string words_of_svg(const std::string& svg) {
    std::string all;
    for (std::size_t at = svg.find("<text"); at != std::string::npos; at = svg.find("<text", at + 1)) {
        const std::size_t from = svg.find('>', at) + 1;
        all += svg.substr(from, svg.find("</text>", from) - from) + " ";
    }
    for (const auto& [name, sign] : {std::pair{"&lt;", "<"}, {"&amp;", "&"}})
        for (std::size_t at = all.find(name); at != std::string::npos; at = all.find(name, at + 1))
            all.replace(at, std::string(name).size(), sign);
    return joined(all);
}

/// The words of a PDF in the order in which it draws them.
std::string words_of_pdf(const std::string& pdf) {
    CHECK(pdf.starts_with("%PDF-"));
    const ToolFolder folder("panel");
    return joined(output_of("pdftotext -raw " + folder.write("panel.pdf", pdf) + " -"));
}

/// Counts pixels within `depth` of the border that differ from the corner's.
int marks_at_border(const Image& image, int depth) {
    const std::uint8_t* ground = image.pixel(0, 0);
    int marks = 0;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            if (x >= depth && y >= depth && x < image.width - depth && y < image.height - depth) continue;
            for (int c = 0; c < 3; ++c) marks += std::abs(image.pixel(x, y)[c] - ground[c]) > 4;
        }
    return marks;
}

/// Counts pixels of measurement's blue in a part of the picture: lines, and translucent bars.
int blue_pixels(const Image& image, int x0, int y0, int x1, int y1) {
    int count = 0;
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) count += image.pixel(x, y)[2] - image.pixel(x, y)[0] > 35;
    return count;
}

Image half_size(const Image& image) {
    Image half(image.width / 2, image.height / 2);
    for (int y = 0; y < half.height; ++y)
        for (int x = 0; x < half.width; ++x)
            for (int c = 0; c < 4; ++c)
                half.pixel(x, y)[c] = static_cast<std::uint8_t>(
                    (image.pixel(2 * x, 2 * y)[c] + image.pixel(2 * x + 1, 2 * y)[c] +
                     image.pixel(2 * x, 2 * y + 1)[c] + image.pixel(2 * x + 1, 2 * y + 1)[c]) /
                    4);
    return half;
}

}  // namespace

TEST_CASE("a picture of the measurements has every plot, in both themes") {
    const HeadlessContext context;
    const Run run("ms1b");
    for (const Theme theme : {Theme::dark, Theme::light}) {
        const Image page = run.paint(1600, 1200, theme);
        REQUIRE(page.width == 1600);
        REQUIRE(page.height == 1200);
        // Six plots in two columns and three rows below a header of some 90 pixels: each has a curve or bars.
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 2; ++column) {
                CAPTURE(row);
                CAPTURE(column);
                const int top = 120 + row * 360;
                CHECK(blue_pixels(page, 800 * column, top, 800 * (column + 1), top + 350) > 100);
            }
    }
}

TEST_CASE("a picture of twice the size is the same one, finer") {
    const HeadlessContext context;
    const Run run("ms1b");
    const Image page = run.paint(1600, 1200, Theme::light), fine = run.paint(3200, 2400, Theme::light);
    // Edges of text and ticks at whole pixels differ by half a pixel; a missing or displaced plot gives 0.05.
    CHECK(image_difference(half_size(fine), page) < 0.02);
}

TEST_CASE("painting a panel leaves the desktop's own context current, and its font") {
    const HeadlessContext context;
    const Run run("ms1b");
    const Ui outer(Theme::dark, 1);
    ImGuiContext* const before = ImGui::GetCurrentContext();
    ImFont* const font = semibold_font();
    run.paint(640, 480, Theme::dark);
    CHECK(ImGui::GetCurrentContext() == before);
    CHECK(semibold_font() == font);
}

TEST_CASE("a picture of the theory has what holds at the left and what does not at the right") {
    const HeadlessContext context;
    Run run("ms1b");
    Comparison row;
    row.name = "alignment to E_max";
    row.statement = "every token ends in a great circle";
    row.valid = true;
    run.frame.theory = {row};
    const auto red_pixels = [](const Image& image, int x0, int x1) {
        int count = 0;
        for (int y = 150; y < image.height; ++y)
            for (int x = x0; x < x1; ++x) count += image.pixel(x, y)[0] - image.pixel(x, y)[2] > 60;
        return count;
    };
    Image page = run.paint(1600, 1200, Theme::dark, PanelPicture::Of::theory);
    CHECK(red_pixels(page, 0, 800) > 50);
    CHECK(red_pixels(page, 800, 1600) == 0);
    // A theorem that does not hold is drawn in grey.
    run.frame.theory[0].valid = false;
    run.frame.theory[0].why_not = "noise is on";
    page = run.paint(1600, 1200, Theme::dark, PanelPicture::Of::theory);
    CHECK(red_pixels(page, 0, 1600) == 0);
}

TEST_CASE("any shape of page holds the plots and the tree") {
    const HeadlessContext context;
    const Run run("ms1b");
    for (const auto& [width, height] : {std::pair{320, 320}, {1200, 1600}, {2000, 320}})
        for (const PanelPicture::Of of :
             {PanelPicture::Of::measurements, PanelPicture::Of::tree, PanelPicture::Of::theory}) {
            const Image page = run.paint(width, height, Theme::light, of);
            CHECK(page.width == width);
            CHECK(page.height == height);
        }
}

TEST_CASE("a picture's name and size are checked before it is drawn") {
    const auto wanted = [](const char* path, int width, int height) {
        return PanelPicture{PanelPicture::Of::tree, path, width, height, Theme::dark};
    };
    CHECK_THROWS_WITH_AS(validate(wanted("a.jpg", 800, 600)), doctest::Contains("a.jpg: found another ending"),
                         InputError);
    CHECK_THROWS_WITH_AS(validate(wanted("", 800, 600)), doctest::Contains("found no name"), InputError);
    CHECK_THROWS_WITH_AS(validate(wanted("a.png", 800, 200)), doctest::Contains("800x200, expected 320 to 16384"),
                         InputError);
    CHECK_THROWS_WITH_AS(validate(wanted("a.png", 20000, 600)), doctest::Contains("20000x600"), InputError);
    validate(wanted("a.png", 3200, 2400));
}

TEST_CASE("plots are written as PDF and SVG with their words as text") {
    const Run run("ms1b");
    CHECK(run.write("a.pdf", PanelPicture::Of::measurements).starts_with("%PDF-"));
    const std::string svg = run.write("a.svg", PanelPicture::Of::measurements);
    for (const char* words : {">Energy</text>", ">Alignment</text>", ">clusters</text>", ">rad / time</text>"})
        CHECK_MESSAGE(svg.find(words) != std::string::npos, words);
}

TEST_CASE("a tree is written as PDF and SVG with its shares and times as text") {
    const Run run = with_tree();
    const std::string svg = run.write("a.svg", PanelPicture::Of::tree);
    const std::string pdf = words_of_pdf(run.write("a.pdf", PanelPicture::Of::tree));
    for (const std::string words : {"75 %", "25 %"}) {
        CHECK_MESSAGE(svg.find(">" + words + "</text>") != std::string::npos, words);
        CHECK_MESSAGE(pdf.find(words) != std::string::npos, words);
    }
    // A merge and a birth, each on a disc of the ground.
    CHECK(count(svg, "<circle") == 4);
    CHECK(svg.find("<image") == std::string::npos);
    const TimeScale scale = shown_times(run.desk, run.frame);
    int labels = 0;
    // At most one label to 3.6 ems of the axis, which leaves 2.8 to the shares and margins of 24 points.
    for (const TimeTick& tick : time_ticks(scale, static_cast<int>((1152 - 2.8 * 16) / (3.6 * 16)))) {
        if (tick.label.empty()) continue;
        ++labels;
        CHECK_MESSAGE(svg.find(">" + tick.label + "</text>") != std::string::npos, tick.label);
    }
    CHECK(labels > 1);
}

TEST_CASE("theorems are written as PDF and SVG, all their words in order, with those that hold before the others") {
    const Run run = with_theory();
    const std::string texts = words_of_svg(run.write("a.svg", PanelPicture::Of::theory));
    const std::string pdf = words_of_pdf(run.write("a.pdf", PanelPicture::Of::theory));
    for (const char* sentence :
         {"Holds here next merge Clusters of 50 % and 25 %, now 90.0° apart, meet in ≈ 100 · at t ≈ 120",
          "by the pairing law of weighted clusters alignment to Eₘₐₓ every token with a part in Eₘₐₓ ends there",
          "mean angle from Eₘₐₓ 0.02 rad · sampling alone 0.015 rad", "growth of the norm",
          "W₁ between tokens & law: not known yet", "Does not hold here, and why heat limit β < 10 is too small"}) {
        CHECK_MESSAGE(texts.find(sentence) != std::string::npos, texts);
        CHECK_MESSAGE(pdf.find(sentence) != std::string::npos, pdf);
    }
}

TEST_CASE("pages of every panel leave their border free, in every shape, theme and format") {
    const ToolFolder folder("border");
    const std::pair<PanelPicture::Of, Run> runs[] = {{PanelPicture::Of::measurements, Run("ms1b")},
                                                     {PanelPicture::Of::tree, with_tree()},
                                                     {PanelPicture::Of::theory, with_theory()}};
    for (const auto& [of, run] : runs)
        for (const auto& [width, height] : {std::pair{1600, 1200}, {320, 320}, {2000, 320}})
            for (const Theme theme : {Theme::dark, Theme::light}) {
                CAPTURE(static_cast<int>(of));
                CAPTURE(width);
                CAPTURE(height);
                const std::string pdf = folder.write("a.pdf", run.write("a.pdf", of, width, height, theme));
                const std::string svg = folder.write("a.svg", run.write("a.svg", of, width, height, theme));
                output_of("pdftoppm -png -singlefile -r 72 " + pdf + " " + folder.file("pdf"));
                output_of("rsvg-convert " + svg + " -o " + folder.file("svg.png"));
                const Image from_pdf = read_png(folder.file("pdf.png")), from_svg = read_png(folder.file("svg.png"));
                // Points and pixels of 1/96 inch.
                CHECK(marks_at_border(from_pdf, 8) == 0);
                CHECK(marks_at_border(from_svg, 8) == 0);
                CHECK(static_cast<double>(from_pdf.width) / from_pdf.height ==
                      doctest::Approx(static_cast<double>(width) / height).epsilon(0.01));
            }
}

TEST_CASE("the same panel gives the same bytes, and its size does not depend on the pixels asked for") {
    const Run tree = with_tree(), theory = with_theory();
    for (const char* path : {"a.pdf", "a.svg"}) {
        CHECK(tree.write(path, PanelPicture::Of::tree) == with_tree().write(path, PanelPicture::Of::tree));
        CHECK(theory.write(path, PanelPicture::Of::theory) == with_theory().write(path, PanelPicture::Of::theory));
        CHECK(theory.write(path, PanelPicture::Of::theory) == theory.write(path, PanelPicture::Of::theory, 3200, 2400));
    }
}
