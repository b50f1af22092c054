#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "clouds.hpp"
#include "view/scene_view.hpp"
#include "view/token_colours.hpp"
#include "view/twin_plots.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

/// Relative luminance and contrast as WCAG 2 defines them.
double luminance(const Rgb& c) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double contrast(const Rgb& a, const Rgb& b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

double distance(const Rgb& a, const Rgb& b) {
    return std::hypot(a.r - b.r, a.g - b.g, a.b - b.b);
}

/// Colour as a deuteranope sees it, after Viénot, Brettel and Mollon
/// 1999: red and green collapse onto one axis in linear light.
Rgb deuteranope(const Rgb& c) {
    const auto linear = [](float v) { return std::pow(v, 2.2f); };
    const auto back = [](float v) { return std::pow(std::max(v, 0.0f), 1 / 2.2f); };
    const float r = linear(c.r), g = linear(c.g), b = linear(c.b);
    const float yellow = 0.29275f * r + 0.70725f * g;
    return {back(yellow), back(yellow), back(-0.02234f * r + 0.02234f * g + b)};
}

/// WCAG 2 requires 3 of graphics that carry meaning.
void check_graphic(const Rgb& colour, Theme theme) {
    const chart::Paper paper = palette::paper(theme);
    for (const chart::Colour& ground : {paper.ground, paper.panel})
        CHECK(contrast(colour, {ground.r, ground.g, ground.b}) >= 3);
}

}  // namespace

TEST_CASE("grounds are the two of the design") {
    CHECK(to_rgba8(background(Theme::dark)) == Rgba8{0x0E, 0x11, 0x16, 255});
    CHECK(to_rgba8(background(Theme::light)) == Rgba8{0xFA, 0xFA, 0xF7, 255});
}

TEST_CASE("identities stand out from either ground and from each other") {
    for (const Theme theme : {Theme::dark, Theme::light}) {
        for (int i = 0; i < 24; ++i) {
            CAPTURE(i);
            check_graphic(identity_colour(i, theme), theme);
            for (int j = 0; j < i; ++j) CHECK(distance(identity_colour(i, theme), identity_colour(j, theme)) > 0.03);
        }
        CHECK(distance(identity_colour(-1, theme), identity_colour(3, theme)) > 0);  // any integer is an identity
    }
}

TEST_CASE("lines and markers have a contrast of 3 with every ground of their theme") {
    for (const Theme theme : {Theme::dark, Theme::light}) {
        CAPTURE(theme == Theme::light);
        for (const ImVec4& colour : {palette::theory(theme), palette::measurement(theme), palette::warning(theme),
                                     palette::text(theme), palette::faint_text(theme)})
            check_graphic({colour.x, colour.y, colour.z}, theme);
        for (const char* phase :
             {"alignment", "heat", "clustering", "pairing", "spreading", "turning", "mixing", "steady"}) {
            CAPTURE(phase);
            const ImVec4 colour = palette::phase(phase, theme);
            check_graphic({colour.x, colour.y, colour.z}, theme);
        }
        for (std::size_t run = 0; run < 4; ++run) {
            const chart::Colour colour = run_colour(run, theme);
            check_graphic({colour.r, colour.g, colour.b}, theme);
        }
        double last = -1;
        for (int i = 0; i <= 100; ++i) {
            const Rgb level = level_colour(i / 100.0, theme);
            check_graphic(level, theme);
            CHECK(luminance(level) > last);
            last = luminance(level);
        }
    }
}

TEST_CASE("a line of theory over a map stands out from every colour of it, by its core or by its casing") {
    const chart::Stroke line = palette::theory_on_map(2, true);
    const Rgb core{line.colour.r, line.colour.g, line.colour.b}, casing{line.casing.r, line.casing.g, line.casing.b};
    CHECK(contrast(core, casing) > 3);
    // Between a dark casing and a bright core lies one shade that is equally far from both: the square root of their
    // contrast, 2.7.
    for (int i = 0; i <= 100; ++i) {
        const chart::Colour c = chart::viridis(i / 100.0);
        CHECK(std::max(contrast(core, {c.r, c.g, c.b}), contrast(casing, {c.r, c.g, c.b})) > 2.7);
    }
}

TEST_CASE("magnitudes rise in luminance, so that they can be read without seeing hue") {
    double last = 0;
    for (int i = 0; i <= 100; ++i) {
        const double now = luminance(magnitude_colour(i / 100.0));
        CHECK(now > last);
        last = now;
    }
    CHECK(to_rgba8(magnitude_colour(-5)) == to_rgba8(magnitude_colour(0)));
    CHECK(to_rgba8(magnitude_colour(5)) == to_rgba8(magnitude_colour(1)));
}

TEST_CASE("the longitude map closes, has no jumps, and tells quarter turns apart for a deuteranope") {
    CHECK(distance(cyclic_colour(-std::numbers::pi), cyclic_colour(std::numbers::pi)) < 1e-5);
    for (int degree = 0; degree < 360; ++degree) {
        const double angle = degree * std::numbers::pi / 180;
        const Rgb here = cyclic_colour(angle);
        CHECK(distance(here, cyclic_colour(angle + std::numbers::pi / 180)) < 0.03);
        CHECK(distance(deuteranope(here), deuteranope(cyclic_colour(angle + std::numbers::pi / 2))) > 0.12);
        CHECK(contrast(here, background(Theme::dark)) > 3);
        CHECK(contrast(here, background(Theme::light)) > 1.5);
    }
}

TEST_CASE("tokens take the colours of what is asked for") {
    Frame frame = test::uniform_sphere(50);
    for (std::size_t i = 0; i < 50; ++i) {
        frame.identity[i] = static_cast<std::int32_t>(i % 3);
        frame.speed[i] = static_cast<float>(i);
    }
    std::vector<Rgba8> colours;
    ViewState view;
    view.colour_by = ColourBy::cluster;
    token_colours(frame, view, colours);
    CHECK(colours[4] == to_rgba8(identity_colour(1, view.theme)));
    view.colour_by = ColourBy::speed;
    token_colours(frame, view, colours);
    CHECK(colours[0] == to_rgba8(magnitude_colour(0)));
    view.colour_by = ColourBy::mass;  // equal masses: the middle of the scale
    token_colours(frame, view, colours);
    CHECK(colours[0] == colours[49]);
}

TEST_CASE("a few fast tokens do not stretch the speed scale, and its legend says that they exceed it") {
    Frame frame = test::uniform_sphere(1000);
    ViewState view;
    view.colour_by = ColourBy::speed;
    frame.speed.assign(1000, 0.013f);
    CHECK(colour_scale(frame, view).to == doctest::Approx(0.02));
    CHECK_FALSE(colour_scale(frame, view).exceeded);
    for (std::size_t i = 0; i < 5; ++i) frame.speed[200 * i] = 0.4f;
    CHECK(colour_scale(frame, view).to == doctest::Approx(0.02));
    CHECK(colour_scale(frame, view).exceeded);
}

TEST_CASE("the speed scale has round ends that contain every speed") {
    Frame frame = test::uniform_sphere(3);
    ViewState view;
    view.colour_by = ColourBy::speed;
    frame.speed = {0.1f, 0.33f, 0.2f};
    const ColourScale scale = colour_scale(frame, view);
    CHECK(scale.from == 0);
    CHECK(scale.to == doctest::Approx(0.5));
    frame.speed = {0, 0, 0};
    CHECK(colour_scale(frame, view).to > 0);
}

TEST_CASE("pictures side by side have one scale for one quantity, which holds what each would have alone") {
    Frame slow = test::uniform_sphere(100), fast = test::uniform_sphere(100);
    slow.speed.assign(100, 0.04f);  // alone it would end at 0.05
    fast.speed.assign(100, 0.4f);   // and this one at 0.5
    slow.mass.assign(100, 0.01f);
    slow.mass[0] = 0.002f;
    ViewState speed, mass;
    speed.colour_by = ColourBy::speed;
    mass.colour_by = ColourBy::mass;
    const auto both = common_scales(std::vector<SeenFrame>{{&slow, &speed}, {&fast, &speed}});
    REQUIRE(both.size() == 2);
    const ColourScale of_slow = colour_scale(slow, speed, both[0]), of_fast = colour_scale(fast, speed, both[1]);
    CHECK(of_slow.to == doctest::Approx(0.5));
    CHECK(of_slow.from == of_fast.from);
    CHECK(of_slow.to == of_fast.to);
    // The same speed has the same colour in both.
    slow.speed[7] = fast.speed[7] = 0.3f;
    std::vector<Rgba8> first, second;
    token_colours(slow, speed, first, both[0]);
    token_colours(fast, speed, second, both[1]);
    CHECK(first[7] == second[7]);
    CHECK_FALSE(first[8] == second[8]);

    const auto masses = common_scales(std::vector<SeenFrame>{{&slow, &mass}, {&fast, &mass}});
    CHECK(colour_scale(fast, mass, masses[1]).from == doctest::Approx(0.002));
    CHECK(colour_scale(fast, mass, masses[1]).to == doctest::Approx(0.01));
    // Speeds say nothing of masses, and a picture alone measures its own.
    const auto mixed = common_scales(std::vector<SeenFrame>{{&slow, &speed}, {&fast, &mass}});
    CHECK(colour_scale(slow, speed, mixed[0]).to == doctest::Approx(0.5));
    CHECK(colour_scale(fast, mass, mixed[1]).to == doctest::Approx(0.01));
    CHECK_FALSE(common_scales(std::vector<SeenFrame>{{&fast, &speed}})[0].tokens);
}
