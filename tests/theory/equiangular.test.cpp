#include "coalesce/theory/equiangular.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/model/cloud.hpp"
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
                    // Steps of 1/40 with rates up to 2β: Runge–Kutta errs by some (0.3)^4/40^4 · 40 = 1e-7.
                    const double particles = reference::equiangular_by_particles(attention, n, beta, rho, time, 80);
                    const double theory = equiangular_curve(attention, n, beta, rho, time);
                    CHECK(theory == doctest::Approx(particles).epsilon(1e-6));
                    // Near the end the distance from 1 is what matters.
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

TEST_CASE("with negative time the tokens part as under V = -Id") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const double beta : {0.0, 2.0, 6.0}) {
            CAPTURE(beta);
            // Runge–Kutta as in the first test; at the end, ρ =
            // -1/(n-1), the rate of return is 2 n e^{-βw}/(…) ≤ 2.
            const double particles = reference::equiangular_by_particles(attention, 8, beta, 0.5, -2, 80);
            CHECK(equiangular_curve(attention, 8, beta, 0.5, -2) == doctest::Approx(particles).epsilon(1e-6));
            CHECK(particles < 0.5);
            const double back =
                equiangular_curve(attention, 8, beta, equiangular_curve(attention, 8, beta, 0.5, -2), 2);
            CHECK(back == doctest::Approx(0.5).epsilon(1e-12));
        }
    CHECK(equiangular_curve(Attention::softmax, 8, 2, 0.3, -1e6) == doctest::Approx(-1.0 / 7));
}

TEST_CASE("the time is the integral of 1/rate") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const double n : {2.0, 32.0, 1e9})
            for (const double beta : {0.0, 1e-9, 0.3, 12.0, 60.0})
                for (const double rho : {0.0, 0.05, 0.9}) {
                    CAPTURE(n);
                    CAPTURE(beta);
                    CAPTURE(rho);
                    // Simpson's rule in u = log(g/(w-g)), in which neither end is steep: u spans at most 28, and in
                    // steps of 0.004 β dg is 0.06: (0.06)^4/180 of the integrand.
                    constexpr int panels = 7000;
                    const double w = n / (n - 1), gap = 0.01 * (1 - rho);
                    const double from = std::log(gap / (w - gap)), to = std::log((1 - rho) / (rho + 1 / (n - 1)));
                    double integral = 0;
                    for (int k = 0; k <= panels; ++k) {
                        const double u = from + (to - from) * k / panels, g = w / (1 + std::exp(-u));
                        const double weight = k % panels == 0 ? 1 : k % 2 == 1 ? 4 : 2;
                        integral += weight * (to - from) / panels / 3 * g / (1 + std::exp(u)) /
                                    equiangular_rate(attention, n, beta, 1 - g);
                    }
                    // 1 - g near ρ = 0 is right to 1e-16, and (n-1)ρ + 1 to 1e-7.
                    CHECK(std::pow(10, equiangular_log10_time(attention, n, beta, rho, gap)) ==
                          doctest::Approx(integral).epsilon(2e-6));
                }
}

TEST_CASE("scores of thousands are no more work than small ones") {
    // From ρ = 1/2 the integrand e^{βg} w/(g(w-g)) falls e-fold in 1/β: T = e^{β/2} w/(β g(w-g)) (1 + O(1/β)) / 2n.
    constexpr double n = 32, w = 32.0 / 31;
    for (const double beta : {1e3, 1e4, 4e5}) {
        const double expected = beta / 2 + std::log(w / (beta * 0.5 * (w - 0.5)));
        CHECK(equiangular_log10_time(Attention::unnormalized, n, beta, 0.5, 0.005) * std::log(10) + std::log(2) ==
              doctest::Approx(expected).epsilon(5 / (beta * beta)));
        CHECK(equiangular_log10_time(Attention::softmax, n, beta, 0.5, 0.005) * std::log(10) + std::log(2 * n) ==
              doctest::Approx(expected).epsilon(5 / (beta * beta)));
        for (const auto attention : {Attention::softmax, Attention::unnormalized}) {
            CHECK(equiangular_curve(attention, n, beta, 0.5, 1e6) == doctest::Approx(0.5).epsilon(1e-15));
            CHECK(equiangular_curve(attention, 1e12, beta, 0, 1e6) == doctest::Approx(0).scale(1).epsilon(1e-15));
            // Near 1 the score β(1-ρ) is small: 1-ρ falls as e^{-2t} without a wait.
            CHECK(1 - equiangular_curve(attention, n, beta, 1 - 1e-9, 1) ==
                  doctest::Approx(1e-9 * std::exp(-2)).epsilon(1e-3));
        }
    }
}

TEST_CASE("the exponent of the rate: a kink for softmax alone") {
    for (const double rho : {0.0, 0.25, 0.5, 0.9})
        for (const double gamma : {0.0, 0.5, 1.9, 2.0, 2.1, 4.0, 50.0})
            for (const double n : {2.0, 32.0, 1e12}) {
                CAPTURE(rho);
                CAPTURE(gamma);
                CAPTURE(n);
                const double beta = gamma * std::log(n), lost = gamma * (1 - rho);
                const auto rate = [&](Attention attention, double b) { return equiangular_rate(attention, n, b, rho); };
                for (const auto attention : {Attention::softmax, Attention::unnormalized}) {
                    const double exponent = equiangular_rate_exponent(attention, n, gamma, rho);
                    if (lost * std::log(n) < 600)
                        CHECK(-std::log(rate(attention, beta) / rate(attention, 0)) / std::log(n) ==
                              doctest::Approx(exponent).scale(1).epsilon(1e-12));
                    // log_n 2 is the deviation of softmax at the kink.
                    const double limit = attention == Attention::softmax ? std::max(0.0, lost - 1) : lost;
                    CHECK(std::abs(exponent - limit) <
                          (attention == Attention::softmax ? 1.0001 * std::log(2) / std::log(n) : 1e-12));
                }
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
