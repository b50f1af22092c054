#include "coalesce/observe/sliced_wasserstein.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "coalesce/model/law.hpp"
#include "inputs/clouds.hpp"
#include "reference/heat_series.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

double slice_angle(const Vec3& x, const Vec3& u) {
    return std::acos(std::clamp(dot(x, u), -1.0, 1.0));
}

/// Computes ∫ |F - G| over the merged, sorted angles of both clouds, averaged over the directions.
double exact_distance(const Cloud& a, const Cloud& b) {
    double mean = 0;
    for (const Vec3& u : slice_directions()) {
        std::vector<std::pair<double, double>> jumps;  // angle, change of F - G
        for (std::size_t i = 0; i < a.size(); ++i) jumps.emplace_back(slice_angle(a.token(i), u), a.mass(i));
        for (std::size_t i = 0; i < b.size(); ++i) jumps.emplace_back(slice_angle(b.token(i), u), -b.mass(i));
        std::sort(jumps.begin(), jumps.end());
        double difference = 0, at = 0;
        for (const auto& [angle, change] : jumps) {
            mean += std::abs(difference) * (angle - at) / static_cast<double>(slice_directions().size());
            difference += change;
            at = angle;
        }
    }
    return mean;
}

/// Mean over the directions of E|θ(x) - θ(p)|, x from the heat kernel at `tau` about m: the W1 of its slices to the
/// point p. By midpoints in radius and azimuth.
double distance_to_point(double tau, const Vec3& m, const Vec3& p) {
    const double reach = std::min(pi, 8 * std::sqrt(2 * tau));
    constexpr int rings = 160, turns = 160;
    const Vec3 first = normalised(cross(m, {0.3, -0.5, 0.8})), second = cross(m, first);
    double sum = 0, total = 0;
    for (int i = 0; i < rings; ++i) {
        const double radius = reach * (i + 0.5) / rings;
        const double mass = sphere_heat_kernel(tau, radius) * std::sin(radius);
        total += mass * turns;
        for (int k = 0; k < turns; ++k) {
            const double turn = 2 * pi * k / turns;
            const Vec3 way = add(scaled(first, std::cos(turn)), scaled(second, std::sin(turn)));
            const Vec3 x = add(scaled(m, std::cos(radius)), scaled(way, std::sin(radius)));
            for (const Vec3& u : slice_directions()) sum += mass * std::abs(slice_angle(x, u) - slice_angle(p, u));
        }
    }
    return sum / total / static_cast<double>(slice_directions().size());
}

Cloud point_cloud(const Vec3& p) {
    Cloud cloud(3, 1);
    cloud.set_token(0, p);
    return cloud;
}

MixtureLaw three_components() {
    return MixtureLaw{{{0.5, {1, 0, 0}, 0.3}, {0.3, {0, 1, 1}, 0.25}, {0.2, {-1, -1, 0}, 0.02}}};
}

std::vector<SphereComponent> components(const MixtureLaw& law) {
    std::vector<SphereComponent> all;
    for (const auto& c : law.components) all.push_back({c.weight, normalised(c.mean), c.std * c.std / 2});
    return all;
}

}  // namespace

TEST_CASE("cloud against cloud: the sorted transport of every slice, masses included") {
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
        Cloud a = inputs::uniform_cloud(3, 500, seed), b = inputs::clustered_cloud(3, 300, 0.2, seed);
        if (seed == 2) inputs::give_masses(a, 5);
        const SlicedDistance measured = sliced_w1(a, b);
        const double exact = exact_distance(a, b);
        // π/2048 = 1.5e-3 times the mass in the few bins of about 1/300 where F - G changes its sign.
        CHECK(std::abs(measured.w1 - exact) < 3e-5);
        CHECK(sliced_w1(b, a).w1 == doctest::Approx(measured.w1).epsilon(1e-14));
        CHECK(sliced_w1(a, a).w1 == 0);
    }
}

TEST_CASE("a token of mass 2 is two tokens") {
    const Cloud other = inputs::uniform_cloud(3, 50, 4);
    Cloud twice(3, 3), once(3, 2);
    const Vec3 p = normalised({1, 2, -1}), q = normalised({-1, 0.5, 0.2});
    twice.set_token(0, p);
    twice.set_token(1, p);
    twice.set_token(2, q);
    once.set_token(0, p);
    once.set_token(1, q);
    once.set_masses({2, 1});
    CHECK(std::abs(sliced_w1(twice, other).w1 - sliced_w1(once, other).w1) < 1e-14);
}

TEST_CASE("a small shift δ counts 2/π δ") {
    const Cloud cloud = inputs::uniform_cloud(3, 1, 9);
    const Vec3 x = cloud.token(0), way = normalised(cross(x, {0.2, 0.4, -0.8}));
    for (const double shift : {1e-2, 1e-5, 0.0}) {
        const Cloud moved = point_cloud(add(scaled(x, std::cos(shift)), scaled(way, std::sin(shift))));
        // Mean over 64 directions of |cos| of their angle about x; acos is good to 1e-8 near its ends.
        CHECK(std::abs(sliced_w1(cloud, moved).w1 - 2 / pi * shift) < 0.1 * shift + 1e-12);
    }
}

TEST_CASE("a point against one heat kernel: the mean deviation by quadrature of the density") {
    const Vec3 m = normalised({1, -2, 0.5});
    const Vec3 points[] = {m, normalised({-1, 0, 0.3}), normalised({1, -1.8, 0.7})};
    for (const double std : {2.0, 0.5, 0.1, 0.04, 0.029, 0.005}) {
        for (const Vec3& p : points) {
            const std::vector<SphereComponent> law{{1, m, std * std / 2}};
            CAPTURE(std);
            // Series: trapezium rule 2e-5 and the quadrature here (1e-4 of std). Sampled: a few per cent of std.
            const double bound = std < 0.03 ? std / 50 : 1e-4;
            CHECK(std::abs(sliced_w1(point_cloud(p), law).w1 - distance_to_point(std * std / 2, m, p)) < bound);
        }
    }
    const std::vector<SphereComponent> point{{1, m, 0}};
    CHECK(sliced_w1(point_cloud(m), point).w1 < 1e-12);
    CHECK(sliced_w1(point_cloud(points[1]), point).w1 ==
          doctest::Approx(exact_distance(point_cloud(points[1]), point_cloud(m))).epsilon(1e-12));
}

TEST_CASE("the uniform law (infinite heat time) against a big sample of itself and against a point") {
    const std::vector<SphereComponent> uniform{{1, {0, 0, 1}, INFINITY}};
    const SlicedDistance sample = sliced_w1(inputs::uniform_cloud(3, 100'000, 3), uniform);
    CHECK(sample.w1 < 2 * sample.noise);
    double mean = 0;  // mean of ∫ |θ - a| sin θ/2 dθ
    const Vec3 p = normalised({0.3, 0.2, -0.7});
    for (const Vec3& u : slice_directions()) {
        const double a = slice_angle(p, u);
        double integral = 0;
        constexpr int steps = 4000;
        for (int k = 0; k < steps; ++k) {
            const double theta = pi * (k + 0.5) / steps;
            integral += std::abs(theta - a) * std::sin(theta) / 2 * pi / steps;
        }
        mean += integral / static_cast<double>(slice_directions().size());
    }
    CHECK(std::abs(sliced_w1(point_cloud(p), uniform).w1 - mean) < 1e-5);
}

TEST_CASE("a sample of its own law is at the stated noise floor; another law is not") {
    const MixtureLaw law = three_components();
    for (const std::size_t n : {500u, 10'000u}) {
        double mean = 0, noise = 0;
        constexpr int seeds = 16;
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            const SlicedDistance own = sliced_w1(draw(law, 3, n, seed), components(law));
            CHECK(own.w1 < 3 * own.noise);
            mean += own.w1 / seeds;
            noise = own.noise;
        }
        // One sample's W1 fluctuates by about 40 %, the mean of 16 by 10 %: three times that.
        CHECK(mean == doctest::Approx(noise).epsilon(0.3));
    }
    MixtureLaw other = law;
    other.components[0].std = 0.4;
    const SlicedDistance wrong = sliced_w1(draw(law, 3, 10'000, 7), components(other));
    CHECK(wrong.w1 > 4 * wrong.noise);
}

TEST_CASE("law and big sample give the same distance to a third cloud") {
    const MixtureLaw law = three_components();
    const Cloud other = inputs::clustered_cloud(3, 400, 0.3, 11);
    const SlicedDistance exact = sliced_w1(other, components(law));
    const Cloud sample = draw(law, 3, 100'000, 5);
    // 10^5 draws have a floor of 0.0017.
    CHECK(std::abs(sliced_w1(other, sample).w1 - exact.w1) < 3e-3);
}

TEST_CASE("a common rotation changes the sliced distance little") {
    const MixtureLaw law = three_components();
    const Cloud cloud = inputs::clustered_cloud(3, 400, 0.3, 12);
    const Matrix turn = inputs::tilted_rotation(3);
    std::vector<SphereComponent> turned = components(law);
    for (SphereComponent& c : turned) c.mean = turn * c.mean;
    const double before = sliced_w1(cloud, components(law)).w1;
    const double after = sliced_w1(inputs::rotated(cloud, turn), turned).w1;
    CHECK(after == doctest::Approx(before).epsilon(0.02));  // W1 is a kinked function of u: 64 points give it to 2 %
}

TEST_CASE("more than 10^5 tokens are thinned evenly") {
    const Cloud many = inputs::uniform_cloud(3, 250'000, 6);
    Cloud thinned(3, 83'334);
    for (std::size_t i = 0; i < thinned.size(); ++i) thinned.set_token(i, many.token(3 * i));
    CHECK(sliced_w1(many, thinned).w1 < 1e-11);  // rounding of a sum of 10^5 masses
}
