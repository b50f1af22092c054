#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "coalesce/model/random.hpp"
#include "coalesce/theory/alignment.hpp"
#include "reference/alignment_flow.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

Matrix random_matrix(int dimension, const CounterRandom& random, std::size_t index) {
    Matrix m;
    m.dimension = dimension;
    std::uint32_t draw = 0;
    for (int row = 0; row < dimension; ++row) {
        for (int column = 0; column < dimension; ++column) m(row, column) = random.normals(index, draw++)[0];
    }
    return m;
}

Vec3 at_angle(double angle) {
    return {std::cos(angle), std::sin(angle), 0};
}

}  // namespace

TEST_CASE("the flow agrees with small classical Runge-Kutta steps for random matrices") {
    const CounterRandom random(2, Stream::matrices);
    for (std::size_t trial = 0; trial < 20; ++trial) {
        const int dimension = trial % 2 == 0 ? 3 : 2;
        Model model = Model::standard(dimension);
        model.Q = random_matrix(dimension, random, 4 * trial);
        model.K = random_matrix(dimension, random, 4 * trial + 1);
        model.V = random_matrix(dimension, random, 4 * trial + 2);
        const auto a = random.normals(4 * trial + 3, 0), b = random.normals(4 * trial + 3, 1);
        const Vec3 x = normalised({a[0], a[1], dimension == 3 ? b[0] : 0});
        for (const double time : {0.1, 1.5}) {
            CAPTURE(trial);
            CAPTURE(time);
            // Fourth order: the reference's error is (‖V‖ h / turning length)^4, below 1e-12 at these steps.
            const Vec3 expected = reference::alignment_flow(model, x, time, 40000);
            CHECK(angle_between(alignment_flow(model, x, time), expected) < 1e-10);
        }
    }
}

TEST_CASE("a diagonal V: the closed form, over many time scales") {
    // Q = K = Id: dτ = dt, so that the tangent of the angle to e_x falls as e^{-(a - b) t}.
    Model model = Model::standard(2);
    model.V = Matrix::diagonal(2, {1, 0.4, 0});
    for (const double time : {1e-6, 0.3, 5.0, 30.0, 1e4}) {
        const Vec3 x = alignment_flow(model, at_angle(1.2), time);
        CHECK(std::abs(std::atan2(x[1], x[0]) - std::atan(std::tan(1.2) * std::exp(-0.6 * time))) < 1e-10);
    }
}

TEST_CASE("a rotation stays exact through a hundred turns, and turns back") {
    Model model = Model::standard(2);
    model.V = Matrix::rotation(2, pi / 2);
    const double time = 200 * pi + 1;
    const Vec3 x = alignment_flow(model, at_angle(0.3), time);
    CHECK(angle_between(x, at_angle(1.3)) < 1e-10);
    CHECK(angle_between(alignment_flow(model, x, -time), at_angle(0.3)) < 2e-10);
}

TEST_CASE("tokens end in E_max") {
    const CounterRandom random(3, Stream::matrices);
    Model model = Model::standard(3);
    model.V = Matrix::diagonal(3, {0.3, 1, 1});
    for (std::size_t i = 0; i < 10; ++i) {
        const auto a = random.normals(i, 0), b = random.normals(i, 1);
        const Vec3 x = alignment_flow(model, normalised({a[0], a[1], b[0]}), 60);
        CHECK(angle_to(leading_space(model), x) < 1e-10);  // e^{-0.7·60} = 6e-19 times the first tangent
    }
}

TEST_CASE("where the flow is undefined or at rest a token stays") {
    Model model = Model::standard(3);
    model.Q = Matrix::diagonal(3, {1, 1, 0});
    CHECK(alignment_flow(model, {0, 0, 1}, 5) == Vec3{0, 0, 1});  // K^T Q x = 0
    CHECK(alignment_flow(model, {1, 0, 0}, 5) == Vec3{1, 0, 0});  // an eigenvector
    model.V = 0.0 * Matrix::identity(3);
    CHECK(alignment_flow(model, {0, 0.6, 0.8}, 5) == Vec3{0, 0.6, 0.8});
    // V = -Id drives every token into the kernel in finite time, where the flow ends.
    model.V = -1.0 * Matrix::identity(3);
    CHECK(angle_between(alignment_flow(model, normalised({0.6, 0, 0.8}), 50), {0, 0, 1}) < 1e-6);
}

TEST_CASE("rotation speed is that of the flow") {
    Model model = Model::standard(3);
    model.V = Matrix::diagonal(3, {0.8, 0.8, 0.2});
    model.V(0, 1) = -0.4;
    model.V(1, 0) = 0.4;
    CHECK(rotation_speed(model, leading_space(model)) == doctest::Approx(0.4).epsilon(1e-12));
    model.V = transposed(model.V);
    CHECK(rotation_speed(model, leading_space(model)) == doctest::Approx(-0.4).epsilon(1e-12));

    // Uneven along the circle: one turn of the flow takes 2π/speed.
    model.V(0, 1) = 0.9;
    model.Q = Matrix::diagonal(3, {1, 1.3, 1});
    const LeadingSpace space = leading_space(model);
    REQUIRE(space.kind == LeadingSpace::Kind::circle);
    const double speed = rotation_speed(model, space);
    CHECK(speed < 0);
    const Vec3 start = space.basis[0];
    CHECK(angle_between(alignment_flow(model, start, 2 * pi / std::abs(speed)), start) < 1e-9);
    CHECK(angle_between(alignment_flow(model, start, pi / std::abs(speed)), start) > 1);

    model.V = Matrix::identity(3);
    CHECK(rotation_speed(model, leading_space(model)) == 0);
}
