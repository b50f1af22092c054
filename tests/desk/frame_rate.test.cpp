#include "desk/frame_rate.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace coalesce;

TEST_CASE("an idle machine draws at the display's rate") {
    CHECK(frame_period({0.001, false, false}) == doctest::Approx(1.0 / 60));
    CHECK(frame_period({0.001, true, false}) == doctest::Approx(1.0 / 60));
}

TEST_CASE("while something computes frames leave it at least half of the time") {
    for (const double cost : {0.001, 0.01, 0.03, 0.1, 0.25}) {
        const double period = frame_period({cost, true, false});
        CHECK(cost / period <= 0.5);
    }
}

TEST_CASE("a frame answers a hand at once, and nothing computing leaves no reason to rest") {
    for (const double cost : {0.03, 0.1, 0.4}) {
        CHECK(frame_period({cost, true, true}) == doctest::Approx(cost));
        CHECK(frame_period({cost, false, false}) == doctest::Approx(cost));
    }
}

TEST_CASE("a window whose frames take long still answers twice a second") {
    CHECK(frame_period({0.4, true, false}) == doctest::Approx(0.5));
    CHECK(frame_period({2, true, false}) == doctest::Approx(2));
}
