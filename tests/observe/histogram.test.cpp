#include "observe/histogram.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "model/error.hpp"
#include "model/random.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

Cloud uniform_sphere(std::size_t n) {
    const CounterRandom random(11, Stream::initial_law);
    Cloud cloud(3, n);
    for (std::size_t i = 0; i < n; ++i) {
        const auto a = random.normals(i, 0), b = random.normals(i, 1);
        cloud.set_token(i, normalised({a[0], a[1], b[0]}));
    }
    return cloud;
}

double integral(const Histogram& histogram) {
    double sum = 0;
    for (const double value : histogram.density) sum += value * histogram.width();
    return sum;
}

}  // namespace

TEST_CASE("angles lie in [-π, π), the cut included") {
    Cloud cloud(2, 3);
    cloud.set_token(0, {-1, 0.0, 0});
    cloud.set_token(1, {-1, -0.0, 0});
    cloud.set_token(2, {0, 1, 0});
    const std::vector<double> angles = plane_angles(cloud, {});
    CHECK(angles[0] == -pi);
    CHECK(angles[1] == -pi);
    CHECK(angles[2] == doctest::Approx(pi / 2));
}

TEST_CASE("angles on S^2 are measured in the plane of E_max") {
    LeadingSpace space;
    space.kind = LeadingSpace::Kind::circle;
    space.basis = {Vec3{0, 1, 0}, Vec3{0, 0, 1}};
    Cloud cloud(3, 1);
    cloud.set_token(0, normalised({0.7, std::cos(0.4), std::sin(0.4)}));
    CHECK(plane_angles(cloud, space)[0] == doctest::Approx(0.4));
    space.kind = LeadingSpace::Kind::points;  // no plane: the azimuth
    CHECK(plane_angles(cloud, space)[0] == doctest::Approx(std::atan2(std::cos(0.4), 0.7)));
}

TEST_CASE("an angle histogram counts masses and integrates to 1") {
    const std::vector<double> angles{-pi, -0.1, 0.1, 0.1, 3.14};
    const Histogram plain = angle_histogram(angles, {}, 4);
    CHECK(integral(plain) == doctest::Approx(1));
    CHECK(plain.density[0] == doctest::Approx(0.2 / (pi / 2)));
    CHECK(plain.density[2] == doctest::Approx(0.4 / (pi / 2)));
    const std::vector<double> masses{0.1, 0.2, 0.3, 0.3, 0.1};
    const Histogram weighted = angle_histogram(angles, masses, 4);
    CHECK(integral(weighted) == doctest::Approx(1));
    CHECK(weighted.density[2] == doctest::Approx(0.6 / (pi / 2)));
    CHECK(weighted.centre(0) == doctest::Approx(-0.75 * pi));
    CHECK_THROWS_AS(angle_histogram(angles, {}, 0), InputError);
}

TEST_CASE("inner products of few tokens are those of all pairs") {
    // Masses 1/2, 1/4, 1/4 on e_x, e_y, -e_x: products 0 (mass 1/8), -1 (1/8), 0 (1/16).
    Cloud cloud(2, 3);
    cloud.set_token(0, {1, 0, 0});
    cloud.set_token(1, {0, 1, 0});
    cloud.set_token(2, {-1, 0, 0});
    cloud.set_masses({2, 1, 1});
    const Histogram histogram = inner_product_histogram(cloud, 3);
    CHECK(histogram.density[0] * histogram.width() == doctest::Approx(0.4));
    CHECK(histogram.density[1] * histogram.width() == doctest::Approx(0.6));
    CHECK(histogram.density[2] == 0);
    CHECK(integral(inner_product_histogram(Cloud(2, 1), 3)) == 0);
}

TEST_CASE("inner products of uniform tokens on S^2 are uniform on [-1, 1] (Archimedes)") {
    for (const std::size_t n : {std::size_t{1500}, std::size_t{10000}}) {
        const Histogram histogram = inner_product_histogram(uniform_sphere(n), 20);
        CHECK(integral(histogram) == doctest::Approx(1));
        // About 2·10^6 pairs, 10^5 a bin; pairs share tokens but inner products of uniform tokens are pairwise
        // independent, so a bin has relative standard deviation 0.3 % (n = 1500: 1.1·10^6 pairs, 0.42 %). Five of them.
        for (const double value : histogram.density) CHECK(value == doctest::Approx(0.5).epsilon(0.021));
    }
}
