#include "coalesce/observe/clusters.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>

#include "coalesce/model/random.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

Vec3 uniform_point(int dimension, const CounterRandom& random, std::size_t i) {
    const auto a = random.normals(i, 0), b = random.normals(i, 1);
    return normalised({a[0], a[1], dimension == 3 ? b[0] : 0});
}

Cloud uniform_cloud(int dimension, std::size_t n, std::uint64_t seed) {
    const CounterRandom random(seed, Stream::initial_law);
    Cloud cloud(dimension, n);
    for (std::size_t i = 0; i < n; ++i) cloud.set_token(i, uniform_point(dimension, random, i));
    return cloud;
}

/// Tokens about `centres` random points, at distances that span many decades (collapsed and loose ones together).
Cloud clumped_cloud(int dimension, std::size_t n, std::size_t centres, std::uint64_t seed) {
    const CounterRandom random(seed, Stream::initial_law), more(seed, Stream::sampling);
    Cloud cloud(dimension, n);
    for (std::size_t i = 0; i < n; ++i) {
        const Vec3 centre = uniform_point(dimension, more, i % centres);
        const double spread = std::pow(10.0, -14 * random.uniforms(i, 2)[0]);
        cloud.set_token(i, normalised(add(centre, scaled(uniform_point(dimension, random, i), spread))));
    }
    return cloud;
}

/// Compares every pair and spreads labels until nothing changes. O(N²) a sweep.
std::vector<std::size_t> linked_by_sweeps(const Cloud& cloud, double angle) {
    const std::size_t n = cloud.size();
    std::vector<std::size_t> label(n);
    std::iota(label.begin(), label.end(), std::size_t{0});
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = i + 1; j < n; ++j) {
                if (label[i] == label[j] || angle_between(cloud.token(i), cloud.token(j)) > angle) continue;
                label[i] = label[j] = std::min(label[i], label[j]);
                changed = true;
            }
        }
    }
    return label;
}

/// Compares partitions, whatever the names of their parts.
bool same_partition(const std::vector<std::int32_t>& a, const std::vector<std::size_t>& b) {
    std::set<std::pair<std::int32_t, std::size_t>> pairs;
    std::set<std::int32_t> parts_a(a.begin(), a.end());
    std::set<std::size_t> parts_b(b.begin(), b.end());
    for (std::size_t i = 0; i < a.size(); ++i) pairs.insert({a[i], b[i]});
    return pairs.size() == parts_a.size() && pairs.size() == parts_b.size();
}

}  // namespace

TEST_CASE("linkage agrees with the comparison of all pairs at every angle") {
    for (const int dimension : {2, 3}) {
        for (const std::uint64_t seed : {1u, 2u, 3u}) {
            const Cloud clouds[] = {uniform_cloud(dimension, 300, seed), clumped_cloud(dimension, 300, 6, seed)};
            for (const Cloud& cloud : clouds) {
                for (const double angle : {1e-13, 1e-9, 1e-4, 0.003, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0}) {
                    CAPTURE(dimension);
                    CAPTURE(seed);
                    CAPTURE(angle);
                    CHECK(same_partition(link_clusters(cloud, angle).label, linked_by_sweeps(cloud, angle)));
                }
            }
        }
    }
}

TEST_CASE("two dense clusters a hair closer or farther apart than the angle") {
    // The nearest pair is exactly `gap` apart, all others farther: single pairs must be compared.
    const double angle = 0.3;
    for (const double gap : {angle * (1 - 1e-9), angle * (1 + 1e-9)}) {
        Cloud cloud(2, 4000);
        for (std::size_t i = 0; i < 4000; ++i) {
            const std::size_t rank = i / 2;  // rank of the token within its cluster
            const double offset = 1e-4 * static_cast<double>(rank);
            const double theta = i % 2 == 0 ? -offset : gap + offset;
            cloud.set_token(i, {std::cos(theta), std::sin(theta), 0});
        }
        CHECK(link_clusters(cloud, angle).clusters.size() == (gap < angle ? 1 : 2));
    }
}

TEST_CASE("the ends of the range of angles") {
    Cloud cloud = uniform_cloud(3, 50, 4);
    cloud.set_token(7, cloud.token(3));
    CHECK(link_clusters(cloud, 0).clusters.size() == 49);  // only the coincident pair is at distance 0
    CHECK(link_clusters(cloud, pi).clusters.size() == 1);
    CHECK(link_clusters(cloud, 10).clusters.size() == 1);
    CHECK(default_linking_angle(25) == doctest::Approx(0.2));
    CHECK(default_linking_angle(0) == pi);
    CHECK(default_linking_angle(1e-3) == pi);  // 1/sqrt(β) = 31.6
}

TEST_CASE("neighbouring doubles are told apart or together without end") {
    Cloud cloud(2, 40);
    double y = 0.5;
    for (std::size_t i = 0; i < 40; ++i) {
        cloud.set_token(i, {1, y, 0});
        y = std::nextafter(y, 1.0);
    }
    CHECK(link_clusters(cloud, 0).clusters.size() == 40);
    CHECK(link_clusters(cloud, 2e-16).clusters.size() == 1);  // an ulp of 0.5 is 1.1e-16
}

TEST_CASE("mass, centre, radius and order of clusters") {
    // Two light tokens 0.1 apart about e_x, one heavy token at e_z.
    Cloud cloud(3, 3);
    cloud.set_token(0, {std::cos(0.05), std::sin(0.05), 0});
    cloud.set_token(1, {std::cos(0.05), -std::sin(0.05), 0});
    cloud.set_token(2, {0, 0, 1});
    cloud.set_masses({1, 1, 6});
    const Clustering clustering = link_clusters(cloud, 0.2);
    REQUIRE(clustering.clusters.size() == 2);
    CHECK(clustering.label == std::vector<std::int32_t>{1, 1, 0});
    const Cluster &heavy = clustering.clusters[0], &light = clustering.clusters[1];
    CHECK(heavy.mass == doctest::Approx(0.75));
    CHECK(heavy.tokens == 1);
    CHECK(heavy.radius == 0);
    CHECK(light.tokens == 2);
    CHECK(light.radius == doctest::Approx(0.05).epsilon(1e-12));
    CHECK(angle_between(light.centre, {1, 0, 0}) < 1e-15);

    cloud.set_masses({});
    const Clustering tie = link_clusters(cloud, 0.01);
    CHECK(tie.label == std::vector<std::int32_t>{0, 1, 2});  // equal masses are ordered by the smallest token
}

TEST_CASE("antipodal tokens in one cluster have no centre") {
    Cloud cloud(2, 2);
    cloud.set_token(0, {1, 0, 0});
    cloud.set_token(1, {-1, 0, 0});
    const Clustering clustering = link_clusters(cloud, pi);
    CHECK(clustering.clusters[0].centre == Vec3{});
    CHECK(clustering.clusters[0].radius == pi);
}

TEST_CASE("masses add up to one and every token has a cluster") {
    const Cloud cloud = uniform_cloud(3, 20000, 9);
    const Clustering clustering = link_clusters(cloud, 0.01);
    double mass = 0;
    std::size_t tokens = 0;
    for (const Cluster& cluster : clustering.clusters) {
        mass += cluster.mass;
        tokens += cluster.tokens;
    }
    CHECK(clustering.clusters.size() > 1000);
    CHECK(tokens == 20000);
    CHECK(mass == doctest::Approx(1).epsilon(1e-12));  // 2·10^4 roundings of 1e-16 each
}
