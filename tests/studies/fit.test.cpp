#include "coalesce/studies/fit.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce::studies;

TEST_CASE("a line through points: the slope, and its error by hand") {
    const auto line = fitted_line({0, 1, 2, 3}, {1, 3.1, 4.9, 7});
    CHECK(line.slope == doctest::Approx(1.98));
    CHECK(line.intercept == doctest::Approx(1.03));
    // Residuals -0.03, 0.09, -0.09, 0.03: sqrt(0.018/2/5).
    CHECK(line.slope_error == doctest::Approx(std::sqrt(0.0018)));
    // With weights 4, errors of 1/2: 1/2/sqrt(5) is more than the scatter.
    CHECK(fitted_line({0, 1, 2, 3}, {1, 3.1, 4.9, 7}, {4, 4, 4, 4}).slope_error == doctest::Approx(0.5 / std::sqrt(5)));
    // A point of weight 0 counts for nothing.
    CHECK(fitted_line({0, 1, 2}, {0, 2, 100}, {1, 1, 0}).slope == doctest::Approx(2));
}
