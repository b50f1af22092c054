#include "flow/integrator.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "coalesce/model/error.hpp"
#include "inputs/clouds.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

Model smooth_model(int d) {
    Model model = Model::standard(d);
    model.beta = 3;
    model.Q = inputs::tilted_rotation(d);
    model.V = Matrix::diagonal(d, {1, 0.7, 0.4});
    return model;
}

Cloud advanced(Cloud cloud, const Model& model, Method method, double dt, int steps) {
    const auto solver = make_solver({Solver::direct, 1e-4, Precision::double_});
    Integrator integrator(method, 1);
    Field field;
    for (int k = 0; k < steps; ++k) {
        solver->evaluate(cloud, model, field);
        integrator.step(cloud, model, *solver, dt, static_cast<std::uint64_t>(k), field);
    }
    return cloud;
}

double largest_distance(const Cloud& a, const Cloud& b) {
    double distance = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        distance = std::max(distance, norm(add(a.token(i), scaled(b.token(i), -1))));
    return distance;
}

/// Returns log2 of the ratio of the errors at time 1 with n and 2n steps.
double measured_order(int d, Method method, int steps) {
    const Model model = smooth_model(d);
    const Cloud start = inputs::uniform_cloud(d, 12, 3);
    Cloud exact = start;
    for (int k = 0; k < 200; ++k) exact = reference::rk4_step(exact, model, 1.0 / 200);
    const double coarse = largest_distance(advanced(start, model, method, 1.0 / steps, steps), exact);
    const double fine = largest_distance(advanced(start, model, method, 0.5 / steps, 2 * steps), exact);
    return std::log2(coarse / fine);
}

}  // namespace

// The next term of the error is smaller by about dt: it changes the measured order by a few per cent.
TEST_CASE("rk4 converges with order 4") {
    for (const int d : {2, 3}) CHECK(measured_order(d, Method::rk4, 8) == doctest::Approx(4).epsilon(0.08));
}

TEST_CASE("layer converges with order 1") {
    for (const int d : {2, 3}) CHECK(measured_order(d, Method::layer, 32) == doctest::Approx(1).epsilon(0.08));
}

TEST_CASE("one step is the step of the reference") {
    for (const int d : {2, 3})
        for (const Attention attention : {Attention::softmax, Attention::unnormalized}) {
            Model model = smooth_model(d);
            model.attention = attention;
            Cloud cloud = inputs::uniform_cloud(d, 50, 5);
            inputs::give_masses(cloud, 6);
            // Field error 5e-15 (1 + β) times dt, and the rounding of unit vectors.
            const double tolerance = 5e-15;
            CHECK(largest_distance(advanced(cloud, model, Method::layer, 0.1, 1),
                                   reference::layer_step(cloud, model, 0.1)) < tolerance);
            CHECK(largest_distance(advanced(cloud, model, Method::rk4, 0.1, 1),
                                   reference::rk4_step(cloud, model, 0.1)) < tolerance);
        }
}

TEST_CASE("tokens stay on the sphere, whatever the step") {
    for (const Method method : {Method::layer, Method::rk4})
        for (const double dt : {1e-3, 1.0, 1e3}) {
            const Cloud end = advanced(inputs::uniform_cloud(3, 40, 5), smooth_model(3), method, dt, 20);
            CHECK(drift_from_sphere(end) < 1e-15);  // one normalisation: some units of 1.1e-16
        }
}

TEST_CASE("energy never decreases along softmax and unnormalised attention with Q^T K = V = Id") {
    for (const int d : {2, 3})
        for (const Attention attention : {Attention::softmax, Attention::unnormalized}) {
            Model model = Model::standard(d);
            model.beta = 10;
            model.attention = attention;
            const auto solver = make_solver({Solver::direct, 1e-4, Precision::double_});
            Integrator integrator(Method::rk4, 1);
            Cloud cloud = inputs::uniform_cloud(d, 60, 5);
            Field field;
            solver->evaluate(cloud, model, field);
            const double start = energy(cloud, model, field);
            double before = start;
            for (std::uint64_t k = 0; k < 200; ++k) {
                integrator.step(cloud, model, *solver, 0.05, k, field);
                solver->evaluate(cloud, model, field);
                const double now = energy(cloud, model, field);
                CHECK(now >= before * (1 - 1e-13));  // rounding of β<x,y> = 10, 60 tokens
                before = now;
            }
            CHECK(before > start);
        }
}

namespace {

/// Moves N tokens from one point by noise alone: with V = 0 the layer step never uses the field, which stays zero.
Cloud diffused(const Vec3& from, int d, std::size_t count, double noise, double dt, int steps) {
    Model model = Model::standard(d);
    model.V = 0.0 * model.V;
    model.noise = noise;
    Cloud cloud(d, count);
    for (std::size_t i = 0; i < count; ++i) cloud.set_token(i, from);
    Field zero;
    zero.attention.resize(d, count);
    const auto solver = make_solver({});
    Integrator integrator(Method::layer, 1);
    for (int k = 0; k < steps; ++k) integrator.step(cloud, model, *solver, dt, static_cast<std::uint64_t>(k), zero);
    return cloud;
}

}  // namespace

TEST_CASE("without drift, noise on the circle spreads the angle with variance 2 D t") {
    const Cloud end = diffused({1, 0, 0}, 2, 20000, 0.1, 0.01, 10);
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < end.size(); ++i) {
        const double angle = std::atan2(end.token(i)[1], end.token(i)[0]);
        mean += angle / 20000;
        square += angle * angle / 20000;
    }
    const double variance = 2 * 0.1 * 0.1;
    CHECK(std::abs(mean) < 4 * std::sqrt(variance / 20000));
    // 4 standard errors, each sqrt(2/N) = 1 % of a variance.
    CHECK(square == doctest::Approx(variance).epsilon(0.04));
}

TEST_CASE("harmonics relax at the rates of Brownian motion, whatever the step") {
    constexpr std::size_t count = 400'000;
    struct Case {
        double step;  ///< D dt
        int steps;
    };
    // 0.3 and 3 exceed the parts that a step on S^2 is divided into.
    for (const auto& [step, steps] : {Case{0.02, 1}, Case{0.02, 20}, Case{0.3, 1}, Case{3, 1}}) {
        CAPTURE(step);
        CAPTURE(steps);
        const double time = step * steps;
        const Vec3 pole = normalised({1, 2, 3}), start = normalised({1, 2, 0});
        const Cloud circle = diffused(start, 2, count, 2, step / 2, steps);
        const Cloud sphere = diffused(pole, 3, count, 2, step / 2, steps);
        double first_circle = 0, first = 0, second = 0, sideways = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double c = dot(pole, sphere.token(i));
            first_circle += dot(start, circle.token(i)) / count;
            first += c / count;
            second += (3 * c * c - 1) / 2 / count;
            sideways += dot(cross(pole, {0, 0, 1}), sphere.token(i)) / count;
        }
        // Means of cos θ, P_1 and P_2 decay at D, 2 D and 6 D; the mean square of each gives the standard error.
        const auto error_of = [](double mean, double square) { return std::sqrt((square - mean * mean) / count); };
        const double one = std::exp(-2 * time), two = std::exp(-6 * time), four = std::exp(-20 * time);
        const double on_circle = std::exp(-time);
        CHECK(std::abs(first_circle - on_circle) < 3 * error_of(on_circle, (1 + std::exp(-4 * time)) / 2));
        CHECK(std::abs(first - one) < 3 * error_of(one, (1 + 2 * two) / 3));
        CHECK(std::abs(second - two) < 3 * error_of(two, 1.0 / 5 + 2.0 / 7 * two + 18.0 / 35 * four));
        CHECK(std::abs(sideways) < 3 * error_of(0, (1 - two) / 3));
        CHECK(drift_from_sphere(sphere) < 1e-15);
    }
}

TEST_CASE("without drift, noise on the sphere lets the mean inner product decay as exp(-2 D t)") {
    const Vec3 pole = normalised({1, 2, 3});
    const Cloud end = diffused(pole, 3, 20000, 0.1, 0.01, 20);
    double mean = 0;
    for (std::size_t i = 0; i < end.size(); ++i) mean += dot(pole, end.token(i)) / 20000;
    // -l(l+1) = -2 is the Laplacian's eigenvalue. 1 - <x0,x> is nearly exponential with mean 0.04: 4·0.04/sqrt(N).
    CHECK(std::abs(mean - std::exp(-0.04)) < 0.0012);
}

TEST_CASE("noise of a token depends on neither the number of tokens nor the steps of others") {
    Model model = Model::standard(3);
    model.V = 0.0 * model.V;
    model.noise = 1;
    const Cloud many = inputs::uniform_cloud(3, 100, 5);
    Cloud few(3, 10);
    for (std::size_t i = 0; i < 10; ++i) few.set_token(i, many.token(i));
    const Cloud a = advanced(many, model, Method::layer, 0.1, 3), b = advanced(few, model, Method::layer, 0.1, 3);
    for (std::size_t i = 0; i < 10; ++i) CHECK(a.token(i) == b.token(i));
    CHECK(a.token(0) != a.token(1));
}

TEST_CASE("a step that cannot be taken is refused and leaves the cloud alone") {
    Model model = Model::standard(3);
    model.V = 1e300 * model.V;
    const Cloud before = inputs::uniform_cloud(3, 20, 5);
    Cloud cloud = before;
    const auto solver = make_solver({});
    Field field;
    solver->evaluate(cloud, model, field);
    Integrator rk4(Method::rk4, 1);
    CHECK_THROWS_AS(rk4.step(cloud, model, *solver, 1e10, 0, field), RunError);
    CHECK(row_major(cloud) == row_major(before));
    // A token stepped onto the origin has no direction and stays.
    Cloud lone(2, 1);
    lone.set_token(0, {1, 0, 0});
    Model repelling = Model::standard(2);
    repelling.V = -1.0 * repelling.V;
    CHECK(advanced(lone, repelling, Method::layer, 1, 1).token(0) == Vec3{1, 0, 0});
}
