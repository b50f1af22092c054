#include "desk/panel_picture.hpp"

#include <doctest/doctest.h>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "desk/desk.hpp"
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
};

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

TEST_CASE("plots are written as PDF and SVG with their words as text; trees and theorems are not") {
    Run run("ms1b");
    const auto wanted = [](const char* path, PanelPicture::Of of = PanelPicture::Of::measurements) {
        return PanelPicture{of, path, 1600, 1200, Theme::light};
    };
    for (const char* path : {"a.pdf", "a.svg"}) {
        validate(wanted(path));
        CHECK_THROWS_WITH_AS(validate(wanted(path, PanelPicture::Of::tree)), doctest::Contains("ends in .png"),
                             InputError);
        CHECK_THROWS_AS(validate(wanted(path, PanelPicture::Of::theory)), InputError);
    }
    CHECK_THROWS_WITH_AS(validate(wanted("a.jpg")), doctest::Contains(".png, .pdf or .svg"), InputError);
    CHECK(vector_panel(run.desk, run.frame, wanted("a.pdf")).starts_with("%PDF-"));
    const std::string svg = vector_panel(run.desk, run.frame, wanted("a.svg"));
    for (const char* words : {">Energy</text>", ">Alignment</text>", ">clusters</text>", ">rad / time</text>"})
        CHECK_MESSAGE(svg.find(words) != std::string::npos, words);
}
