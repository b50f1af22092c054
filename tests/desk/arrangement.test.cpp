#include "desk/arrangement.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace coalesce;

namespace {

struct Screen {
    int width, height;
    float scale;
};

constexpr float em = 16, menu_bar = 1.6f;

std::vector<Screen> named_screens() {
    std::vector<Screen> all;
    for (const auto& [width, height] : std::array<std::array<int, 2>, 3>{{{1024, 768}, {1280, 800}, {1920, 1080}}})
        for (const float scale : std::array{1.0f, 1.5f, 2.0f}) all.push_back({width, height, scale});
    all.push_back({3840, 2160, 1});
    return all;
}

Arrangement arrangement_of(const Screen& screen) {
    const float pixels = em * screen.scale;
    return arrange(static_cast<float>(screen.width) / pixels, static_cast<float>(screen.height) / pixels - menu_bar);
}

}  // namespace

TEST_CASE("on every named screen the picture is at least 0.82 times as wide as high, and takes most of the height") {
    for (const Screen& screen : named_screens()) {
        CAPTURE(screen.width);
        CAPTURE(screen.scale);
        const Arrangement made = arrangement_of(screen);
        const float pixels = em * screen.scale;
        const float width = static_cast<float>(screen.width) / pixels - made.left - made.right;
        const float whole = static_cast<float>(screen.height) / pixels - menu_bar, height = whole - made.below;
        CHECK(width >= 0.82f * height - 1e-3f);
        CHECK(height >= 0.68f * whole);
        CHECK(made.left >= 14);
        CHECK((made.right == 0 || made.right >= 16.5f));
    }
}

TEST_CASE("the widest window has the widest panels, and less room never gives more") {
    const Arrangement wide = arrange(240, 130);
    CHECK(wide.left == 21);
    CHECK(wide.right == 20);
    CHECK(wide.below == 11);
    Arrangement before = wide;
    for (float size = 1; size > 0.12f; size -= 0.005f) {
        const Arrangement now = arrange(240 * size, 130 * size);
        CHECK(now.below <= before.below);
        CHECK(now.left <= before.left + 3);  // only a single column may be as wide as 19
        CHECK(now.two_columns <= before.two_columns);
        CHECK(now.transport_tab <= before.transport_tab);
        before = now;
    }
    CHECK_FALSE(before.two_columns);
    CHECK_FALSE(before.transport_tab);
}

TEST_CASE("the transport gives up its details in the stated order") {
    constexpr float gap = 0.5f;
    int given_up = 0;
    for (float width = 50; width > 5; width -= 0.1f) {
        const TransportRow row = transport_row(width, gap);
        const std::array shown{row.record_word, row.words, row.slider, row.long_paces};
        int now = 0;
        for (std::size_t k = 0; k < shown.size(); ++k) {
            // Details disappear in order.
            if (!shown[k]) CHECK(now == static_cast<int>(k));
            now += shown[k] ? 0 : 1;
        }
        CHECK(now >= given_up);
        given_up = now;
        const float taken = 3 * row.button + row.pace + row.rate + row.record + (row.slider ? 5 : 4) * gap;
        if (given_up < 4) CHECK(taken <= width);
    }
    CHECK(given_up == 4);
}

TEST_CASE("on every named screen the pace can be set: the row of buttons fits below the picture") {
    for (const Screen& screen : named_screens()) {
        CAPTURE(screen.width);
        CAPTURE(screen.scale);
        const Arrangement made = arrangement_of(screen);
        constexpr float padding = 1.5f, gap = 0.5f;
        const float width = static_cast<float>(screen.width) / (em * screen.scale) - made.left - made.right - padding;
        const TransportRow row = transport_row(width, gap);
        CHECK(3 * row.button + row.pace + row.rate + row.record + (row.slider ? 5 : 4) * gap <= width);
    }
}

TEST_CASE("full screen is that of the monitor that holds most of the window") {
    const std::vector<ScreenRectangle> monitors{{0, 0, 1920, 1080}, {1920, 0, 2560, 1440}, {0, 1080, 1920, 1080}};
    CHECK(most_shared({100, 100, 800, 600}, monitors) == 0);
    CHECK(most_shared({1500, 100, 1000, 600}, monitors) == 1);
    CHECK(most_shared({1400, 100, 1000, 600}, monitors) == 0);
    CHECK(most_shared({200, 900, 800, 600}, monitors) == 2);
    CHECK(most_shared({-900, -900, 800, 600}, monitors) == 0);
    CHECK(most_shared({2000, 100, 800, 600}, monitors) == 1);
}
