#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "coalesce/field/direct.hpp"
#include "coalesce/model/error.hpp"
#include "inputs/clouds.hpp"

using namespace coalesce;

namespace {

Vectors velocity(const Cloud& cloud, const Model& model, Precision precision) {
    const auto solver = make_solver({Solver::direct, 1e-4, precision});
    Field field;
    Vectors v;
    solver->evaluate(cloud, model, field);
    velocities(cloud, model, field, v);
    return v;
}

double distance(const Vec3& a, const Vec3& b) {
    return norm(add(a, scaled(b, -1)));
}

Model random_model(int d, double beta) {
    Model model = Model::standard(d);
    model.beta = beta;
    model.Q = inputs::random_matrix(d, 1);
    model.K = inputs::random_matrix(d, 2);
    model.V = inputs::random_matrix(d, 3);
    return model;
}

/// Twice the promised error, since two rounded fields are compared.
double tolerance(const Model& model, Precision precision) {
    const double unit = precision == Precision::double_ ? 5e-15 : 5e-7;
    return 2 * unit * (1 + model.beta * score_bound(model)) * spectral_norm(model.V);
}

}  // namespace

TEST_CASE("velocities are tangent to the sphere") {
    for (const int d : {2, 3}) {
        const Cloud cloud = inputs::uniform_cloud(d, 150, 4);
        const Model model = random_model(d, 20);
        const Vectors v = velocity(cloud, model, Precision::single_);
        // The projection is in double whatever the field: three products of size ‖V‖ and |x|² - 1 of 2e-16.
        for (std::size_t i = 0; i < cloud.size(); ++i)
            CHECK(std::abs(dot(v.at(i), cloud.token(i))) <= 1e-15 * spectral_norm(model.V));
    }
}

TEST_CASE("turning the cloud and the matrices turns the velocities") {
    for (const int d : {2, 3}) {
        const Cloud cloud = inputs::uniform_cloud(d, 150, 4);
        const Matrix R = inputs::tilted_rotation(d);
        const Model model = random_model(d, 20);
        Model turned = model;
        for (Matrix Model::*matrix : {&Model::Q, &Model::K, &Model::V})
            turned.*matrix = R * (model.*matrix * transposed(R));
        for (const Precision precision : {Precision::single_, Precision::double_}) {
            const Vectors v = velocity(cloud, model, precision);
            const Vectors w = velocity(inputs::rotated(cloud, R), turned, precision);
            for (std::size_t i = 0; i < cloud.size(); ++i)
                CHECK(distance(R * v.at(i), w.at(i)) <= tolerance(model, precision));
        }
    }
}

TEST_CASE("the order of tokens does not matter") {
    const Cloud cloud = inputs::uniform_cloud(3, 150, 4);
    Cloud reversed(3, 150);
    for (std::size_t i = 0; i < 150; ++i) reversed.set_token(i, cloud.token(149 - i));
    const Model model = random_model(3, 20);
    const Vectors v = velocity(cloud, model, Precision::double_), w = velocity(reversed, model, Precision::double_);
    for (std::size_t i = 0; i < 150; ++i)
        CHECK(distance(v.at(i), w.at(149 - i)) <= tolerance(model, Precision::double_));
}

TEST_CASE("a token of mass 2 attracts as two equal tokens do") {
    const Cloud few = inputs::uniform_cloud(3, 100, 4);
    Cloud heavy = few, twice(3, 150);
    std::vector<double> masses(100, 1.0);
    for (std::size_t i = 0; i < 100; ++i) twice.set_token(i, few.token(i));
    for (std::size_t i = 0; i < 50; ++i) {
        masses[i] = 2;
        twice.set_token(100 + i, few.token(i));
    }
    heavy.set_masses(masses);
    Model model = random_model(3, 20);
    for (const Attention attention : {Attention::softmax, Attention::unnormalized}) {
        model.attention = attention;
        const Vectors v = velocity(heavy, model, Precision::double_), w = velocity(twice, model, Precision::double_);
        for (std::size_t i = 0; i < 100; ++i) CHECK(distance(v.at(i), w.at(i)) <= tolerance(model, Precision::double_));
    }
}

TEST_CASE("a causal token does not see later ones") {
    const Cloud cloud = inputs::uniform_cloud(3, 200, 4);
    Cloud other = cloud;
    for (std::size_t i = 120; i < 200; ++i) other.set_token(i, {0, 0, 1});
    Model model = random_model(3, 20);
    model.causal = true;
    const Vectors v = velocity(cloud, model, Precision::single_), w = velocity(other, model, Precision::single_);
    for (std::size_t i = 0; i < 120; ++i) CHECK(v.at(i) == w.at(i));
    CHECK(v.at(120) != w.at(120));
}

TEST_CASE("fields are the same bits for any number of threads and every time") {
    const Cloud cloud = inputs::clustered_cloud(3, 3000, 0.1, 4);
    for (Model model : {random_model(3, 30), random_model(3, 1e4), Model::standard(3)}) {
        if (model.beta < 30) model.beta = 30;  // for the symmetric one
        for (const Precision precision : {Precision::single_, Precision::double_}) {
            const Vectors all = velocity(cloud, model, precision);
            CHECK(velocity(cloud, model, precision).values == all.values);
            const oneapi::tbb::global_control one(oneapi::tbb::global_control::max_allowed_parallelism, 1);
            CHECK(velocity(cloud, model, precision).values == all.values);
        }
    }
}

TEST_CASE("energy lies between 0 and 1/(2β), which a cloud at one point attains") {
    DirectSolver solver(Precision::double_);
    Field field;
    Model model = Model::standard(3);
    for (const double beta : {0.5, 30.0, 1e4}) {
        model.beta = beta;
        const Cloud spread = inputs::uniform_cloud(3, 100, 4), point = inputs::single_point_cloud(3, 100);
        solver.evaluate(spread, model, field);
        CHECK(energy(spread, model, field) > 0);
        CHECK(energy(spread, model, field) < 1 / (2 * beta));
        solver.evaluate(point, model, field);
        // The exponent β(<x,x> - 1) is rounded to about 2e-16 β.
        CHECK(energy(point, model, field) == doctest::Approx(1 / (2 * beta)).epsilon(1e-14 + 1e-15 * beta));
    }
}

TEST_CASE("what cannot be computed is said in words") {
    CHECK_THROWS_AS(restrict_simd("no such target"), InputError);
    Model model = Model::standard(2);
    model.beta = 1e300;
    model.K = 1e10 * model.K;
    Field field;
    DirectSolver solver(Precision::automatic);
    CHECK_THROWS_AS(solver.evaluate(inputs::uniform_cloud(2, 10, 1), model, field), RunError);
    const auto mesh = make_solver({Solver::mesh, 1e-4, Precision::automatic});
    CHECK_THROWS_AS(mesh->evaluate(inputs::uniform_cloud(2, 5000, 1), model, field), RunError);
}
