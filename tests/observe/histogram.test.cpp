#include "coalesce/observe/histogram.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "coalesce/model/error.hpp"
#include "coalesce/model/random.hpp"

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
    space.kind = LeadingSpace::Kind::points;  // no plane: the azimuth is used
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
        // About 2·10^6 pairs, 10^5 a bin; pairs share tokens, but inner products of uniform tokens are pairwise
        // independent: a bin has relative standard deviation 0.3 % (n = 1500: 1.1·10^6 pairs, 0.42 %). 5 of these.
        for (const double value : histogram.density) CHECK(value == doctest::Approx(0.5).epsilon(0.021));
    }
}

TEST_CASE("angles agree with atan2 to rounding, the axes and diagonals exactly") {
    const Cloud cloud = uniform_sphere(10'001);
    LeadingSpace space;
    space.kind = LeadingSpace::Kind::circle;
    space.basis = {normalised({0.3, -0.5, 0.8}), Vec3{}};
    space.basis[1] = normalised(cross(space.basis[0], {0, 0, 1}));
    const std::vector<double> angles = plane_angles(cloud, space);
    double worst = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const double x = dot(cloud.token(i), space.basis[0]), y = dot(cloud.token(i), space.basis[1]);
        // Products rounded differently turn a short vector.
        worst = std::max(worst, std::abs(angles[i] - std::atan2(y, x)) * std::hypot(x, y));
    }
    CHECK(worst < 1e-15);
    const double ways[] = {1, 0, -1};
    for (const double x : ways)
        for (const double y : ways) {
            Cloud one(2, 1);
            one.set_token(0, {x, y, 0});
            const double expected = std::atan2(y, x);
            CHECK(plane_angles(one, {})[0] == (expected < pi ? expected : -pi));
        }
}

TEST_CASE("beyond 65 536 tokens fewer pairs tell the same, of the masses too") {
    const std::size_t n = 100'000;
    Cloud cloud = uniform_sphere(n);
    const Histogram plain = inner_product_histogram(cloud, 20);
    // 2^18 pairs, 13 107 a bin: 0.85 %. 5 of these.
    for (const double value : plain.density) CHECK(value == doctest::Approx(0.5).epsilon(0.043));
    // The northern half weighs three times as much: the mean token is (0, 0, 1/4), the mean product 1/16.
    std::vector<double> masses(n);
    for (std::size_t i = 0; i < n; ++i) masses[i] = cloud.token(i)[2] > 0 ? 3 : 1;
    cloud.set_masses(masses);
    const Histogram weighted = inner_product_histogram(cloud, 20);
    CHECK(integral(weighted) == doctest::Approx(1));
    double mean = 0;
    for (std::size_t k = 0; k < 20; ++k) mean += weighted.centre(k) * weighted.density[k] * weighted.width();
    // Masses (3 or 1 by 3 or 1) raise the deviation 0.577/sqrt(2^18) by their rms over mean, 1.25. 5 of these.
    CHECK(std::abs(mean - 1.0 / 16) < 5 * 1.25 * 0.577 / 512);
    const Histogram again = inner_product_histogram(cloud, 20);
    CHECK(again.density == weighted.density);
}
