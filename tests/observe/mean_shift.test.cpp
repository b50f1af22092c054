#include "coalesce/observe/mean_shift.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "inputs/clouds.hpp"
#include "observe/kernel_field.hpp"
#include "reference/mean_shift.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

Cloud on_circle(const std::vector<double>& angles) {
    Cloud cloud(2, angles.size());
    for (std::size_t i = 0; i < angles.size(); ++i) cloud.set_token(i, {std::cos(angles[i]), std::sin(angles[i]), 0});
    return cloud;
}

/// Number of tokens whose mode is not the end of their own ascent over all tokens, and, over the others, the largest
/// distance of a mode from that end, in widths.
struct Disagreement {
    std::size_t tokens = 0;
    double distance = 0;
};
Disagreement disagreement(const Cloud& cloud, double width) {
    const MeanShift found = mean_shift(cloud, width);
    const std::vector<Vec3> ends = reference::mean_shift_ends(cloud, width);
    Disagreement result;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const double away = angle_between(ends[i], found.modes[static_cast<std::size_t>(found.clustering.label[i])]);
        if (away > 0.1 * width)
            ++result.tokens;
        else
            result.distance = std::max(result.distance, away / width);
    }
    return result;
}

}  // namespace

TEST_CASE("each token's mode is the end of its own ascent over all tokens") {
    for (const int dimension : {2, 3}) {
        Cloud clusters = inputs::clustered_cloud(dimension, 150, 0.15, 2);
        Cloud uniform = inputs::uniform_cloud(dimension, 150, 3);
        inputs::give_masses(uniform, 4);
        for (const Cloud& cloud : {clusters, uniform}) {
            for (const double width : {0.1, 0.25, 0.7}) {
                CAPTURE(dimension);
                CAPTURE(width);
                const Disagreement all = disagreement(cloud, width);
                // Lumps of w/6 move a border between basins by a few hundredths of w: few of 150 tokens are that near.
                CHECK(all.tokens <= 3);
                CHECK(all.distance < 0.03);
            }
        }
    }
}

TEST_CASE("by the grid, for many tokens on the sphere: the same modes, and nearly the same basins") {
    const double width = 0.3;
    Cloud cloud = inputs::uniform_cloud(3, 12'000, 5);
    const MeanShift found = mean_shift(cloud, width);
    CHECK(found.modes.size() > 3);
    CHECK(link_clusters(cloud, width).clusters.size() == 1);
    const KernelField field(cloud, width);
    double mass = 0;
    std::size_t tokens = 0;
    for (std::size_t k = 0; k < found.modes.size(); ++k) {
        mass += found.clustering.clusters[k].mass;
        tokens += found.clustering.clusters[k].tokens;
        CHECK(std::hypot(field.at(found.modes[k]).shift[0], field.at(found.modes[k]).shift[1]) < 1e-8 * width);
        for (std::size_t j = 0; j < k; ++j) CHECK(angle_between(found.modes[j], found.modes[k]) > width / 6);
    }
    CHECK(mass == doctest::Approx(1).epsilon(1e-12));
    CHECK(tokens == cloud.size());
    // Plain mean-shift steps over the lumps end in the same modes, except for tokens near a border.
    std::size_t others = 0;
    for (std::size_t i = 0; i < cloud.size(); i += 120) {
        Vec3 x = cloud.token(i);
        for (int step = 0; step < 600; ++step) x = normalised(add(x, field.at(x).mean));
        const Vec3& mode = found.modes[static_cast<std::size_t>(found.clustering.label[i])];
        others += angle_between(x, mode) > 0.3 * width ? 1 : 0;
    }
    CHECK(others <= 5);  // w/12 to either side of the borders: about 5 % of 100
}

TEST_CASE("two equal tokens have two modes just where cos a < sin² a/w², about 2w apart") {
    for (const double width : {0.05, 0.3, 0.8}) {
        const double kappa = 1 / (width * width);
        const double half = std::acos((std::sqrt(1 + 4 * kappa * kappa) - 1) / (2 * kappa));
        CHECK(half == doctest::Approx(width).epsilon(0.3));
        CAPTURE(width);
        // 2 % above: modes at ± sqrt(6·0.02) w = 0.35 w, which are separate from w/6 on.
        CHECK(mean_shift(on_circle({1 - 0.98 * half, 1 + 0.98 * half}), width).modes.size() == 1);
        CHECK(mean_shift(on_circle({1 - 1.02 * half, 1 + 1.02 * half}), width).modes.size() == 2);
        // The same pair on the sphere, away from the axes.
        for (const double factor : {0.98, 1.02}) {
            const Matrix turn = inputs::tilted_rotation(3);
            Cloud pair(3, 2);
            for (const int side : {0, 1}) {
                const double angle = (2 * side - 1) * factor * half;
                pair.set_token(static_cast<std::size_t>(side), turn * Vec3{std::cos(angle), std::sin(angle), 0});
            }
            CHECK(mean_shift(pair, width).modes.size() == (factor < 1 ? 1u : 2u));
        }
    }
}

TEST_CASE("the clusters are measured as linked ones are") {
    Cloud cloud = on_circle({0, 0.01, 0.02, 2, 2.01});
    cloud.set_masses({1, 1, 1, 5, 2});
    const MeanShift found = mean_shift(cloud, 0.1);
    REQUIRE(found.clustering.clusters.size() == 2);
    CHECK(found.clustering.label == std::vector<std::int32_t>{1, 1, 1, 0, 0});
    CHECK(found.clustering.clusters[0].mass == doctest::Approx(0.7));
    CHECK(found.clustering.clusters[1].tokens == 3);
    CHECK(angle_between(found.clustering.clusters[1].centre, {std::cos(0.01), std::sin(0.01), 0}) < 1e-12);
    CHECK(angle_between(found.modes[1], {std::cos(0.01), std::sin(0.01), 0}) < 1e-3);
    CHECK(mean_shift_clusters(cloud, 0.1).label == found.clustering.label);
}

TEST_CASE("turning the cloud turns the modes") {
    const Cloud cloud = inputs::clustered_cloud(3, 400, 0.2, 7);
    const Matrix turn = inputs::tilted_rotation(3);
    const MeanShift before = mean_shift(cloud, 0.3), after = mean_shift(inputs::rotated(cloud, turn), 0.3);
    REQUIRE(before.modes.size() == after.modes.size());
    for (const Vec3& mode : before.modes) {
        double nearest = pi;
        for (const Vec3& other : after.modes) nearest = std::min(nearest, angle_between(turn * mode, other));
        CHECK(nearest < 0.02 * 0.3);  // other tokens share a lump
    }
}

TEST_CASE("the same cloud gives the same bits") {
    const Cloud cloud = inputs::uniform_cloud(3, 12'000, 8);
    const MeanShift first = mean_shift(cloud, 0.25), second = mean_shift(cloud, 0.25);
    CHECK(first.clustering.label == second.clustering.label);
    CHECK(first.modes == second.modes);
}

TEST_CASE("one token, one place, no preference, β = 0, tiny widths") {
    CHECK(mean_shift(Cloud(3, 0), 0.1).modes.empty());
    CHECK(mean_shift(on_circle({0.3}), 0.1).modes.size() == 1);
    CHECK(mean_shift(inputs::single_point_cloud(3, 50), 0.01).modes.size() == 1);
    CHECK(mean_shift(inputs::uniform_cloud(3, 100, 1), default_linking_angle(0)).modes.size() == 1);
    const Cloud cloud = inputs::uniform_cloud(3, 300, 2);
    for (const double width : {1e-3, 1e-5, 1e-7, 1e-12}) CHECK(mean_shift(cloud, width).modes.size() == 300);
    // Two opposite tokens, and one halfway between two that have merged: ascents leave saddles.
    CHECK(mean_shift(on_circle({0, pi}), 0.5).modes.size() == 2);
    // Equal tokens at equal distances: F is flat to rounding, one cluster; or every token has a mode.
    std::vector<double> ring;
    for (int k = 0; k < 60; ++k) ring.push_back(2 * pi * k / 60);
    CHECK(mean_shift(on_circle(ring), 0.3).modes.size() == 1);
    CHECK(mean_shift(on_circle(ring), 0.03).modes.size() == 60);
}
