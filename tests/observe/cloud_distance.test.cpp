#include "coalesce/observe/cloud_distance.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "coalesce/model/random.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

std::vector<double> uniform_angles(std::size_t n, std::uint64_t seed) {
    const CounterRandom random(seed, Stream::sampling);
    std::vector<double> angles(n);
    for (std::size_t i = 0; i < n; ++i) angles[i] = -pi + 2 * pi * random.uniforms(i, 0)[0];
    return angles;
}

/// Optimal transport of n onto n points of the circle: sorted onto sorted, shifted by every k; one of these is optimal.
double transport_by_rotations(std::vector<double> a, std::vector<double> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    const std::size_t n = a.size();
    double best = 1e9;
    for (std::size_t shift = 0; shift < n; ++shift) {
        double cost = 0;
        for (std::size_t i = 0; i < n; ++i) cost += std::abs(std::remainder(a[i] - b[(i + shift) % n], 2 * pi));
        best = std::min(best, cost / static_cast<double>(n));
    }
    return best;
}

Cloud circle(const std::vector<double>& angles) {
    Cloud cloud(2, angles.size());
    for (std::size_t i = 0; i < angles.size(); ++i) cloud.set_token(i, {std::cos(angles[i]), std::sin(angles[i]), 0});
    return cloud;
}

}  // namespace

TEST_CASE("W1 between two samples is the best of all rotations of sorted transport") {
    for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
        const std::vector<double> a = uniform_angles(60, seed), b = uniform_angles(60, seed + 100);
        // Some 10^2 sums of rounded numbers below 2π.
        CHECK(std::abs(circle_w1(a, {}, b, {}) - transport_by_rotations(a, b)) < 1e-12);
    }
}

TEST_CASE("W1 between two points is their distance the short way round, in whatever turns angles are given") {
    for (const double distance : {0.0, 0.3, 2.0, 3.1, 4.0, 6.0}) {
        const std::vector<double> a{-3.0}, b{-3.0 + distance}, b_further{-3.0 + distance + 4 * pi};
        const double expected = std::min(distance, 2 * pi - distance);
        CHECK(std::abs(circle_w1(a, {}, b, {}) - expected) < 1e-12);
        CHECK(std::abs(circle_w1(a, {}, b_further, {}) - expected) < 1e-12);
    }
}

TEST_CASE("a mass counts as so many equal tokens, and clouds may differ in size") {
    const std::vector<double> few{0.1, 2.0}, many{0.1, 0.1, 0.1, 2.0}, masses{3, 1}, other{-1.0, 0.5, 0.7};
    CHECK(std::abs(circle_w1(few, masses, many, {})) < 1e-15);
    CHECK(circle_w1(few, masses, other, {}) == doctest::Approx(circle_w1(many, {}, other, {})).epsilon(1e-12));
    // A quarter of the mass goes from 2 to 0.1.
    CHECK(circle_w1(few, masses, std::vector<double>{0.1}, {}) == doctest::Approx(0.25 * 1.9).epsilon(1e-12));
}

TEST_CASE("a turned cloud is as far as it was turned, on the circle exactly and on the sphere by its slices") {
    const std::vector<double> angles = uniform_angles(500, 7);
    std::vector<double> narrow(angles.size()), turned(angles.size());
    for (std::size_t i = 0; i < angles.size(); ++i) {
        narrow[i] = 0.1 * angles[i];
        turned[i] = narrow[i] + 0.4;
    }
    CHECK(cloud_distance(circle(narrow), circle(turned)) == doctest::Approx(0.4).epsilon(1e-10));
    CHECK(cloud_distance_name(2) == "W1");

    // Two points δ apart: the angles to u differ by δ |cos| of the angle between their arc and u's, 2/π δ in the mean
    // over all u but for those between the points; 64 directions resolve that to a few per cent.
    Cloud a(3, 1), b(3, 1);
    a.set_token(0, {1, 0, 0});
    b.set_token(0, {std::cos(0.1), std::sin(0.1), 0});
    CHECK(cloud_distance(a, b) == doctest::Approx(0.1 * 2 / pi).epsilon(0.05));
    CHECK(cloud_distance(a, a) == 0);
    CHECK(cloud_distance_name(3) == "sliced W1");
}
