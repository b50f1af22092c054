#include "desk/timeline_zoom.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

namespace {
const TimeScale linear{false, 0, 100}, decades{true, 0.01, 1e6};
}

TEST_CASE("an axis that is not zoomed grows with the run") {
    TimelineZoom zoom;
    CHECK(zoom.shown(linear).to == 100);
    CHECK(zoom.shown({false, 0, 200}).to == 200);
    zoom.zoom(linear, 0.5, -3);  // beyond the whole range
    CHECK_FALSE(zoom.zoomed());
}

TEST_CASE("what lies under the mouse stays there, on linear and logarithmic axes") {
    for (const TimeScale& whole : {linear, decades})
        for (const double share : {0.0, 0.25, 0.9, 1.0}) {
            TimelineZoom zoom;
            const double time = whole.time(share);
            double width = 2;
            for (int notch = 0; notch < 8; ++notch) {
                zoom.zoom(whole, share, 1);
                const TimeScale now = zoom.shown(whole);
                CHECK(now.time(share) == doctest::Approx(time).epsilon(1e-9));
                CHECK(whole.share(now.to) - whole.share(now.from) < width);
                width = whole.share(now.to) - whole.share(now.from);
            }
            zoom.zoom(whole, share, -8.01);
            CHECK_FALSE(zoom.zoomed());
        }
}

TEST_CASE("a zoomed axis holds still while the run grows, and never leaves it") {
    TimelineZoom zoom;
    zoom.zoom(linear, 0.5, 5);
    const TimeScale before = zoom.shown(linear), longer = zoom.shown({false, 0, 1000});
    CHECK(before.from == longer.from);
    CHECK(before.to == longer.to);
    zoom.pan(linear, 100);
    CHECK(zoom.shown(linear).to == doctest::Approx(100));
    zoom.pan(linear, -100);
    CHECK(zoom.shown(linear).from == 0);
    zoom.zoom(linear, 0.3, 1000);
    CHECK(zoom.shown(linear).to > zoom.shown(linear).from);
}

TEST_CASE("the other kind of axis and a shorter run show all") {
    TimelineZoom zoom;
    zoom.zoom(linear, 1, 10);
    CHECK(zoom.shown(decades).to == decades.to);
    CHECK(zoom.shown({false, 0, 10}).from == 0);
}
