#include "view/forecast.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;

namespace {

/// Two arcs of the equator, from ±60°, that meet at the x-axis.
Forecast two_arcs() {
    Forecast forecast;
    for (int i = 0; i <= 20; ++i) {
        const double angle = (1 - i / 20.0) * M_PI / 3;
        const auto c = static_cast<float>(std::cos(angle)), s = static_cast<float>(std::sin(angle));
        forecast.first.push_back({c, s, 0});
        forecast.second.push_back({c, -s, 0});
    }
    return forecast;
}

}  // namespace

TEST_CASE("predicted ways lie on the surface, and beside the circle's tokens") {
    for (const int dimension : {2, 3})
        for (const Segment& piece : forecast_guide(two_arcs(), dimension, {255, 0, 0, 255})) {
            const float radius = glm::length(piece.from);
            CHECK(radius > (dimension == 3 ? 0.999f : 1.05f));
            CHECK(radius < (dimension == 3 ? 1.01f : 1.2f));
        }
}

TEST_CASE("a forecast without ways draws nothing") {
    CHECK(forecast_guide({}, 3, {255, 0, 0, 255}).empty());
}
