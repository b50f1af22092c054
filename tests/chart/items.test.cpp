#include "chart/items.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "chart/clipping.hpp"
#include "recording_surface.hpp"

using namespace coalesce::chart;

namespace {

constexpr Colour blue{0, 0, 1, 1};
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A frame of 100 by 200 units that shows x from 0 to 10 and y from 0 to 20: 10 units to 1, y upwards.
PlotArea frame() {
    return {.from = {50, 30}, .to = {150, 230}, .x = {0, 10}, .y = {0, 20}};
}

RecordingSurface drawn(Chart chart, const PlotArea& area = frame()) {
    RecordingSurface surface;
    draw_items(chart, {.area = area, .surface = surface});
    CHECK(surface.clips() == 0);
    return surface;
}

Chart chart_of(Item item) {
    Chart chart;
    chart.items.push_back(std::move(item));
    return chart;
}

}  // namespace

TEST_CASE("a curve's points stand where the axes say, within the frame's clip") {
    const RecordingSurface surface = drawn(chart_of(Line{.x = {0, 5, 10}, .y = {0, 20, 10}, .stroke = {blue, 2}}));
    const auto lines = surface.of("line");
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].places == std::vector<Place>{{50, 230}, {100, 30}, {150, 130}});
    CHECK(lines[0].clips == 1);
    CHECK(lines[0].colour == blue);
}

TEST_CASE("on a logarithmic axis equal factors are equal distances, and what has no logarithm is out of sight") {
    PlotArea area = frame();
    area.x = {1, 100};
    area.x_scale = Scale::log10;
    const RecordingSurface surface = drawn(chart_of(Dots{.x = {1, 10, 100, 0, -1}, .y = {0, 0, 0, 0, 0}}), area);
    const auto circles = surface.of("circle");
    REQUIRE(circles.size() == 3);
    CHECK(circles[0].places[0].x == doctest::Approx(50));
    CHECK(circles[1].places[0].x == doctest::Approx(100));
    CHECK(circles[2].places[0].x == doctest::Approx(150));
}

TEST_CASE("values that are not numbers are gaps in lines, bands, bars and dots") {
    const std::vector<double> x{0, 1, 2, 3, 4}, y{1, 2, missing, 3, 4};
    CHECK(drawn(chart_of(Line{.x = x, .y = y, .stroke = {blue, 1}})).of("line").size() == 2);
    CHECK(drawn(chart_of(Line{.x = x, .y = y, .stroke = {blue, 1}, .rising = true})).of("line").size() == 2);
    CHECK(drawn(chart_of(Band{.x = x, .low = x, .high = y, .fill = blue})).of("band").size() == 2);
    CHECK(drawn(chart_of(Bars{.x = x, .height = y, .fill = blue})).of("band").size() == 2);
    CHECK(drawn(chart_of(Dots{.x = x, .y = y, .fill = blue})).of("circle").size() == 4);
}

TEST_CASE("a curve that reaches far beyond the frame is cut near it, and its inside stays") {
    const RecordingSurface surface = drawn(chart_of(Line{.x = {-1e12, 1e12}, .y = {10, 10}, .stroke = {blue, 1}}));
    const auto lines = surface.of("line");
    REQUIRE(lines.size() == 1);
    for (const Place& place : lines[0].places) {
        CHECK(std::abs(place.x - 100) <= 75);
        CHECK(place.y == doctest::Approx(130));
    }
    CHECK(lines[0].places.front().x < 50);
    CHECK(lines[0].places.back().x > 150);
    CHECK(drawn(chart_of(Line{.x = {-9, -5}, .y = {0, 20}, .stroke = {blue, 1}})).all.empty());
}

TEST_CASE("stairs hold each value until the next x; segments join pairs alone") {
    const RecordingSurface stairs =
        drawn(chart_of(Line{.x = {0, 5, 10}, .y = {0, 10, 20}, .stroke = {blue, 1}, .course = Line::Course::stairs}));
    CHECK(stairs.of("line")[0].places == std::vector<Place>{{50, 230}, {100, 230}, {100, 130}, {150, 130}, {150, 30}});
    const RecordingSurface segments = drawn(
        chart_of(Line{.x = {0, 1, 2, 3}, .y = {1, 1, 1, 1}, .stroke = {blue, 1}, .course = Line::Course::segments}));
    CHECK(segments.of("line").size() == 2);
}

TEST_CASE("a rising curve of many points keeps its extremes and loses what no eye tells apart") {
    Line line{.stroke = {blue, 1}, .rising = true};
    for (int k = 0; k <= 100'000; ++k) {
        line.x.push_back(k * 1e-4);
        line.y.push_back(k == 31'415 ? 19 : 5 + (k % 2));
    }
    const RecordingSurface surface = drawn(chart_of(line));
    const std::vector<Place> places = surface.of("line")[0].places;
    CHECK(places.size() <= 4 * 100 + 4);
    CHECK(std::any_of(places.begin(), places.end(), [](Place p) { return std::abs(p.y - 40) < 0.01f; }));
    Chart chart = chart_of(line);
    RecordingSurface whole;
    draw_items(chart, {.area = frame(), .surface = whole, .columns = 0});
    CHECK(whole.of("line")[0].places.size() == line.x.size());
}

TEST_CASE("bars begin at zero and end at the frame, and those that touch are one area without seams") {
    const RecordingSurface surface =
        drawn(chart_of(Bars{.x = {1, 2, 10}, .height = {5, 100, 20}, .width = 1, .fill = blue}));
    const auto bars = surface.of("band");
    REQUIRE(bars.size() == 2);
    // First the feet from left to right, then the tops.
    CHECK(bars[0].places == std::vector<Place>{{55, 230},
                                               {65, 230},
                                               {65, 230},
                                               {75, 230},  //
                                               {55, 180},
                                               {65, 180},
                                               {65, 30},
                                               {75, 30}});
    CHECK(bars[1].places[1].x == 150);
}

TEST_CASE("a bar narrower than what is seen is drawn as wide as that, about its own place") {
    const Chart chart = chart_of(Bars{.x = {5}, .height = {5}, .width = 0.001, .fill = blue});
    RecordingSurface surface;
    draw_items(chart, {.area = frame(), .surface = surface, .finest = 2});
    REQUIRE(surface.of("band").size() == 1);
    CHECK(surface.of("band")[0].places[0].x == doctest::Approx(99));
    CHECK(surface.of("band")[0].places[1].x == doctest::Approx(101));
}

TEST_CASE("a heat map's first row is at the top, and cells without a value are left out") {
    const RecordingSurface surface = drawn(chart_of(HeatMap{
        .rows = 2, .columns = 2, .values = {1, missing, 0, 0.5}, .from = {0, 0}, .to = {10, 20}, .low = 0, .high = 1}));
    const auto pictures = surface.of("picture");
    REQUIRE(pictures.size() == 1);
    const std::vector<std::uint8_t>& rgba = pictures[0].pixels.rgba;
    CHECK(pictures[0].places == std::vector<Place>{{50, 30}, {150, 230}});
    // The ends of viridis.
    CHECK(std::vector<int>(rgba.begin(), rgba.begin() + 4) == std::vector<int>{253, 231, 37, 255});
    CHECK(rgba[7] == 0);
    CHECK(std::vector<int>(rgba.begin() + 8, rgba.begin() + 12) == std::vector<int>{68, 1, 84, 255});
}

TEST_CASE("text stands beside its place by its offset in points, at the end that it names") {
    Chart chart = chart_of(Text{.text = "abcd", .at = {5, 10}, .offset = {-3, -7}, .align = Align::right, .size = 10});
    RecordingSurface surface;
    draw_items(chart, {.area = frame(), .surface = surface, .point = 2});
    const auto texts = surface.of("text");
    REQUIRE(texts.size() == 1);
    // Four characters of half of 20 units.
    CHECK(texts[0].places == std::vector<Place>{{100 - 6 - 40, 130 - 14}, {94, 136}});
    CHECK(texts[0].clips == 0);
    chart = chart_of(Text{.text = "a", .at = {5, 21}, .size = 10, .inside = true});
    const RecordingSurface inside = drawn(chart);
    CHECK(inside.of("text")[0].places[0].y == 30);
    CHECK(inside.of("text")[0].clips == 1);
}

TEST_CASE("names at the ends of curves keep apart") {
    const RecordingSurface surface =
        drawn(chart_of(EndNames{.names = {"a", "b", "c"}, .ends = {{5, 10}, {5, 10}, {5, 3}}}));
    const auto texts = surface.of("text");
    REQUIRE(texts.size() == 3);
    CHECK(texts[1].places[0].y - texts[0].places[0].y >= 14);
    CHECK(texts[2].places[0].y > texts[1].places[0].y);
}

TEST_CASE("the name of a curve that ends at the frame's edge is not cut by it") {
    // The frame goes from 30 to 230 and shows 0 to 20.
    for (const double end : {0.0, 20.0}) {
        const auto texts = drawn(chart_of(EndNames{.names = {"a"}, .ends = {{5, end}}})).of("text");
        REQUIRE(texts.size() == 1);
        CHECK(texts[0].places[0].y >= 30);
        CHECK(texts[0].places[1].y <= 230);
    }
}

TEST_CASE("the legend's switch hides every item of a name and no other") {
    Chart chart;
    chart.items = {Line{.name = "a", .x = {0, 1}, .y = {0, 1}, .stroke = {blue, 1}},
                   Line{.name = "b", .x = {0, 1}, .y = {0, 1}, .stroke = {blue, 1}},
                   Dots{.name = "a", .x = {0}, .y = {0}}, Line{.x = {0, 1}, .y = {0, 1}, .stroke = {blue, 1}}};
    RecordingSurface surface;
    draw_items(chart, {.area = frame(), .surface = surface, .shown = [](const Key& key) {
                           return key.name == "a" ? std::nullopt : std::optional<float>(1);
                       }});
    CHECK(surface.of("line").size() == 2);
    CHECK(surface.of("circle").empty());
    const std::vector<Key> keys = keys_of(chart);
    REQUIRE(keys.size() == 2);
    CHECK(keys[0].name == "a");
}

TEST_CASE("a note is broken into the frame's width, and cut where it would take the data's place") {
    RecordingSurface surface;
    const Painting painting{.area = frame(), .surface = surface, .text_size = 10};
    CHECK(draw_note({"one two three four", blue}, painting));
    for (const auto& line : surface.of("text")) CHECK(line.places[1].x <= 150 - 6);
    CHECK(surface.of("text").size() == 2);
    std::string text;
    for (int k = 0; k < 100; ++k) text += "word ";
    surface.all.clear();
    CHECK_FALSE(draw_note({text, blue}, painting));
    CHECK(surface.of("text").back().places[1].y <= 30 + 0.6 * 200 + 6);
    CHECK(surface.of("text").back().text.ends_with("…"));
}

TEST_CASE("an axis without a range fits its items: bars from zero, curves with 4 % at either end, no text") {
    Chart chart;
    chart.items = {Line{.x = {2, 6}, .y = {10, 20}}, Text{.text = "far", .at = {100, 100}}};
    CHECK(fitted(chart, false).from == 2);
    CHECK(fitted(chart, false).to == 6);
    CHECK(fitted(chart, true).from == doctest::Approx(9.6));
    CHECK(fitted(chart, true).to == doctest::Approx(20.4));
    // Data that end a quarter below the top: 10 of 40/3, and the margin of both ends.
    CHECK(fitted(chart, true, 0.25).to == doctest::Approx(10 + 1.04 * 40 / 3));
    chart.items = {Bars{.x = {1}, .height = {4}, .width = 1}};
    CHECK(fitted(chart, true).from == doctest::Approx(-0.16));
    CHECK(fitted(chart, false).from == 0.5);
    chart.items = {Line{.x = {1, 2}, .y = {3, 3}}};
    CHECK(fitted(chart, true).from == 2.5);
    CHECK(fitted(chart, true).to == 3.5);
    CHECK(fitted({}, true).to == 1);
    chart.x.scale = Scale::log10;
    chart.items = {Line{.x = {0, 0.1, 10}, .y = {1, 2, 3}}};
    CHECK(fitted(chart, false).from == 0.1);
}

TEST_CASE("places under the pointer are those that are drawn there") {
    PlotArea area = frame();
    for (const bool log : {false, true}) {
        if (log) {
            area.y = {1, 1000};
            area.y_scale = Scale::log10;
        }
        const Point there = area.under(area.at({3, 15}));
        CHECK(there.x == doctest::Approx(3));
        CHECK(there.y == doctest::Approx(15).epsilon(1e-4));
    }
}
