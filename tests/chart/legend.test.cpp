#include "chart/legend.hpp"

#include <doctest/doctest.h>

#include "chart/items.hpp"
#include "chart/words.hpp"
#include "recording_surface.hpp"

using namespace coalesce::chart;

namespace {

constexpr Colour blue{0, 0, 1, 1}, red{1, 0, 0, 1};
constexpr LegendStyle style{.letters = {red, 16}};

/// Keeps whether lines are dashed as well.
class StrokeSurface : public RecordingSurface {
  public:
    std::vector<bool> dashed;
    void line(std::span<const Place> points, const Stroke& stroke) override {
        dashed.push_back(stroke.dashed);
        RecordingSurface::line(points, stroke);
    }
};

Chart chart_with(Item item) {
    Chart chart;
    chart.items.push_back(std::move(item));
    return chart;
}

StrokeSurface drawn(const Chart& chart) {
    StrokeSurface surface;
    draw_legend(lay_out_legend(keys_of(chart), style, surface), {100, 50}, style, transparent, surface);
    return surface;
}

}  // namespace

TEST_CASE("a sample looks as its item does: line, dashes, disc, ring or area") {
    const std::vector<double> one{1};
    CHECK(drawn(chart_with(Line{.name = "a", .stroke = {blue, 2}})).dashed == std::vector<bool>{false});
    CHECK(drawn(chart_with(Line{.name = "a", .stroke = {blue, 2, true}})).dashed == std::vector<bool>{true});
    CHECK(drawn(chart_with(Rules{.name = "a", .at = one, .stroke = {blue, 2, true}})).dashed ==
          std::vector<bool>{true});
    const auto disc = drawn(chart_with(Dots{.name = "a", .x = one, .y = one, .fill = blue})).of("circle");
    REQUIRE(disc.size() == 1);
    CHECK(disc[0].colour == blue);
    const auto ring =
        drawn(chart_with(Dots{.name = "a", .x = one, .y = one, .fill = transparent, .edge = {blue, 2}})).of("circle");
    REQUIRE(ring.size() == 1);
    CHECK(ring[0].colour == transparent);
    // The box's ground comes first.
    CHECK(
        drawn(chart_with(Band{.name = "a", .x = one, .low = one, .high = one, .fill = blue})).of("rectangle").size() ==
        2);
}

TEST_CASE("a dashed sample has room for two dashes, and no sample touches its name") {
    for (const Item& item : {Item(Line{.name = "name", .stroke = {blue, 2, true}}),
                             Item(Dots{.name = "name", .x = {1}, .y = {1}, .fill = blue}),
                             Item(Bars{.name = "name", .x = {1}, .height = {1}, .fill = blue})}) {
        const StrokeSurface surface = drawn(chart_with(item));
        const auto name = surface.of("text");
        REQUIRE(name.size() == 1);
        float right = 0;
        for (const auto& line : surface.of("line")) {
            right = line.places[1].x;
            // Dashes and the gap between them are 7 points long.
            CHECK(line.places[1].x - line.places[0].x >= 21);
        }
        for (const auto& disc : surface.of("circle")) right = disc.places[0].x + disc.places[1].x;
        if (right == 0) right = surface.of("rectangle").back().places[1].x;
        CHECK(name[0].places[0].x - right >= 0.25f * style.letters.size);
    }
}

TEST_CASE("a legend in rows is no wider than its place, and has all entries") {
    std::vector<Key> keys;
    for (const char* name : {"measured", "finite steps", "gradient flow", "this run", "limit"})
        keys.push_back({name, blue, Sample::line});
    RecordingSurface surface;
    LegendStyle rows = style;
    rows.in_rows = true;
    const LegendLayout one = lay_out_legend(keys, rows, surface);
    CHECK(one.entries.back().at.y == one.entries.front().at.y);
    rows.widest = 0.5f * one.size.x;
    const LegendLayout several = lay_out_legend(keys, rows, surface);
    CHECK(several.entries.size() == keys.size());
    CHECK(several.size.x <= rows.widest);
    CHECK(several.size.y >= one.size.y + style.letters.size);
    for (std::size_t k = 1; k < several.entries.size(); ++k) {
        const auto &a = several.entries[k - 1], &b = several.entries[k];
        if (a.at.y == b.at.y)
            CHECK(b.at.x > a.at.x + a.width);
        else
            CHECK(b.at.y == a.at.y + style.letters.size);
    }
}

TEST_CASE("names with formulas are set, upright and upwards") {
    RecordingSurface surface;
    draw_words({10, 20}, "rate $n^{-\\gamma}$", style.letters, surface);
    CHECK_FALSE(surface.of("glyph").empty());
    for (const auto& text : surface.of("text")) CHECK(text.text.find('$') == std::string::npos);
    CHECK(words_width("rate $n^{-\\gamma}$", style.letters, surface) > words_width("rate", style.letters, surface));
    RecordingSurface up;
    draw_words_upwards({10, 20}, "$\\rho$", style.letters, up);
    REQUIRE(up.all.size() >= 3);
    CHECK(up.all.front().what == "turn");
    CHECK(up.all.back().what == "turn_back");
    CHECK_FALSE(up.of("glyph").empty());
}

TEST_CASE("a marker at the edge of a chart is whole, and one beyond it is not there") {
    const PlotArea area{.from = {50, 30}, .to = {150, 230}, .x = {0, 10}, .y = {0, 20}};
    RecordingSurface surface;
    draw_items(chart_with(Dots{.x = {0, 5, 10, 10.2}, .y = {0, 20, 10, 10}, .radius = 6, .fill = blue}),
               {.area = area, .surface = surface});
    CHECK(surface.of("circle").size() == 3);
    REQUIRE(surface.clipped_to.size() == 2);
    CHECK(surface.clipped_to[0].x <= 50 - 6);
    CHECK(surface.clipped_to[0].y <= 30 - 6);
    CHECK(surface.clipped_to[1].x >= 150 + 6);
    CHECK(surface.clipped_to[1].y >= 230 + 6);
    // A large disc is an area, which the frame cuts.
    RecordingSurface large;
    draw_items(chart_with(Dots{.x = {0}, .y = {0}, .radius = 30, .fill = blue}), {.area = area, .surface = large});
    REQUIRE(large.clipped_to.size() == 2);
    CHECK(large.clipped_to[0] == Place{50, 30});
}

TEST_CASE("a line with a casing is drawn over a wider one of the casing's colour") {
    const PlotArea area{.from = {50, 30}, .to = {150, 230}, .x = {0, 10}, .y = {0, 20}};
    StrokeSurface surface;
    draw_items(chart_with(Line{.x = {0, 10}, .y = {0, 20}, .stroke = {red, 2, true, blue}}),
               {.area = area, .surface = surface});
    const auto lines = surface.of("line");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].colour == blue);
    CHECK(lines[1].colour == red);
    CHECK(surface.dashed == std::vector<bool>{false, true});
}
