#include "theory/equiangular.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "reference/attention.hpp"

using namespace coalesce;

TEST_CASE("the rate is the one that was checked against particles") {
    CHECK(equiangular_rate(Attention::softmax, 32, 2, 0.5) == doctest::Approx(0.489).epsilon(1e-3));
    CHECK(equiangular_rate(Attention::softmax, 32, 2, 1) == 0);
    CHECK(equiangular_rate(Attention::softmax, 32, 2, -1.0 / 31) == doctest::Approx(0));
}

TEST_CASE("the curve is that of n direct particles") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const int n : {2, 3, 8, 32})
            for (const double beta : {0.0, 2.0, 6.0})
                for (const double rho : {-0.02, 0.1, 0.5}) {
                    CAPTURE(n);
                    CAPTURE(beta);
                    CAPTURE(rho);
                    const double time = 2;
                    // Steps of 1/40 with rates up to 2β: Runge–Kutta is right to some (0.3)^4/40^4 · 40 = 1e-7.
                    const double particles = reference::equiangular_by_particles(attention, n, beta, rho, time, 80);
                    const double theory = equiangular_curve(attention, n, beta, rho, time);
                    CHECK(theory == doctest::Approx(particles).epsilon(1e-6));
                    // Near the end it is the distance from 1 that says something.
                    CHECK(1 - theory == doctest::Approx(1 - particles).epsilon(1e-5));
                }
}

TEST_CASE("Q^T K and V are multiples of the identity of any sign: the curve is that of three direct tokens") {
    const double rho = 0.2;
    Cloud tokens(3, 3);
    // Columns of the square root of the matrix with 1 on the diagonal and ρ off it.
    const double high = std::sqrt(1 + 2 * rho), low = std::sqrt(1 - rho);
    for (std::size_t i = 0; i < 3; ++i) {
        Vec3 x{(high - low) / 3, (high - low) / 3, (high - low) / 3};
        x[i] += low;
        tokens.set_token(i, x);
    }
    REQUIRE(dot(tokens.token(0), tokens.token(1)) == doctest::Approx(rho));
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const double beta : {0.0, 3.0})
            for (const double lambda1 : {1.5, -1.0})
                for (const double lambda2 : {1.0, -0.7, 0.0}) {
                    Model model = Model::standard(3);
                    model.attention = attention;
                    model.beta = beta;
                    model.Q = lambda1 * model.Q;
                    model.V = lambda2 * model.V;
                    Cloud direct = tokens;
                    // Runge–Kutta with steps of 1/50 and rates up to β: (3/50)^4.
                    for (int step = 0; step < 100; ++step) direct = reference::rk4_step(direct, model, 0.02);
                    const double curve = equiangular_curve(attention, 3, beta * lambda1, rho, lambda2 * 2);
                    CAPTURE(beta);
                    CAPTURE(lambda1);
                    CAPTURE(lambda2);
                    CHECK(curve == doctest::Approx(dot(direct.token(0), direct.token(1))).epsilon(1e-5));
                }
}

TEST_CASE("the ends are at rest") {
    CHECK(equiangular_curve(Attention::softmax, 8, 2, 1, 5) == 1);
    CHECK(equiangular_curve(Attention::softmax, 5, 2, -0.25, 5) == -0.25);
    CHECK(equiangular_curve(Attention::softmax, 8, 2, 0.3, 0) == 0.3);
    CHECK(equiangular_curve(Attention::softmax, 8, 2, 0.3, 1e6) == doctest::Approx(1));
    CHECK(equiangular_curve(Attention::softmax, 8, 2, 0.3, -1e6) == doctest::Approx(-1.0 / 7));
    const double later = equiangular_curve(Attention::softmax, 8, 2, 0.3, 0.4);
    CHECK(equiangular_curve(Attention::softmax, 8, 2, later, -0.4) == doctest::Approx(0.3));
}
