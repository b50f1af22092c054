#include "model/random_block.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <vector>

#include "model/lane_math.hpp"

using namespace coalesce;

namespace {

constexpr std::size_t lanes = BlockRandom::lanes;

/// √N times Kolmogorov's distance of the values from the chi-square law.
double kolmogorov(std::vector<double> values, double freedom) {
    std::sort(values.begin(), values.end());
    const boost::math::chi_squared law(freedom);
    const auto count = static_cast<double>(values.size());
    double distance = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double below = boost::math::cdf(law, values[k]);
        distance =
            std::max({distance, static_cast<double>(k + 1) / count - below, below - static_cast<double>(k) / count});
    }
    return std::sqrt(count) * distance;
}

}  // namespace

TEST_CASE("functions of lanes agree with the library's") {
    double log_error = 0, exp_error = 0, sine_error = 0;
    for (int k = 1; k < 200000; ++k) {
        const double u = k / 200000.0;
        for (const double x : {u, u * u * u * 1e-10, 1 / u, 1 + 1e-7 * u})
            log_error =
                std::max(log_error, std::abs(lane::log(x) - std::log(x)) / std::max(1e-9, std::abs(std::log(x))));
        for (const double x : {-700 * u, 700 * u, u, -u})
            exp_error = std::max(exp_error, std::abs(lane::exp(x) / std::exp(x) - 1));
        double sine = 0, cosine = 0;
        lane::sin_cos(u, sine, cosine);
        sine_error =
            std::max({sine_error, std::abs(sine - std::sin(2 * M_PI * u)), std::abs(cosine - std::cos(2 * M_PI * u))});
    }
    // A few ulp, 2.2e-16; the library's 2π u is itself rounded, by up to 9e-16 near a whole turn.
    CHECK(log_error < 6e-16);
    CHECK(exp_error < 6e-16);
    CHECK(sine_error < 1.5e-15);
}

TEST_CASE("lanes hold the numbers of the counter") {
    const std::uint64_t first = 0xfffffff0u;  // carries into the upper half within the block
    const CounterRandom random(0x123456789abcdefu, Stream::sampling);
    const BlockRandom block(0x123456789abcdefu, Stream::sampling, first);
    double a[lanes], b[lanes], x[lanes], y[lanes];
    for (const std::uint32_t draw : {0u, 7u, 0xffffffffu}) {
        block.uniforms(draw, a, b);
        block.normals(draw, x, y);
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const auto uniforms = random.uniforms(first + lane, draw), normals = random.normals(first + lane, draw);
            REQUIRE(a[lane] == uniforms[0]);
            REQUIRE(b[lane] == uniforms[1]);
            // The radius is at most 8.5; relative errors of lanes are those of log and cos.
            REQUIRE(std::abs(x[lane] - normals[0]) < 1e-14);
            REQUIRE(std::abs(y[lane] - normals[1]) < 1e-14);
        }
    }
}

TEST_CASE("chi-squares have their law, at any number of degrees") {
    for (const double freedom : {1.0, 2.0, 3.0, 4.0, 15.0, 1000.0, 1e6}) {
        CAPTURE(freedom);
        std::vector<double> first, second;
        for (std::uint64_t block = 0; block < 800; ++block) {
            double a[lanes], b[lanes];
            BlockRandom(5, Stream::sampling, block * lanes).chi_squares(3, freedom, freedom, a, b);
            first.insert(first.end(), a, a + lanes);
            second.insert(second.end(), b, b + lanes);
        }
        // P(√N D > 1.95) = 0.001; the seed is fixed.
        CHECK(kolmogorov(first, freedom) < 1.95);
        CHECK(kolmogorov(second, freedom) < 1.95);
        // Correlation of two independent ones has the deviation 1/√N; 3 of these.
        double product = 0;
        for (std::size_t k = 0; k < first.size(); ++k) product += (first[k] - freedom) * (second[k] - freedom);
        CHECK(std::abs(product) / (2 * freedom * std::sqrt(static_cast<double>(first.size()))) < 3);
    }
}
