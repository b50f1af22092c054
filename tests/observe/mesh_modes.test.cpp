#include "coalesce/observe/mesh_modes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "coalesce/observe/mean_shift.hpp"
#include "inputs/clouds.hpp"
#include "reference/mean_shift.hpp"

using namespace coalesce;

namespace {

double nearest(const Vec3& x, const std::vector<Vec3>& points) {
    double least = std::numbers::pi;
    for (const Vec3& point : points) least = std::min(least, angle_between(x, point));
    return least;
}

/// Counts the points of one set farther than `angle` from all of the other.
std::size_t missing(const std::vector<Vec3>& from, const std::vector<Vec3>& in, double angle) {
    return static_cast<std::size_t>(
        std::count_if(from.begin(), from.end(), [&](const Vec3& x) { return nearest(x, in) > angle; }));
}

}  // namespace

TEST_CASE("modes on the mesh are the ends of mean shift over all tokens") {
    for (const int dimension : {2, 3})
        for (const double width : {0.12, 0.25, 0.7}) {
            Cloud clusters = inputs::clustered_cloud(dimension, 300, 0.15, 2);
            Cloud uniform = inputs::uniform_cloud(dimension, 300, 3);
            inputs::give_masses(uniform, 4);
            for (const Cloud& cloud : {clusters, uniform}) {
                CAPTURE(dimension);
                CAPTURE(width);
                const MeshModes found = mesh_modes(cloud, width);
                const std::vector<Vec3> ends = reference::mean_shift_ends(cloud, width);
                // Each mode matches some end, and each end a mode, except ends of basins narrower than a cell, which
                // hold a few of the 300 tokens.
                CHECK(missing(found.modes, ends, 0.01 * width) == 0);
                CHECK(missing(ends, found.modes, 0.01 * width) <= 3);
                CHECK(std::accumulate(found.masses.begin(), found.masses.end(), 0.0) ==
                      doctest::Approx(1).epsilon(1e-12));
                CHECK(std::is_sorted(found.masses.rbegin(), found.masses.rend()));
            }
        }
}

TEST_CASE("many tokens: the modes and nearly the masses of mean shift by lumps") {
    for (const int dimension : {2, 3}) {
        const Cloud cloud = inputs::clustered_cloud(dimension, 70'000, 0.3, 5);
        const double width = 0.2;
        const MeshModes found = mesh_modes(cloud, width);
        const MeanShift other = mean_shift(cloud, width);
        CHECK(found.modes.size() == other.modes.size());
        CHECK(found.modes.size() > 2);
        CHECK(missing(found.modes, other.modes, 0.02 * width) == 0);
        REQUIRE(found.modes.size() == other.modes.size());
        // Tokens within h = w/4 of a border may fall to either side: a few hundredths.
        for (std::size_t k = 0; k < found.modes.size(); ++k)
            CHECK(std::abs(found.masses[k] - other.clustering.clusters[k].mass) < 0.03);
    }
}

TEST_CASE("a mode between two collapsed clusters, where there is no token") {
    const double width = 0.3;
    for (const double apart : {1.5, 3.0}) {  // in widths; two modes from about 2
        Cloud cloud(3, 1000);
        const Matrix turn = inputs::tilted_rotation(3);
        for (std::size_t i = 0; i < 1000; ++i) {
            const double angle = (i % 2 ? 0.5 : -0.5) * apart * width;
            cloud.set_token(i, turn * Vec3{std::cos(angle), std::sin(angle), 0});
        }
        const MeshModes found = mesh_modes(cloud, width);
        REQUIRE(found.modes.size() == (apart < 2 ? 1u : 2u));
        if (apart < 2) CHECK(angle_between(found.modes[0], turn * Vec3{1, 0, 0}) < 0.01 * width);
    }
}

TEST_CASE("no tokens, one place, no preference, a width finer than meshes") {
    CHECK(mesh_modes(Cloud(3, 0), 0.1).modes.empty());
    CHECK(mesh_modes(inputs::single_point_cloud(3, 50), 0.1).modes.size() == 1);
    CHECK(mesh_modes(inputs::single_point_cloud(2, 50), 0.1).modes.size() == 1);
    CHECK(mesh_modes(inputs::uniform_cloud(3, 100, 1), 5).modes.size() == 1);
    CHECK(mesh_modes(inputs::uniform_cloud(3, 300, 2), 1e-3).modes.size() == 300);
}
