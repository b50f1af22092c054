#include "coalesce/observe/wasserstein.hpp"

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

std::function<double(double)> point_mass(double at) {
    return [at](double angle) { return angle >= at ? 1.0 : 0.0; };
}

/// Distribution function of equal point masses at `points`.
std::function<double(double)> empirical(std::vector<double> points) {
    std::sort(points.begin(), points.end());
    return [points](double angle) {
        const auto below = std::upper_bound(points.begin(), points.end(), angle) - points.begin();
        return static_cast<double>(below) / static_cast<double>(points.size());
    };
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

}  // namespace

TEST_CASE("W1 between samples is the best of all rotations of sorted transport") {
    for (const std::uint64_t seed : {1u, 2u, 3u, 4u}) {
        const std::vector<double> a = uniform_angles(60, seed), b = uniform_angles(60, seed + 100);
        // G has 60 jumps, each resolved to 1e-9 in width: 1e-7 covers them.
        CHECK(std::abs(circle_w1(a, {}, empirical(b)) - transport_by_rotations(a, b)) < 1e-7);
    }
}

TEST_CASE("W1 between point masses is their distance the short way round") {
    for (const double distance : {0.0, 0.3, 2.0, 3.1, 4.0, 6.0}) {
        const double at = -3.0 + distance;
        const std::vector<double> angles{-3.0};
        CHECK(std::abs(circle_w1(angles, {}, point_mass(at)) - std::min(distance, 2 * pi - distance)) < 1e-8);
    }
}

TEST_CASE("W1 of a point against the uniform law is π/2") {
    const std::vector<double> angles{0.4};
    CHECK(std::abs(circle_w1(angles, {}, [](double a) { return (a + pi) / (2 * pi); }) - pi / 2) < 1e-9);
}

TEST_CASE("a narrow normal about its own centre: W1 is its mean deviation s sqrt(2/π)") {
    for (const double s : {0.3, 0.01, 1e-4}) {
        for (const double centre : {0.0, 1.0, -1.2}) {  // at least 6 s from the cut
            const auto normal = [&](double a) { return 0.5 * std::erfc((centre - a) / (s * std::sqrt(2.0))); };
            const std::vector<double> angles{centre};
            CAPTURE(s);
            CHECK(std::abs(circle_w1(angles, {}, normal) - s * std::sqrt(2 / pi)) < 1e-6);
        }
    }
}

TEST_CASE("masses are the same as repeated tokens, and turning the circle changes nothing") {
    const std::vector<double> repeated{0.5, 0.5, 0.5, -1.0, 2.0, 2.0};
    const std::vector<double> once{2.0, 0.5, -1.0}, masses{2, 3, 1};
    const auto uniform = [](double a) { return (a + pi) / (2 * pi); };
    const double w = circle_w1(repeated, {}, uniform);
    CHECK(std::abs(circle_w1(once, masses, uniform) - w) < 1e-12);
    for (const double turn : {0.7, 2.0, 5.0}) {
        std::vector<double> turned;
        for (const double angle : repeated) turned.push_back(std::remainder(angle + turn, 2 * pi));
        CHECK(std::abs(circle_w1(turned, {}, uniform) - w) < 1e-9);
    }
}

TEST_CASE("a sample of its own law is within the sampling error") {
    // E W1 ~ ∫ sqrt(F(1-F)/n): at most π/sqrt(n) on the circle, about 0.45 of that after the median shift.
    const std::vector<double> angles = uniform_angles(50000, 8);
    const double w = circle_w1(angles, {}, [](double a) { return (a + pi) / (2 * pi); });
    CHECK(w < pi / std::sqrt(50000.0));
    CHECK(w > 0.05 * pi / std::sqrt(50000.0));
}

TEST_CASE("the noise of W1 is what independent samples of the law show") {
    // A uniform law, and one with half of its mass in a tenth of the circle.
    const auto uniform = [](double angle) { return (angle + pi) / (2 * pi); };
    const auto uneven = [&](double angle) {
        return 0.5 * uniform(angle) + 0.5 * std::clamp((angle + 0.1 * pi) / (0.2 * pi), 0.0, 1.0);
    };
    const auto inverse = [&](double u) {
        double low = -pi, high = pi;
        for (int k = 0; k < 60; ++k) (uneven((low + high) / 2) < u ? low : high) = (low + high) / 2;
        return low;
    };
    constexpr std::size_t tokens = 400, samples = 60;
    double mean_uniform = 0, mean_uneven = 0;
    for (std::size_t sample = 0; sample < samples; ++sample) {
        std::vector<double> angles = uniform_angles(tokens, 1000 + sample);
        mean_uniform += circle_w1(angles, {}, uniform) / samples;
        for (double& angle : angles) angle = inverse(uniform(angle));
        mean_uneven += circle_w1(angles, {}, uneven) / samples;
    }
    // W1 scatters by about a third of its mean, 60 samples by 5 %; the bound exceeds the mean by up to a tenth.
    for (const auto& [measured, bound] : {std::pair{mean_uniform, circle_w1_noise(uniform, tokens)},
                                          std::pair{mean_uneven, circle_w1_noise(uneven, tokens)}}) {
        CHECK(measured < 1.10 * bound);
        CHECK(measured > 0.75 * bound);
    }
    CHECK(effective_count({}, 7) == 7);
    const std::vector<double> masses{0.5, 0.25, 0.25};
    CHECK(effective_count(masses, 3) == doctest::Approx(1 / 0.375));
}
