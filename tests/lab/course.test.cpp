#include "lab/course.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce::lab;

namespace {

const Course linear{.label = "t", .from = 0, .until = 5};
const Course decades{.label = "width n", .from = 2, .until = 1e6, .logarithmic = true, .whole = true};

}  // namespace

TEST_CASE("a course has its ends exactly, equal stretches or equal ratios between them, and an inverse") {
    CHECK(course_place(linear, 0) == 0);
    CHECK(course_place(linear, 1) == 5);
    CHECK(course_place(linear, 0.3) == doctest::Approx(1.5));
    CHECK(course_place(linear, 7) == 5);
    CHECK(course_place(decades, 0) == 2);
    CHECK(course_place(decades, 1) == 1e6);
    // The geometric mean of 2 and 10^6 is √2 · 1000.
    CHECK(course_place(decades, 0.5) == std::round(std::sqrt(2.0) * 1000));
    for (const double share : {0.0, 0.25, 0.5, 1.0}) {
        CHECK(course_share(linear, course_place(linear, share)) == doctest::Approx(share));
        // Rounding to whole widths moves the share by at most half a width of 500 000 ratios.
        CHECK(std::abs(course_share(decades, course_place(decades, share)) - share) < 1e-2);
    }
    CHECK(course_share(linear, -3) == 0);
    CHECK(course_share(decades, 0) == 0);
}

TEST_CASE("a moment is told with as many digits at every moment") {
    CHECK(course_text(linear, 2.5) == "t = 2.500");
    CHECK(course_text(linear, 5) == "t = 5.000");
    CHECK(course_text(decades, 64) == "width n 64");
}

TEST_CASE("a course plays to its end, waits for what is not known yet, and begins anew") {
    Playback playback{.seconds = 10};
    playback.advance(1);
    CHECK(playback.share == 0);
    playback.toggle();
    CHECK(playback.playing);
    playback.advance(2);
    CHECK(playback.share == doctest::Approx(0.2));
    playback.advance(5, 0.3);
    CHECK(playback.share == doctest::Approx(0.3));
    CHECK(playback.playing);
    // The share shown is not taken back because less is known.
    playback.advance(1, 0.1);
    CHECK(playback.share == doctest::Approx(0.3));
    playback.advance(100);
    CHECK(playback.share == 1);
    CHECK_FALSE(playback.playing);
    playback.toggle();
    CHECK(playback.share == 0);
    CHECK(playback.playing);
}
