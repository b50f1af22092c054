#include "coalesce/observe/sphere_density.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "coalesce/model/law.hpp"
#include "inputs/clouds.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

double direct_sum(const Cloud& cloud, const Vec3& x, double width) {
    double sum = 0;
    for (std::size_t j = 0; j < cloud.size(); ++j)
        sum += cloud.mass(j) * std::exp((dot(x, cloud.token(j)) - 1) / (width * width));
    return sum;
}

/// Largest error at some nodes, relative to the largest sum.
double error_of(const Cloud& cloud, const SphereGrid& grid, double width) {
    const std::vector<double> sums = kernel_sums(cloud, grid, width);
    double error = 0;
    for (int row = 0; row < grid.rows; row += row < 3 || row > grid.rows - 5 ? 1 : 7) {
        for (int column = row % 5; column < grid.columns; column += 11) {
            const double direct = direct_sum(cloud, grid.node(row, column), width);
            error = std::max(error, std::abs(sums[grid.index(row, column)] - direct));
        }
    }
    return error / *std::max_element(sums.begin(), sums.end());
}

/// Tokens at both poles, beside them, and on the cut of the longitudes.
Cloud awkward_cloud() {
    Cloud cloud(3, 6);
    cloud.set_token(0, {0, 0, 1});
    cloud.set_token(1, {0, 0, -1});
    cloud.set_token(2, normalised({1e-3, -2e-3, 1}));
    cloud.set_token(3, {-1, 0, 0});
    cloud.set_token(4, normalised({-1, -1e-9, 0.3}));
    cloud.set_token(5, normalised({0.02, 0.05, -1}));
    cloud.set_masses({1, 2, 3, 1, 2, 0.5});
    return cloud;
}

double integral(const SphereDensity& density) {
    double sum = 0;
    for (int row = 0; row < density.grid.rows; ++row) {
        for (int column = 0; column < density.grid.columns; ++column) {
            sum += static_cast<double>(density.value[density.grid.index(row, column)]) *
                   std::cos(density.grid.latitude(row)) * pi / density.grid.rows * 2 * pi / density.grid.columns;
        }
    }
    return sum;
}

}  // namespace

TEST_CASE("kernel sums on the grid are the direct sums") {
    Cloud weighted = inputs::clustered_cloud(3, 200, 0.2, 3);
    inputs::give_masses(weighted, 4);
    for (const Cloud& cloud : {awkward_cloud(), weighted, inputs::single_point_cloud(3, 3)}) {
        for (const double width : {2.0, 0.5, 0.18, 0.05}) {
            CAPTURE(width);
            // Cubic interpolation: (9/16) h⁴/24 · f'''' = 0.023 · 3 (h/w)⁴ of a token's own kernel, in two directions.
            const double bound = 2 * 0.07 + 0.01;
            CHECK(error_of(cloud, SphereGrid::finer_than(width / 4), width) < bound * std::pow(0.25, 4));
            CHECK(error_of(cloud, SphereGrid::finer_than(width / 6), width) < bound * std::pow(1 / 6.0, 4));
        }
    }
}

TEST_CASE("densities integrate to 1 whatever the width") {
    const Cloud cloud = awkward_cloud();
    const std::vector<SphereComponent> law{{0.6, normalised({1, 2, 3}), 0.05}, {0.4, {0, 0, -1}, 0}};
    for (const double width : {3.0, 0.3, 0.1, 0.03}) {
        // Midpoints in latitude: (h²/24)·(change of the slope of p cos φ), a few times (1/4)²/24 of the polar kernels.
        CHECK(integral(token_density(cloud, width)) == doctest::Approx(1).epsilon(4e-3));
        CHECK(integral(heat_density(law, width)) == doctest::Approx(1).epsilon(4e-3));
    }
}

TEST_CASE("tokens: the normalised kernel; law: heat kernels widened by w²/2") {
    const double width = 0.2, kappa = 25;
    const Cloud cloud = awkward_cloud();
    const SphereDensity density = token_density(cloud, width);
    const double scale = kappa / (4 * pi * std::sinh(kappa));
    const SphereGrid& grid = density.grid;
    const std::vector<SphereComponent> law{{0.6, normalised({1, 2, 3}), 0.05}, {0.4, {0, 0, -1}, 0}};
    const SphereDensity heat = heat_density(law, width);
    CHECK(heat.grid.rows == grid.rows);
    for (int row = 0; row < grid.rows; row += 5) {
        for (int column = 0; column < grid.columns; column += 9) {
            const Vec3 x = grid.node(row, column);
            const double tokens = scale * std::exp(kappa) * direct_sum(cloud, x, width);
            CHECK(std::abs(static_cast<double>(density.value[grid.index(row, column)]) - tokens) <
                  6e-4 * static_cast<double>(density.largest));
            double sum = 0;
            for (const SphereComponent& c : law)
                sum += c.weight * sphere_heat_kernel(c.tau + width * width / 2, angle_between(c.mean, x));
            CHECK(std::abs(static_cast<double>(heat.value[grid.index(row, column)]) - sum) <
                  1e-4 * static_cast<double>(heat.largest));
            CHECK(density.at(grid.longitude(column), grid.latitude(row)) ==
                  doctest::Approx(static_cast<double>(density.value[grid.index(row, column)])));
        }
    }
    CHECK(density.largest == *std::max_element(density.value.begin(), density.value.end()));
}

TEST_CASE("a big sample of a law looks like the law") {
    const MixtureLaw mixture{{{1, {1, 0, 0}, 0.3}, {2, {0, 1, 1}, 0.4}}};
    const std::vector<SphereComponent> law{{1 / 3.0, {1, 0, 0}, 0.045}, {2 / 3.0, normalised({0, 1, 1}), 0.08}};
    const SphereDensity tokens = token_density(draw(mixture, 3, 200'000, 1), 0.1), heat = heat_density(law, 0.1);
    double difference = 0;
    for (std::size_t k = 0; k < tokens.value.size(); ++k)
        difference = std::max(difference, std::abs(static_cast<double>(tokens.value[k] - heat.value[k])));
    // Noise sqrt(p/(4π w² N)) = 0.006 at p = 1, times 4 for the largest of many; kernels differ by O(w²) = 1 %.
    CHECK(difference < 0.03);
    CHECK(token_density(draw(mixture, 3, 200'000, 1), 0.1).value == tokens.value);  // same bits
}

TEST_CASE("between nodes, across the cut and beyond the last rows") {
    const SphereDensity density = token_density(awkward_cloud(), 0.3);
    CHECK(density.at(pi, 0.1) == doctest::Approx(density.at(-pi, 0.1)).epsilon(1e-12));
    CHECK(density.at(7.0, 0.1) == doctest::Approx(density.at(7.0 - 2 * pi, 0.1)).epsilon(1e-12));
    CHECK(density.at(0.3, pi / 2) == doctest::Approx(density.at(-2.0, pi / 2)).epsilon(0.05));
    // A kernel narrower than the grid resolves is widened, and reported so; a wide one is nearly uniform.
    CHECK(token_density(awkward_cloud(), 1e-5).width > 0.01);
    CHECK(token_density(awkward_cloud(), 100).largest == doctest::Approx(1 / (4 * pi)).epsilon(0.15));
}
