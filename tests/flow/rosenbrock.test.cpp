#include "flow/rosenbrock.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "flow/linearisation.hpp"
#include "inputs/clouds.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

Matrix near_identity(int d, std::uint64_t seed) {
    Matrix result = 0.3 * inputs::random_matrix(d, seed);
    for (int k = 0; k < d; ++k) result(k, k) += 1;
    return result;
}

Model model_of(int d, Attention attention, bool causal, double beta, std::uint64_t seed) {
    Model model = Model::standard(d);
    model.attention = attention;
    model.causal = causal;
    model.beta = beta;
    model.Q = near_identity(d, seed);
    model.K = near_identity(d, seed + 1);
    model.V = near_identity(d, seed + 2);
    return model;
}

double largest_angle(const Cloud& a, const Cloud& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, angle_between(a.token(i), b.token(i)));
    return largest;
}

Cloud by_fine_steps(Cloud cloud, const Model& model, double time, int steps) {
    for (int k = 0; k < steps; ++k) cloud = reference::rk4_step(cloud, model, time / steps);
    return cloud;
}

template <class Test>
void for_each_model(const Test& test) {
    std::uint64_t seed = 0;
    for (const int d : {2, 3})
        for (const auto attention : {Attention::softmax, Attention::unnormalized})
            for (const bool causal : {false, true}) {
                seed += 10;
                CAPTURE(seed);
                Cloud cloud = inputs::uniform_cloud(d, 7, seed);
                if (seed % 20 == 0) inputs::give_masses(cloud, seed);
                test(cloud, model_of(d, attention, causal, 3, seed));
            }
}

}  // namespace

TEST_CASE("the derivative of the velocities is what differences of the reference's velocities tend to") {
    for_each_model([](const Cloud& cloud, const Model& model) {
        const FieldMatrices matrices = field_matrices(model);
        const Linearisation about(cloud, matrices);
        const Linearised here = about();
        const auto width = cloud.dimension() - 1;
        // Central differences err by h² times the third derivative, some (1 + β‖B‖)³, and by rounding over h.
        const double h = 1e-5, tolerance = 1e-8;
        for (Eigen::Index column = 0; column < about.dimension(); ++column) {
            const Eigen::VectorXd u = h * Eigen::VectorXd::Unit(about.dimension(), column);
            const Cloud ahead = about.moved(u), behind = about.moved(-u);
            const std::vector<Vec3> there = reference::velocities(ahead, model),
                                    back = reference::velocities(behind, model);
            // By the chart's own formula, and by the reference on the tangent spaces, which agree at u = 0.
            const Eigen::VectorXd slope = (about.velocity(u) - about.velocity(-u)) / (2 * h);
            CHECK((slope - here.jacobian.col(column)).lpNorm<Eigen::Infinity>() < tolerance);
            for (std::size_t i = 0; i < cloud.size(); ++i) {
                const Vec3 difference = scaled(add(there[i], scaled(back[i], -1)), 1 / (2 * h));
                const double expected = norm(tangent_part(cloud.token(i), difference));
                const double found =
                    here.jacobian.col(column).segment(static_cast<Eigen::Index>(i) * width, width).norm();
                CHECK(std::abs(expected - found) < tolerance);
            }
        }
    });
}

TEST_CASE("an implicit step is of order 4, and what it says of times within it of order 3") {
    for_each_model([](const Cloud& cloud, const Model& model) {
        const FieldMatrices matrices = field_matrices(model);
        Rosenbrock scheme;
        // Halving a step divides its error by 2^5 and that of the continuous extension by 2^4; terms of the next order
        // are a tenth of the leading one at these steps.
        scheme.attempt(cloud, matrices, 0.01);
        const double whole = 0.4 / scheme.fastest();
        double end[2], within[2];
        for (int halving = 0; halving < 2; ++halving) {
            const double h = whole / (1 << halving);
            const auto trial = scheme.attempt(cloud, matrices, h);
            end[halving] = largest_angle(scheme.cloud(), by_fine_steps(cloud, model, h, 64));
            within[halving] = largest_angle(scheme.at(0.4), by_fine_steps(cloud, model, 0.4 * h, 64));
            // The embedded method has order 3: its difference is an error of order 4, far above the step's own.
            CHECK(trial.error > end[halving]);
            CHECK(largest_angle(scheme.at(0), cloud) == 0);
            CHECK(largest_angle(scheme.at(1), scheme.cloud()) == 0);
        }
        CHECK(end[0] / end[1] > 20);
        CHECK(within[0] / within[1] > 10);
    });
}

TEST_CASE("growth is the rate at which the fastest disturbance leaves a saddle") {
    // A single token attends to itself: at e1 the tangent velocity is (V - 0.9) u, with the rates 0.1 and -3.9.
    Model model = Model::standard(3);
    model.V = Matrix::diagonal(3, {0.9, 1, -3});
    Cloud cloud(3, 1);
    cloud.set_token(0, {1, 0, 0});
    Rosenbrock method;
    method.attempt(cloud, field_matrices(model), 0.1);
    CHECK(method.growth() == doctest::Approx(0.1).epsilon(1e-12));
    // It is negative at the place that attracts.
    cloud.set_token(0, {0, 1, 0});
    method.attempt(cloud, field_matrices(model), 0.1);
    CHECK(method.growth() == doctest::Approx(-0.1).epsilon(1e-12));
}
