#include "coalesce/observe/groups.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "coalesce/model/law.hpp"
#include "inputs/clouds.hpp"

using namespace coalesce;

namespace {

std::size_t groups_of(const Cloud& cloud, double beta) {
    return counted(find_groups(cloud, beta, grain_of(cloud)).clustering.clusters);
}

/// Normal bumps about given directions, `count` tokens each, drawn with the standard library.
Cloud bumps(const std::vector<Vec3>& centres, double std, std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(0, std);
    Cloud cloud(3, centres.size() * count);
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 centre = normalised(centres[i % centres.size()]);
        cloud.set_token(i, normalised(add(centre, {normal(random), normal(random), normal(random)})));
    }
    return cloud;
}

}  // namespace

TEST_CASE("an even crowd is one group, whatever the grain of chance") {
    for (const int dimension : {2, 3})
        for (const double beta : {1.0, 30.0, 200.0})
            for (const std::uint64_t seed : {1u, 2u, 3u, 4u}) {
                CAPTURE(dimension);
                CAPTURE(beta);
                CAPTURE(seed);
                CHECK(groups_of(inputs::uniform_cloud(dimension, 10000, seed), beta) == 1);
            }
}

TEST_CASE("two groups with stragglers between them are two") {
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
        // 1.2 rad apart with standard deviations of 0.25: their tails meet, and linking joins them.
        const Cloud cloud = bumps({{1, -0.68, 0}, {1, 0.68, 0}}, 0.25, 3000, seed);
        REQUIRE(link_clusters(cloud, group_reach(15)).clusters.front().mass > 0.95);
        const Groups groups = find_groups(cloud, 15, grain_of(cloud));
        REQUIRE(counted(groups.clustering.clusters) == 2);
        // The cut is where the density is least, in the middle between equal bumps.
        CHECK(groups.clustering.clusters[0].mass == doctest::Approx(0.5).epsilon(0.03));
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < cloud.size(); ++i)
            wrong += (cloud.token(i)[1] > 0) != (groups.clustering.label[i] == groups.clustering.label[1]);
        CHECK(static_cast<double>(wrong) < 0.02 * static_cast<double>(cloud.size()));
    }
}

TEST_CASE("one bump is one group, also where it is wide") {
    for (const double std : {0.02, 0.1, 0.3, 0.6}) CHECK(groups_of(bumps({{1, 2, 3}}, std, 5000, 5), 30) == 1);
}

TEST_CASE("clusters that have become points are what linking says") {
    const auto at = [](double angle) { return Vec3{std::cos(angle), std::sin(angle), 0}; };
    for (const double beta : {30.0, 400.0}) {
        const double reach = group_reach(beta);
        for (const double gap : {0.5, 0.97, 1.03, 2.0}) {
            Cloud cloud(3, 400);
            for (std::size_t i = 0; i < 400; ++i) cloud.set_token(i, at(i % 4 == 0 ? gap * reach : 0));
            CHECK(groups_of(cloud, beta) == (gap < 1 ? 1 : 2));
        }
    }
    // Few tokens, none of them within reach of another.
    CHECK(groups_of(inputs::uniform_cloud(3, 20, 2), 1e4) == 20);
}

TEST_CASE("loose tokens are not counted") {
    Cloud cloud = bumps({{1, 0, 0}, {0, 1, 0}}, 0.02, 1000, 4);
    for (std::size_t i = 0; i < 5; ++i) cloud.set_token(i, normalised({-1, 0.5 * static_cast<double>(i), -2}));
    const Groups groups = find_groups(cloud, 100, grain_of(cloud));
    CHECK(groups.clustering.clusters.size() == 7);
    CHECK(counted(groups.clustering.clusters) == 2);
}

TEST_CASE("a dip at its bound does not flicker") {
    // Two bumps approach and part again: once parted they stay so for longer.
    std::vector<std::int32_t> former;
    int changes = 0;
    std::size_t last = 0;
    bool one = false, two = false;
    for (int step = 0; step <= 60; ++step) {
        const double half = 0.35 - 0.25 * step / 60 + 0.012 * (step % 2);  // with a flutter
        const Cloud cloud = bumps({{1, -half, 0}, {1, half, 0}}, 0.12, 4000, 7);
        const Groups groups = find_groups(cloud, 60, grain_of(cloud), former);
        former = groups.clustering.label;
        const std::size_t count = counted(groups.clustering.clusters);
        changes += step > 0 && count != last;
        last = count;
        one |= count == 1;
        two |= count == 2;
    }
    CHECK(one);
    CHECK(two);
    CHECK(changes == 1);
}

TEST_CASE("the crowding is 1 of a point, and that of the kernel's share of an even crowd") {
    CHECK(find_groups(inputs::single_point_cloud(3, 50), 30, 1.0 / 50).crowding == doctest::Approx(1));
    // ∫ (1 - d²/R²)³ over the sphere with chords d: d² is uniform from 0 to 4, which gives R²/16.
    const double radius = std::sqrt(10.0) / 2 * group_reach(30);
    const double crowding = find_groups(inputs::uniform_cloud(3, 20000, 1), 30, 1.0 / 20000).crowding;
    CHECK(crowding == doctest::Approx(radius * radius / 16).epsilon(0.05));
}

TEST_CASE("masses count, and a cloud of lumps is told apart as its tokens are") {
    Cloud cloud = bumps({{1, 0, 0}, {0, 1, 0}}, 0.05, 50, 4);
    std::vector<double> masses(100);
    for (std::size_t i = 0; i < 100; ++i) masses[i] = i % 2 == 0 ? 3 : 1;
    cloud.set_masses(masses);
    const Groups groups = find_groups(cloud, 20, grain_of(cloud));
    REQUIRE(counted(groups.clustering.clusters) == 2);
    CHECK(groups.clustering.clusters[0].mass == doctest::Approx(0.75));
}
