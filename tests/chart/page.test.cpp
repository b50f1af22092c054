#include "chart/page.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "chart/page_painter.hpp"
#include "recording_surface.hpp"

using namespace coalesce::chart;

namespace {

constexpr Colour blue{0, 0, 1, 1};
constexpr Paper paper{.text = {1, 1, 1, 1}, .faint_text = {0.5f, 0.5f, 0.5f, 1}};

RecordingSurface painted(const Page& page, float point = 1) {
    RecordingSurface surface;
    draw_page(page, {.surface = surface, .paper = paper, .point = point, .finest = 0.25f, .chart = nullptr});
    return surface;
}

/// A page that has nothing but columns.
Page page_of(const TextColumns& columns) {
    Page page;
    page.columns.push_back(columns);
    return page;
}

/// Twenty words of five letters.
std::string sentence() {
    std::string text = "alpha";
    for (int k = 1; k < 20; ++k) text += " gamma";
    return text;
}

float size_of(const RecordingSurface::Drawn& text) {
    return text.places[1].y - text.places[0].y;
}

void check_apart_and_inside(const std::vector<RecordingSurface::Drawn>& texts, const Box& box) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto& a = texts[i].places;
        CAPTURE(texts[i].text);
        CHECK(a[0].x >= box.x - 0.01f);
        CHECK(a[1].x <= box.right() + 0.01f);
        CHECK(a[0].y >= box.y - 0.01f);
        CHECK(a[1].y <= box.bottom() + 0.01f);
        for (std::size_t j = 0; j < i; ++j) {
            const auto& b = texts[j].places;
            const bool apart = a[0].x >= b[1].x - 0.01f || b[0].x >= a[1].x - 0.01f || a[0].y >= b[1].y - 0.01f ||
                               b[0].y >= a[1].y - 0.01f;
            CHECK_MESSAGE(apart, texts[j].text);
        }
    }
}

}  // namespace

TEST_CASE("a drawing gets its box in units of the surface") {
    Page page;
    page.drawings.push_back({{10, 20, 30, 40}, [](const Canvas& canvas, Place from, Place to) {
                                 CHECK(canvas.point == 2);
                                 CHECK(canvas.finest == 0.25f);
                                 canvas.surface.rectangle(from, to, blue);
                             }});
    const auto rectangles = painted(page, 2).of("rectangle");
    REQUIRE(rectangles.size() == 1);
    CHECK(rectangles[0].places == std::vector<Place>{{20, 40}, {80, 120}});
}

TEST_CASE("columns break their text where they end, one beside the other") {
    // 430 less the gap are two columns of 200: at size 16 a line has 25 letters, four words.
    const TextColumns columns{
        .where = {50, 100, 430, 600},
        .columns = {{"left", {{{"name", blue, true}, {sentence(), paper.text}}, {{"second", blue}}}},
                    {"right", {{{"name", blue, true}}}}},
        .gap = 30};
    const RecordingSurface surface = painted(page_of(columns));
    const auto texts = surface.of("text");
    check_apart_and_inside(texts, columns.where);
    for (const auto& text : texts) CHECK(size_of(text) == 16);
    CHECK(std::count_if(texts.begin(), texts.end(),
                        [](const auto& t) { return t.text == "gamma gamma gamma gamma"; }) == 4);
    CHECK(std::count_if(texts.begin(), texts.end(),
                        [](const auto& t) { return t.text == "alpha gamma gamma gamma"; }) == 1);
    REQUIRE(texts.size() == 10);  // two titles, three names, five lines
    CHECK(texts.front().text == "left");
    CHECK(texts.front().places[0] == Place{50, 100});
    CHECK(texts[8].text == "right");
    CHECK(texts[8].places[0] == Place{280, 100});
    // One rule, between the two entries of the left column.
    const auto rules = surface.of("line");
    REQUIRE(rules.size() == 1);
    CHECK(rules[0].places[0].x == 50);
    CHECK(rules[0].places[1].x == 250);
    CHECK(rules[0].places[0].y > texts[6].places[1].y);
    CHECK(rules[0].places[0].y < texts[7].places[0].y);
}

TEST_CASE("what stands beside a paragraph goes below it where the line has no room") {
    const auto placed = [](float width) {
        const TextColumns columns{.where = {0, 0, width, 600},
                                  .columns = {{"", {{{"0.25 rad", blue, true, "by chance 0.2 rad"}}}}}};
        return painted(page_of(columns)).of("text");
    };
    // Eight letters, half a line's height and 17 letters: 64 + 8 + 136.
    const auto one_line = placed(208), two_lines = placed(207);
    REQUIRE(one_line.size() == 2);
    CHECK(one_line[1].places[0] == Place{72, one_line[0].places[0].y});
    CHECK(one_line[1].colour == paper.faint_text);
    REQUIRE(two_lines.size() == 2);
    CHECK(two_lines[1].places[0] == Place{0, two_lines[0].places[1].y});
}

TEST_CASE("columns that are too long shrink together, and end in an ellipsis where that is not enough") {
    TextColumns columns{.where = {24, 100, 592, 300}, .columns = {{"long", {}}, {"short", {{{"name", blue}}}}}};
    for (int k = 0; k < 4; ++k) columns.columns[0].entries.push_back({{sentence(), paper.text}});
    auto texts = painted(page_of(columns)).of("text");
    check_apart_and_inside(texts, columns.where);
    const float size = size_of(texts.front());
    CHECK(size < 16);
    CHECK(size > columns.smallest);
    for (const auto& text : texts) CHECK(size_of(text) == doctest::Approx(size));
    CHECK(texts.back().text == "name");
    // Half a point more would not have fitted.
    columns.size = columns.smallest = size + 0.5f;
    texts = painted(page_of(columns)).of("text");
    CHECK(std::any_of(texts.begin(), texts.end(), [](const auto& text) { return text.text == "…"; }));

    columns.size = 16;
    columns.smallest = 9;
    for (int k = 0; k < 40; ++k) columns.columns[0].entries.push_back({{sentence(), paper.text}});
    texts = painted(page_of(columns)).of("text");
    check_apart_and_inside(texts, columns.where);
    const auto cut = std::find_if(texts.begin(), texts.end(), [](const auto& text) { return text.text == "…"; });
    REQUIRE(cut != texts.end());
    CHECK(size_of(*cut) == doctest::Approx(9));
    CHECK((cut + 1)->text == "short");
    CHECK(texts.back().text == "name");
}
