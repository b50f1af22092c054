#include "coalesce/observe/harmonics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "inputs/clouds.hpp"

using namespace coalesce;

namespace {

/// Returns |Σ_j α_j e^{-ikθ_j}| from the definition.
double circle_sum(const Cloud& cloud, int k) {
    std::complex<long double> sum = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const long double angle = std::atan2(static_cast<long double>(cloud.token(i)[1]), cloud.token(i)[0]);
        sum += static_cast<long double>(cloud.mass(i)) * std::polar(1.0L, -k * angle);
    }
    return static_cast<double>(std::abs(sum));
}

/// Returns <x, y> of the directions of x and y; rounding it to
/// double would cost l²/2 times as much where P_l is steepest.
long double cosine(const Vec3& x, const Vec3& y) {
    long double xy = 0, xx = 0, yy = 0;
    for (std::size_t k = 0; k < 3; ++k) {
        xy += static_cast<long double>(x[k]) * y[k];
        xx += static_cast<long double>(x[k]) * x[k];
        yy += static_cast<long double>(y[k]) * y[k];
    }
    return std::clamp(xy / std::sqrt(xx * yy), -1.0L, 1.0L);
}

/// Returns Σ_ij α_i α_j P_l(<x_i,x_j>), by the addition theorem the squared amplitude of degree l.
double pair_sum(const Cloud& cloud, unsigned l) {
    long double sum = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i)
        for (std::size_t j = 0; j < cloud.size(); ++j)
            sum += static_cast<long double>(cloud.mass(i)) * cloud.mass(j) *
                   std::legendre(l, cosine(cloud.token(i), cloud.token(j)));
    return static_cast<double>(sum);
}

}  // namespace

TEST_CASE("a point mass has amplitude 1 at every degree") {
    for (const int dimension : {2, 3}) {
        const auto amplitude = harmonic_amplitudes(inputs::single_point_cloud(dimension, 5), 1000);
        REQUIRE(amplitude.size() == 1001);
        // A recurrence of 1000 steps, each with a rounding error.
        for (const double a : amplitude) CHECK(std::abs(a - 1) < 1e-12);
    }
    Cloud pole(3, 2);  // the azimuth is undefined there
    pole.set_token(0, {0, 0, 1});
    pole.set_token(1, {0, 0, 1});
    for (const double a : harmonic_amplitudes(pole, 300)) CHECK(std::abs(a - 1) < 1e-12);
}

TEST_CASE("amplitudes are those of the direct sums, with and without masses") {
    for (const bool weighted : {false, true}) {
        Cloud circle = inputs::uniform_cloud(2, 203, 1), sphere = inputs::uniform_cloud(3, 203, 2);
        if (weighted) {
            inputs::give_masses(circle, 3);
            inputs::give_masses(sphere, 4);
        }
        const auto on_circle = harmonic_amplitudes(circle, 40), on_sphere = harmonic_amplitudes(sphere, 40);
        for (int k = 0; k <= 40; ++k) {
            const auto at = static_cast<std::size_t>(k);
            CHECK(std::abs(on_circle[at] - circle_sum(circle, k)) < 1e-14);
            // Squares are compared: their error does not depend on how small they are.
            CHECK(std::abs(on_sphere[at] * on_sphere[at] - pair_sum(sphere, static_cast<unsigned>(k))) < 1e-14);
        }
    }
}

TEST_CASE("turning the cloud changes nothing") {
    for (const int dimension : {2, 3}) {
        const Cloud cloud = inputs::clustered_cloud(dimension, 500, 0.3, 5);
        const auto before = harmonic_amplitudes(cloud, 100);
        const auto after = harmonic_amplitudes(inputs::rotated(cloud, inputs::tilted_rotation(dimension)), 100);
        // A rotated token is off by a rounding error, which degree k magnifies k times.
        for (std::size_t k = 0; k <= 100; ++k) CHECK(std::abs(before[k] - after[k]) < 1e-13);
    }
}

TEST_CASE("many tokens: the blocks add up to all of them") {
    // The 64 blocks have lengths that are no multiples of 8.
    for (const int dimension : {2, 3}) {
        for (const std::size_t count : {1u, 63u, 64u, 65u, 6007u}) {
            Cloud cloud = inputs::uniform_cloud(dimension, count, 6);
            CHECK(std::abs(harmonic_amplitudes(cloud, 0)[0] - 1) < 1e-13);
            Vec3 mean{};
            for (std::size_t i = 0; i < count; ++i) mean = add(mean, scaled(cloud.token(i), cloud.mass(i)));
            CHECK(std::abs(harmonic_amplitudes(cloud, 1)[1] - norm(mean)) < 1e-13);
        }
    }
}
