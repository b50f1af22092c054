#include <doctest/doctest.h>

#include <filesystem>

#include "chart/vector_painter.hpp"
#include "figure/figure.hpp"
#include "formula/text.hpp"
#include "formula_sheet.hpp"

using namespace coalesce;
using namespace coalesce::figure;

namespace {

/// Rows and columns of a part of a picture that differ from its first pixel.
struct Inked {
    int left = 1 << 30, right = -1, top = 1 << 30, bottom = -1;
};
Inked inked(const Image& image, const chart::Box& box) {
    const int from_x = static_cast<int>(2 * box.x), to_x = static_cast<int>(2 * box.right());
    const int from_y = static_cast<int>(2 * box.y), to_y = static_cast<int>(2 * box.bottom());
    Inked found;
    for (int y = from_y; y < to_y; ++y)
        for (int x = from_x; x < to_x; ++x) {
            const auto* pixel = image.rgba.data() + 4 * (static_cast<std::size_t>(y) * image.width + x);
            if (std::equal(pixel, pixel + 3, image.rgba.data())) continue;
            found = {std::min(found.left, x - from_x), std::max(found.right, x - from_x),
                     std::min(found.top, y - from_y), std::max(found.bottom, y - from_y)};
        }
    return found;
}

}  // namespace

TEST_CASE("formulas of the papers are understood, and drawn within their boxes in PNG, as text in PDF and SVG") {
    for (const std::string& source : formulas_of_the_papers()) {
        CAPTURE(source);
        CHECK(formula::problems(source) == std::vector<std::string>{});
    }
    // The pictures stay there for whoever wants to look at them.
    const std::filesystem::path folder = "formula-sheets";
    std::filesystem::create_directories(folder);
    for (const Theme theme : {Theme::light, Theme::dark}) {
        Painter painter(theme);
        for (const auto& [size, columns] : {std::pair{14.0f, 4}, std::pair{22.0f, 3}, std::pair{32.0f, 2}}) {
            const chart::Page page = formula_sheet(theme, size, columns);
            const std::string name =
                std::to_string(static_cast<int>(size)) + (theme == Theme::light ? "-light" : "-dark");
            const PictureFile png = painter.draw(page, PictureFormat::png);
            png.write(folder, name);
            for (std::size_t k = 0; k < page.drawings.size(); ++k) {
                CAPTURE(formulas_of_the_papers()[k]);
                const chart::Box& box = page.drawings[k].where;
                const Inked ink = inked(png.image, box);
                CHECK(ink.right > 0);
                CHECK(ink.top > 0);
                CHECK(ink.bottom < 2 * box.height - 1);
                CHECK(ink.right < 2 * box.width - 1);
            }
            for (const PictureFormat format : {PictureFormat::pdf, PictureFormat::svg}) {
                const PictureFile file = painter.draw(page, format);
                file.write(folder, name);
                CHECK(file.document == painter.draw(page, format).document);
                if (format != PictureFormat::svg) continue;
                CHECK(file.document.find("𝛽") != std::string::npos);
                CHECK(file.document.find("layers") != std::string::npos);
            }
        }
    }
}
