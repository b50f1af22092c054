#include "studies/ripples.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/observe/harmonics.hpp"

using namespace coalesce;

TEST_CASE("a quiet start has its ripples and nothing else") {
    const double a = 1e-3;
    for (const int dimension : {2, 3}) {
        CAPTURE(dimension);
        const Cloud cloud = rippled_cloud(dimension, 40, 6, a);
        const auto amplitude = harmonic_amplitudes(cloud, 16);
        CHECK(amplitude[0] == doctest::Approx(1));
        // harmonics.hpp: a/2 on the circle, a/(2l+1) on the sphere. Sums over the grid are exact in these modes.
        for (int k = 1; k <= 16; ++k) {
            const double expected = k > 6 ? 0 : dimension == 2 ? a / 2 : a / (2 * k + 1);
            CHECK(std::abs(amplitude[static_cast<std::size_t>(k)] - expected) < 1e-14 * (k + 1));
        }
    }
}

TEST_CASE("the grids have the sizes they promise, on the sphere") {
    CHECK(rippled_cloud(2, 30, 3, 0.1).size() == 30);
    const Cloud sphere = rippled_cloud(3, 15, 3, 0.1);  // an odd number of nodes: one on the equator
    CHECK(sphere.size() == 450);
    CHECK(drift_from_sphere(sphere) < 1e-15);
}
