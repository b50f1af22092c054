#include "coalesce/model/law.hpp"

#include <doctest/doctest.h>

#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <filesystem>
#include <numbers>

#include "coalesce/model/error.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/output.hpp"
#include "model/statistics.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;
using Rule = boost::math::quadrature::gauss<double, 30>;

const MixtureLaw sphere_mixture{{{2, {1, 0, 0}, 0.3}, {1, {-1, 2, 2}, 0.6}, {0.5, {0, 0, -3}, 2.5}}};
const MixtureLaw circle_mixture{{{2, {1, 0, 0}, 0.3}, {1, {-3, 1, 0}, 0.6}, {0.5, {0, -2, 0}, 2.5}}};
const AzimuthalLaw azimuthal{{{1, 0.5, 0.2}, {2, -9.0, 0.4}, {0.7, 3.0, 3.0}}};

double angle_of(const Cloud& cloud, std::size_t i) {
    const double angle = std::atan2(cloud.token(i)[1], cloud.token(i)[0]);
    return angle < 0 ? angle + 2 * pi : angle;
}

std::vector<double> angles_of(const Cloud& cloud) {
    std::vector<double> angles;
    for (std::size_t i = 0; i < cloud.size(); ++i) angles.push_back(angle_of(cloud, i));
    return angles;
}

Vec3 at(double angle) {
    return {std::cos(angle), std::sin(angle), 0};
}
Vec3 at(double z, double azimuth) {
    const double r = std::sqrt(1 - z * z);
    return {r * std::cos(azimuth), r * std::sin(azimuth), z};
}

/// Mass of a law on S^1 between two angles, by quadrature of its density in panels as wide as its narrowest std.
double circle_mass(const InitialLaw& law, double from, double to) {
    double mass = 0;
    constexpr int panels = 12;
    for (int p = 0; p < panels; ++p) {
        const double a = from + (to - from) * p / panels, b = from + (to - from) * (p + 1) / panels;
        mass += Rule::integrate([&](double angle) { return density(law, 2, at(angle)); }, a, b);
    }
    return mass;
}

/// Mass of a law on S^2 in a cell of height z and azimuth; dA = dz dφ.
double cell_mass(const InitialLaw& law, double z0, double z1, double a0, double a1) {
    return Rule::integrate(
        [&](double z) { return Rule::integrate([&](double a) { return density(law, 3, at(z, a)); }, a0, a1); }, z0, z1);
}

/// Wilson–Hilferty score of a sample on rows × columns cells of (height, azimuth).
double cell_score(const InitialLaw& law, std::size_t n, int rows, int columns, bool skip_poles) {
    const Cloud cloud = draw(law, 3, n, 5);
    std::vector<double> counts, expected;
    const double reach = skip_poles ? 0.98 : 1.0;
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const double z0 = -reach + 2 * reach * row / rows, z1 = -reach + 2 * reach * (row + 1) / rows;
            const double a0 = 2 * pi * column / columns, a1 = 2 * pi * (column + 1) / columns;
            expected.push_back(static_cast<double>(n) * cell_mass(law, z0, z1, a0, a1));
            double count = 0;
            for (std::size_t i = 0; i < n; ++i) {
                const double z = cloud.token(i)[2], a = angle_of(cloud, i);
                if (z >= z0 && z < z1 && a >= a0 && a < a1) count += 1;
            }
            counts.push_back(count);
        }
    }
    // Cells that expect fewer than 10 tokens are not Gaussian: they are merged into one.
    std::vector<double> big_counts{0}, big_expected{0};
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (expected[i] >= 10) {
            big_counts.push_back(counts[i]);
            big_expected.push_back(expected[i]);
        } else {
            big_counts[0] += counts[i];
            big_expected[0] += expected[i];
        }
    }
    if (skip_poles) {  // adds the rest of the sphere as one cell
        double seen = 0, mass = 0;
        for (const double c : counts) seen += c;
        for (const double e : expected) mass += e;
        big_counts[0] += static_cast<double>(n) - seen;
        big_expected[0] += static_cast<double>(n) - mass;
    }
    if (big_expected[0] < 10) {
        big_counts.erase(big_counts.begin());
        big_expected.erase(big_expected.begin());
    }
    return test::chi_square_score(big_counts, big_expected);
}

std::string refusal(const InitialLaw& law, int dimension) {
    try {
        static_cast<void>(draw(law, dimension, 10, 1));
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("densities integrate to 1") {
    for (const InitialLaw& law : {InitialLaw(UniformLaw{}), InitialLaw(circle_mixture)}) {
        CHECK(circle_mass(law, 0, 2 * pi) == doctest::Approx(1).epsilon(1e-10));
    }
    for (const InitialLaw& law : {InitialLaw(UniformLaw{}), InitialLaw(sphere_mixture)}) {
        double mass = 0;
        for (int row = 0; row < 10; ++row) {
            for (int column = 0; column < 10; ++column) {
                mass += cell_mass(law, -1 + row / 5.0, -0.8 + row / 5.0, column * pi / 5, (column + 1) * pi / 5);
            }
        }
        // 30 nodes over 0.2 and 0.63 resolve kernels of std ≥ 0.3; sqrt(1 - z²) at the poles costs the digits.
        CHECK(mass == doctest::Approx(1).epsilon(1e-6));
    }
    // Azimuthal: ∫ dz/ sqrt(1 - z²) is π; z = sin(elevation) makes it the elevation itself.
    double mass = 0;
    for (int k = 0; k < 20; ++k) {
        mass += Rule::integrate([&](double a) { return density(azimuthal, 3, at(a)); }, k * pi / 10, (k + 1) * pi / 10);
    }
    CHECK(mass * pi == doctest::Approx(1).epsilon(1e-10));
    const double elevation = 0.7;
    const Vec3 up{std::cos(elevation), 0, std::sin(elevation)};
    CHECK(density(azimuthal, 3, up) * std::cos(elevation) == doctest::Approx(density(azimuthal, 3, {1, 0, 0})));
}

TEST_CASE("tokens on the circle follow the density of their law") {
    constexpr std::size_t n = 100'000;
    for (const InitialLaw& law : {InitialLaw(UniformLaw{}), InitialLaw(circle_mixture)}) {
        // Distribution function on a grid, linear in between: h²/8·max|f'| < 1e-6 at 4000 steps.
        constexpr int steps = 4000;
        std::vector<double> cumulative{0};
        for (int k = 0; k < steps; ++k) {
            const auto f = [&](double angle) { return density(law, 2, at(angle)); };
            const double a = 2 * pi * k / steps, b = 2 * pi * (k + 1) / steps;
            cumulative.push_back(cumulative.back() + (f(a) + 4 * f((a + b) / 2) + f(b)) * (b - a) / 6);
        }
        const auto lookup = [&](double angle) {
            const double at_step = angle / (2 * pi) * steps;
            const auto k = std::min(static_cast<std::size_t>(at_step), std::size_t{steps - 1});
            return cumulative[k] + (at_step - static_cast<double>(k)) * (cumulative[k + 1] - cumulative[k]);
        };
        CHECK(test::ks_distance(angles_of(draw(law, 2, n, 3)), lookup) < test::ks_bound(n));
    }
}

TEST_CASE("tokens on the sphere follow the density of their law") {
    CHECK(std::abs(cell_score(UniformLaw{}, 100'000, 8, 12, false)) < test::chi_square_bound);
    CHECK(std::abs(cell_score(sphere_mixture, 100'000, 8, 12, false)) < test::chi_square_bound);
    CHECK(std::abs(cell_score(azimuthal, 100'000, 8, 12, true)) < test::chi_square_bound);
}

TEST_CASE("one component on the sphere: turned evenly about its mean") {
    constexpr std::size_t n = 50'000;
    const Vec3 mean = normalised({1, -2, 0.5});
    const Cloud cloud = draw(MixtureLaw{{{1, {2, -4, 1}, 0.4}}}, 3, n, 9);
    const Vec3 first = normalised(cross(mean, {0, 0, 1})), second = cross(mean, first);
    std::vector<double> turns;
    for (std::size_t i = 0; i < n; ++i) {
        turns.push_back(std::atan2(dot(cloud.token(i), second), dot(cloud.token(i), first)));
    }
    CHECK(test::ks_distance(turns, [](double turn) { return (turn + pi) / (2 * pi); }) < test::ks_bound(n));
}

TEST_CASE("elevations of an azimuthal law are uniform") {
    constexpr std::size_t n = 50'000;
    const Cloud cloud = draw(azimuthal, 3, n, 2);
    std::vector<double> elevations;
    for (std::size_t i = 0; i < n; ++i) elevations.push_back(std::asin(cloud.token(i)[2]));
    CHECK(test::ks_distance(elevations, [](double e) { return e / pi + 0.5; }) < test::ks_bound(n));
}

TEST_CASE("N tokens agree with the first N of more, another seed gives others, all are on the sphere") {
    const std::vector<std::pair<InitialLaw, int>> laws{
        {UniformLaw{}, 2}, {UniformLaw{}, 3}, {circle_mixture, 2}, {sphere_mixture, 3}, {azimuthal, 3}};
    for (const auto& [law, dimension] : laws) {
        const Cloud few = draw(law, dimension, 100, 7), many = draw(law, dimension, 5000, 7);
        const Cloud other = draw(law, dimension, 100, 8);
        bool same = true, differs = true;
        for (std::size_t i = 0; i < few.size(); ++i) {
            same = same && few.token(i) == many.token(i);
            differs = differs && few.token(i) != other.token(i);
        }
        CHECK(same);
        CHECK(differs);
        CHECK(drift_from_sphere(many) < 4e-16);  // two roundings
        CHECK(many.dimension() == dimension);
    }
}

TEST_CASE("spreads at their limits: a point mass, a hair's breadth, the uniform law") {
    for (const int dimension : {2, 3}) {
        const Cloud points = draw(MixtureLaw{{{1, {0, 1, 0}, 0}}}, dimension, 100, 1);
        const Cloud near = draw(MixtureLaw{{{1, {0, 1, 0}, 1e-9}}}, dimension, 100, 1);
        const Cloud tiny = draw(MixtureLaw{{{1, {0, 1, 0}, 1e-200}}}, dimension, 100, 1);
        double farthest = 0;
        for (std::size_t i = 0; i < 100; ++i) {
            CHECK(angle_between(points.token(i), {0, 1, 0}) < 1e-15);
            CHECK(angle_between(tiny.token(i), {0, 1, 0}) < 1e-15);
            farthest = std::max(farthest, angle_between(near.token(i), {0, 1, 0}));
        }
        CHECK(farthest > 1e-9);
        CHECK(farthest < 1e-8);  // ten standard deviations
    }
    constexpr std::size_t n = 50'000;
    const MixtureLaw wide{{{1, {1, 0, 0}, 1e99}}};
    CHECK(test::ks_distance(angles_of(draw(wide, 2, n, 4)), [](double a) { return a / (2 * pi); }) < test::ks_bound(n));
    std::vector<double> heights;
    const Cloud cloud = draw(wide, 3, n, 4);
    for (std::size_t i = 0; i < n; ++i) heights.push_back(cloud.token(i)[0]);
    CHECK(test::ks_distance(heights, [](double z) { return (z + 1) / 2; }) < test::ks_bound(n));
}

TEST_CASE("points are normalised, whatever their length, and carry their masses") {
    const PointsLaw law{{{3, 4, 0}, {1e-200, 0, 0}, {0, 0, -1e99}}, {1, 2, 5}};
    const Cloud cloud = draw(law, 3, 10'000, 1);
    REQUIRE(cloud.size() == 3);
    CHECK(cloud.token(0)[0] == doctest::Approx(0.6));
    CHECK(cloud.token(1) == Vec3{1, 0, 0});
    CHECK(cloud.token(2) == Vec3{0, 0, -1});
    CHECK(cloud.mass(2) == doctest::Approx(5.0 / 8));
    CHECK_FALSE(draw(PointsLaw{{{1, 0, 0}}, {}}, 3, 1, 1).weighted());
}

TEST_CASE("a law from a file") {
    const PrivateFolder folder;
    const auto path = folder.path() / "tokens.npy";
    write_npy(path, std::vector<double>{2, 0, 0, 0, 0, -5}, 2, 3);
    const Cloud cloud = draw(FileLaw{path.string()}, 3, 1, 1);
    REQUIRE(cloud.size() == 2);
    CHECK(cloud.token(0) == Vec3{1, 0, 0});
    CHECK(cloud.token(1) == Vec3{0, 0, -1});
    CHECK(refusal(FileLaw{path.string()}, 2) ==
          path.string() + ": found 3 coordinates a token, expected 2 since dimension is 2");
    write_npy(path, std::vector<double>{1, 0, 0, 0, 0, 0}, 2, 3);
    CHECK(refusal(FileLaw{path.string()}, 3) == path.string() + ": row 1: found the zero vector, expected a direction");
    write_npy(path, std::vector<double>{1, 0, 0, 0, std::nan(""), 0}, 2, 3);
    CHECK(refusal(FileLaw{path.string()}, 3) == path.string() + ": row 1: found a coordinate that is not finite");
    std::filesystem::remove(path);
    CHECK(refusal(FileLaw{path.string()}, 3) == path.string() + ": no such file");
}

TEST_CASE("laws that are refused") {
    CHECK(refusal(azimuthal, 2) == "tokens.law.kind: found \"azimuthal\" with dimension 2, expected dimension 3 (S^2)");
    CHECK(refusal(MixtureLaw{}, 3) == "tokens.law.components: found no components, expected at least one");
    CHECK(refusal(AzimuthalLaw{}, 3) == "tokens.law.components: found no components, expected at least one");
    CHECK(refusal(PointsLaw{}, 3) == "tokens.law.points: found no points, expected at least one");
    CHECK(refusal(MixtureLaw{{{1, {1, 0, 0}, -0.1}}}, 3) ==
          "tokens.law.components.0.std: found -0.1, expected a number ≥ 0");
    CHECK(refusal(MixtureLaw{{{1, {1, 0, 0}, 1}, {0, {1, 0, 0}, 1}}}, 3) ==
          "tokens.law.components.1.weight: found 0, expected a number > 0");
    CHECK(refusal(MixtureLaw{{{1, {0, 0, 0}, 1}}}, 3) ==
          "tokens.law.components.0.mean: found the zero vector, expected a direction");
    CHECK(refusal(MixtureLaw{{{1, {1, 0, 2}, 1}}}, 2) ==
          "tokens.law.components.0.mean: found 3 coordinates, expected 2 since dimension is 2");
    CHECK(refusal(PointsLaw{{{1, 0, 0}, {0, std::nan(""), 0}}, {}}, 3) ==
          "tokens.law.points.1: found the coordinate nan, expected numbers of magnitude ≤ 1e+100");
    CHECK(refusal(PointsLaw{{{1, 0, 0}}, {1, 2}}, 3) ==
          "tokens.law.masses: found 2 masses for 1 points, expected one a point");
    CHECK(refusal(PointsLaw{{{1, 0, 0}}, {-2}}, 3) == "tokens.law.masses.0: found -2, expected a number > 0");
    CHECK(refusal(FileLaw{}, 3) ==
          "tokens.law.path: found an empty text, expected the name of a token file (.npy, .npz, .csv, .txt)");
}

TEST_CASE("laws without a density say so") {
    CHECK_THROWS_AS(density(PointsLaw{{{1, 0, 0}}, {}}, 3, {1, 0, 0}), InputError);
    CHECK_THROWS_AS(density(FileLaw{"a.npy"}, 3, {1, 0, 0}), InputError);
    CHECK_THROWS_WITH_AS(density(MixtureLaw{{{1, {1, 0, 0}, 0}}}, 3, {1, 0, 0}),
                         "tokens.law: a point mass (std 0) has no density", InputError);
}
