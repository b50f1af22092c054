#include "chart/thinned.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace coalesce::chart;

namespace {

struct Points {
    std::vector<double> time, value;
};

/// A walk of 20 000 steps with a spike, from t = 0.01 to about 10^4.
Points walk() {
    std::mt19937 random(3);
    std::normal_distribution<double> step;
    Points points;
    double value = 0;
    for (int k = 0; k < 20000; ++k) {
        points.time.push_back(0.01 * std::pow(1e6, k / 20000.0));
        points.value.push_back(value += step(random));
    }
    points.value[12345] = 1e4;
    return points;
}

}  // namespace

TEST_CASE("a long curve keeps what is seen of it: ends, extremes of every column, order") {
    for (const bool logarithmic : {false, true}) {
        const Points all = walk();
        Points thin = all;
        constexpr int columns = 300;
        thin_curve(thin.time, thin.value, logarithmic, columns);
        CHECK(thin.time.size() <= 4 * (columns + 1));
        CHECK(thin.time.front() == all.time.front());
        CHECK(thin.time.back() == all.time.back());
        CHECK(std::is_sorted(thin.time.begin(), thin.time.end()));
        CHECK(*std::max_element(thin.value.begin(), thin.value.end()) == 1e4);
        const auto place = [&](double t) { return logarithmic ? std::log(t) : t; };
        const double from = place(all.time.front()), width = (place(all.time.back()) - from) / columns;
        const auto range = [&](const Points& points, double column) {
            double low = INFINITY, high = -INFINITY;
            for (std::size_t k = 0; k < points.time.size(); ++k)
                if (std::floor((place(points.time[k]) - from) / width) == column) {
                    low = std::min(low, points.value[k]);
                    high = std::max(high, points.value[k]);
                }
            return std::pair(low, high);
        };
        for (int column = 0; column < columns; column += 7) CHECK(range(thin, column) == range(all, column));
    }
}

TEST_CASE("gaps stay gaps, and a short curve stays as it is") {
    Points points = walk();
    for (std::size_t k = 5000; k < 5003; ++k) points.value[k] = NAN;
    Points thin = points;
    thin_curve(thin.time, thin.value, true, 200);
    CHECK(std::count_if(thin.value.begin(), thin.value.end(), [](double v) { return std::isnan(v); }) == 3);
    Points few{{1, 2, 3}, {4, 5, 6}};
    thin_curve(few.time, few.value, false, 100);
    CHECK(few.time.size() == 3);
}
