#include "observe/linkage.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "inputs/clouds.hpp"
#include "observe/radix_order.hpp"

using namespace coalesce;

namespace {

/// Finds components by visiting from the first unseen token all tokens within the distance of a visited one. O(N²).
std::vector<std::int32_t> visited_components(const Cloud& cloud, double distance) {
    std::vector<std::int32_t> label(cloud.size(), -1);
    std::int32_t next = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        if (label[i] >= 0) continue;
        std::vector<std::size_t> reached{i};
        label[i] = next;
        for (std::size_t k = 0; k < reached.size(); ++k) {
            const Vec3 x = cloud.token(reached[k]);
            for (std::size_t j = 0; j < cloud.size(); ++j) {
                if (label[j] >= 0) continue;
                const Vec3 away = add(cloud.token(j), scaled(x, -1));
                if (dot(away, away) > distance * distance) continue;
                label[j] = next;
                reached.push_back(j);
            }
        }
        ++next;
    }
    return label;
}

/// Two rings of latitude with a gap between them, tilted: every token is a near miss.
Cloud rings(std::size_t count, double gap) {
    const Cloud circle = inputs::uniform_cloud(2, count, 6);
    const Matrix tilt = inputs::tilted_rotation(3);
    Cloud cloud(3, count);
    for (std::size_t i = 0; i < count; ++i) {
        const double latitude = i % 2 ? gap / 2 : -gap / 2, c = std::cos(latitude);
        cloud.set_token(i, tilt * Vec3{c * circle.token(i)[0], c * circle.token(i)[1], std::sin(latitude)});
    }
    return cloud;
}

}  // namespace

TEST_CASE("crowded and sparse cubes link what visiting links") {
    constexpr std::size_t count = 5000;  // crowded cubes are made of 4096 tokens on
    for (const int dimension : {2, 3}) {
        const Cloud clouds[] = {inputs::uniform_cloud(dimension, count, 1),
                                inputs::clustered_cloud(dimension, count, 0.2, 2),
                                inputs::clustered_cloud(dimension, count, 1e-4, 3)};
        for (const Cloud& cloud : clouds)
            for (const double distance : {0.0, 1e-12, 1e-6, 2e-5, 1e-3, 0.02, 0.05, 0.11, 0.4, 1.7}) {
                CAPTURE(dimension);
                CAPTURE(distance);
                std::size_t components = 0;
                const std::vector<std::int32_t> found = linked_components(cloud, distance, components);
                CHECK(found == visited_components(cloud, distance));
                CHECK(components == static_cast<std::size_t>(*std::max_element(found.begin(), found.end())) + 1);
            }
    }
}

TEST_CASE("rings a hair nearer or farther than the distance, all along") {
    for (const double gap : {0.0999, 0.1, 0.1001}) {
        const Cloud cloud = rings(5000, gap);
        const double distance = 2 * std::sin(0.05);
        std::size_t components = 0;
        CHECK(linked_components(cloud, distance, components) == visited_components(cloud, distance));
        CHECK(components <= 2);
    }
}

TEST_CASE("two cubes, each of two tokens that are not linked within it") {
    Cloud cloud(2, 4);
    const double places[][2] = {{0, 0}, {0.9, 0.9}, {1.1, 0.9}, {1.9, 0}};
    for (std::size_t i = 0; i < 4; ++i) cloud.set_token(i, {places[i][0], places[i][1], 0});
    std::size_t components = 0;
    CHECK(linked_components(cloud, 1, components) == std::vector<std::int32_t>{0, 1, 1, 2});
    CHECK(components == 3);
}

TEST_CASE("many tokens at one place beside a few that are within the distance in part") {
    // The box of the few tokens is partly within the distance of the place, which cannot be halved.
    for (const std::size_t crowd : {std::size_t{20}, std::size_t{6000}}) {
        Cloud cloud(2, crowd + 3);
        for (std::size_t i = 0; i < crowd; ++i) cloud.set_token(i, {0.1, 0.7, 0});
        cloud.set_token(crowd, {1.05, 0.7, 0});
        cloud.set_token(crowd + 1, {1.2, 0.7, 0});
        cloud.set_token(crowd + 2, {1.3, 1.6, 0});
        std::size_t components = 0;
        const std::vector<std::int32_t> found = linked_components(cloud, 1, components);
        CHECK(components == 1);
        CHECK(found == visited_components(cloud, 1));
        CHECK(linked_components(cloud, 0.96, components) == visited_components(cloud, 0.96));
        CHECK(linked_components(cloud, 0.94, components) == visited_components(cloud, 0.94));
    }
}

TEST_CASE("components do not depend on threads") {
    const Cloud cloud = inputs::uniform_cloud(3, 30'000, 4);
    for (const double distance : {0.012, 0.02, 0.1}) {
        std::size_t many = 0, single = 0;
        const std::vector<std::int32_t> found = linked_components(cloud, distance, many);
        const oneapi::tbb::global_control one(oneapi::tbb::global_control::max_allowed_parallelism, 1);
        CHECK(found == linked_components(cloud, distance, single));
    }
}

TEST_CASE("rising order is that of a stable sort, whichever bits differ") {
    std::mt19937_64 random(5);
    for (const std::size_t count : {0, 1, 2, 500, 512, 3000})
        for (const std::uint64_t mask :
             {~0ULL, 0ULL, 1ULL, 0xfffULL, 0xf0000000000000f0ULL, 0x7ff0000000000000ULL, 0x0000ffff00000000ULL}) {
            std::vector<std::uint64_t> keys(count);
            for (std::uint64_t& key : keys) key = (random() & mask) | 0x0400000000000008ULL;
            const std::vector<std::uint32_t> order = rising_order(keys);
            REQUIRE(order.size() == count);
            std::vector<std::uint32_t> expected(count);
            for (std::size_t i = 0; i < count; ++i) expected[i] = static_cast<std::uint32_t>(i);
            std::stable_sort(expected.begin(), expected.end(),
                             [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
            CHECK(order == expected);
        }
}
