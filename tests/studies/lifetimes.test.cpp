#include "coalesce/studies/lifetimes.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "coalesce/model/error.hpp"
#include "reference/two_body.hpp"

using namespace coalesce;
using namespace coalesce::studies;

TEST_CASE("plateaus are as long as two clusters take to meet, and their slope is 1-ρ") {
    LifetimesSettings settings = lifetimes_settings({});
    settings.degrees = {40, 90};
    settings.betas = {100, 200, 300};
    settings.seeds = 6;
    const Lifetimes study = compute_lifetimes(settings, [](double) {});
    REQUIRE(study.curves.size() == 2);
    for (const Lifetimes::Curve& curve : study.curves) {
        CAPTURE(curve.degrees);
        const double angle = curve.degrees * std::numbers::pi / 180;
        CHECK(curve.expected == doctest::Approx(1 - std::cos(angle)));
        REQUIRE(curve.points.size() == 3);
        for (const Lifetimes::Point& point : curve.points) {
            CAPTURE(point.beta);
            // Two tokens of mass 1/2 at the nominal angle. A seed's angle differs by 0.005, its logarithm by β sin θ of
            // that, and its masses, some 16 ± 3 of 32, by 5 % of a time.
            const double alone =
                static_cast<double>(reference::log_meeting_time(point.beta, 0.5, angle, 1 / std::sqrt(point.beta)));
            const double scatter = 0.005 * point.beta * std::sin(angle) / std::sqrt(6.0);
            CHECK(std::abs(point.mean - alone) < 4 * scatter + 0.1);
            CHECK(std::abs(point.law - alone) < 0.1);
            CHECK(point.error < 3 * scatter + 0.05);
        }
        CHECK(std::abs(curve.slope - curve.expected) < 4 * 0.005 * std::sin(angle) / std::sqrt(6.0));
    }
}

TEST_CASE("lifetimes refuses what it sets itself") {
    for (const char* key : {"model.beta=3", "tokens.count=4", "time.until=3", "model.noise=0.1", "dimension=3"})
        CHECK_THROWS_AS(lifetimes_settings({key}), InputError);
    CHECK_NOTHROW(lifetimes_settings({"model.attention=unnormalized"}));
}
